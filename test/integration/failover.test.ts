/** A node dies, is fenced by its BMC with fence_ipmilan, and its services run on the other. */
import { expect, test } from 'vitest';
import { bootBoth, freshHosts } from './hosts.ts';

const story = freshHosts();

test('a dead node is powered off before its services start on the other node', {
  timeout: 120_000,
}, async () => {
  const { hosts } = story;
  const { n1 } = await bootBoth(hosts);
  await hosts.lab.setBootDelay('n2', 'never');
  const killed = await hosts.lab.kill('n2');

  const fenced = await n1.wait(
    'the fence',
    (event) => event.name === 'fence.succeeded' && event.node === 'n2',
  );
  const started = await n1.wait(
    'web on n1',
    (event) => event.name === 'service.started' && event.service === 'service:web' && event.at >= killed,
  );
  expect(started.node).toBe('n1');
  const starting = n1.seen.filter(
    (event) =>
      event.at >= killed && event.service === 'service:web' && /^(service|resource)\.start/.test(event.name),
  );
  for (const event of starting) expect(event.sequence, event.name).toBeGreaterThan(fenced.sequence);

  // The BMC is the witness that it was shot, and when.
  const off = (await hosts.lab.orders('n2')).find(({ order }) => order === 'set power 0');
  expect(off?.at).toBeGreaterThanOrEqual(killed);
  expect(off?.at).toBeLessThanOrEqual(Math.min(...starting.map((event) => event.at)));

  const status = await hosts.status('n1');
  expect(status.services.map(({ id, state, owner }) => ({ id, state, owner }))).toEqual([
    { id: 'service:web', state: 'started', owner: 'n1' },
    { id: 'service:base', state: 'started', owner: 'n1' },
  ]);
  expect(status.fences[0]).toMatchObject({ node: 'n2', state: 'fenced' });
  // The witness is the truth: first on n2, then on n1, never both; and the other service never moved.
  await hosts.witnessedOn('n1', 'web');
  expect(await hosts.witnessed('web')).toEqual(['n2', 'n1']);
  expect(await hosts.witnessed('base')).toEqual(['n1']);
});

test('a fenced node comes back, joins, and takes nothing away', { timeout: 120_000 }, async () => {
  const { hosts } = story;
  const { n1 } = await bootBoth(hosts);
  await hosts.lab.setBootDelay('n2', 1);
  const killed = await hosts.lab.kill('n2');
  // Fencing with action reboot powers it on again; the lab boots it.
  await n1.wait(
    'n2 as a member again',
    (event) => event.name === 'peer.up' && event.node === 'n2' && event.at > killed,
    60_000,
  );
  await hosts.together('n1');
  expect((await hosts.status('n2')).services.map(({ owner }) => owner)).toEqual(['n1', 'n1']);
  expect(await hosts.witnessed('web')).toEqual(['n2', 'n1']);
});
