/** The same story is the same run, byte for byte, in another process too. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const PROGRAM = `
  import { createHash } from 'node:crypto';
  const { randomStory } = await import('#src/sim/story-random.ts');
  const { readStoryConfig } = await import('#src/sim/story-config.ts');
  const { createWorldFrom } = await import('#src/sim/world.ts');
  const digests = [];
  for (const seed of process.argv.slice(1).map(Number)) {
    const story = randomStory(seed);
    const world = createWorldFrom(readStoryConfig(story.xml, 'cluster.xml').config, story.seed);
    for (const { at, what } of story.plan) {
      await world.run(Math.max(0, at - world.now));
      world.happen(what);
    }
    await world.mend();
    const all = JSON.stringify([world.log.lines, world.story, [...world.faults], world.counts, world.now]);
    digests.push(all.length + ' ' + createHash('sha256').update(all).digest('hex'));
  }
  console.log(digests.join(' '));
`;

async function run(...seeds: readonly string[]): Promise<readonly string[]> {
  const args = ['--input-type=module', '--eval', PROGRAM, ...seeds];
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  return stdout.trim().split(' ');
}

test('two processes tell the same, whatever they ran before', async () => {
  const [one, other] = await Promise.all([run('4', '17'), run('17', '4')]);
  expect(one.slice(0, 2)).toEqual(other.slice(2));
  expect(one.slice(2)).toEqual(other.slice(0, 2));
  expect(Number(one[0])).toBeGreaterThan(10_000);
}, 60_000);
