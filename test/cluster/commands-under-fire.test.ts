/** Operators say many things at once to a service with slow agents that also fails by itself: the last word counts, and every word is answered. */
import { expect, test } from 'vitest';
import type { CommandResult, ServiceVerb } from '#src/cluster/commands.ts';
import { prefers, runningCluster, serviceOn } from './support/cluster.ts';

const PLAN = {
  nodes: 3,
  services: [{ name: 'a', domain: 'first' }],
  domains: [prefers('first', 1, 2, 3)],
};
const VERBS = ['enable', 'disable', 'stop', 'restart', 'relocate', 'freeze', 'thaw'] as const;
const SEEDS = Array.from({ length: 12 }, (_, index) => index + 1);

test.each(SEEDS)('seed %i', async (seed) => {
  const world = await runningCluster(PLAN, seed);
  const { dice } = world;
  const said: {
    readonly verb: ServiceVerb;
    readonly result: Promise<CommandResult>;
    answer?: CommandResult;
  }[] = [];
  const say = (verb: ServiceVerb): (typeof said)[number] => {
    const daemon = world.host(dice.pick([1, 2, 3])).daemon;
    if (daemon === undefined) throw new Error('there is no daemon');
    const word = { verb, result: daemon.service({ verb, service: 'a', who: 'root' }) };
    said.push(word);
    void word.result.then((answer) => Object.assign(word, { answer }));
    return word;
  };
  for (let round = 0; round < 12; round++) {
    for (const { id } of world.hosts) {
      const manner = (): 'slow' | 'ok' | 'fail' => dice.pick(['slow', 'slow', 'ok', 'fail']);
      world.services.behave('service:a', id, { start: manner(), stop: dice.chance(0.5) ? 'slow' : 'ok' });
    }
    if (dice.chance(0.4))
      for (const node of world.where('service:a')) world.services.crash('service:a', node);
    for (let count = dice.between(0, 3); count > 0; count--) say(dice.pick(VERBS));
    await world.run(dice.between(0, 6_000));
  }
  for (const { id } of world.hosts) world.services.behave('service:a', id, { stop: 'slow' });
  for (const verb of ['thaw', 'enable'] as const) {
    say(verb);
    await world.run(120_000);
  }
  expect(world.where('service:a')).toHaveLength(1);
  // Often the last words come while the service recovers by itself.
  for (const node of world.where('service:a')) world.services.crash('service:a', node);
  await world.run(dice.between(0, 14_000));
  say(dice.pick(VERBS.filter((verb) => verb !== 'freeze')));
  await world.run(100);
  const last = say(dice.chance(0.5) ? 'disable' : 'enable');
  await world.run(17 * 60_000);
  expect(said.filter(({ answer }) => answer === undefined).map(({ verb }) => verb)).toEqual([]);
  const { state } = serviceOn(world, 1, 'service:a');
  const summary = said.map(({ verb, answer }) => `${verb} ${answer?.code} ${answer?.message}`).join('\n');
  expect(last.answer?.code, summary).toMatch(/^(?:SUCCESS|RUN)$/);
  expect(state, summary).toBe(last.verb === 'disable' ? 'disabled' : 'started');
  expect(world.where('service:a')).toHaveLength(last.verb === 'disable' ? 0 : 1);
});
