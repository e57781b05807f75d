/** Starting with settings that cannot work: picketd says what is wrong and how to mend it, and gives up for good. */
import { chmod, rm, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { createCluster, type StartOptions, type TestCluster } from './harness.ts';
import type { Settings } from './settings.ts';

/** Of sysexits.h; the unit does not start picketd again after it. */
const EX_CONFIG = 78;

async function refusal(cluster: TestCluster, options?: StartOptions): Promise<readonly string[]> {
  const daemon = await cluster.start('n1', options);
  expect(await daemon.ended).toBe(EX_CONFIG);
  const lines = daemon.stderr().trimEnd().split('\n');
  for (const line of lines) expect(line).toMatch(/^picketd: /);
  expect(daemon.stderr() + daemon.stdout()).not.toMatch(/\n {4}at |node:internal|Error:/);
  return lines.map((line) => line.replace('picketd: ', '').replaceAll(cluster.folder, ''));
}

const SPOILED: readonly (readonly [what: string, settings: Settings, lines: readonly string[]])[] = [
  ['malformed XML', { spoil: [['</clusternodes>', '</clusternode>']] }, []],
  ['an unknown attribute', { spoil: [['auth=', 'deadtme="3s" auth=']] }, []],
  ['a wrong unit', { spoil: [['deadtime="2s"', 'deadtime="2 parsecs"']] }, []],
  ['two nodes with the same id', { spoil: [['nodeid="2"', 'nodeid="1"']] }, []],
];

describe('picketd does not start, and says why, with', () => {
  test.each(SPOILED)('%s', async (_what, settings, lines) => {
    expect(await refusal(await createCluster(settings))).toEqual(lines);
  });

  test('no cluster.xml', async () => {
    const cluster = await createCluster();
    expect(await refusal(cluster, { config: `${cluster.folder}/none.xml` })).toEqual([]);
  });

  test('no key file', async () => {
    const cluster = await createCluster();
    await rm(cluster.key);
    expect(await refusal(cluster)).toEqual([]);
  });

  test('a key file that others can read', async () => {
    const cluster = await createCluster();
    await chmod(cluster.key, 0o644);
    expect(await refusal(cluster)).toEqual([]);
  });

  test('a key file with garbage in it', async () => {
    const cluster = await createCluster();
    await writeFile(cluster.key, Buffer.from([0, 255, 254, 7]));
    expect(await refusal(cluster)).toEqual([]);
  });
});
