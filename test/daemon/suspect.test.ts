/** A daemon that ends without a word is noticed by its own kernel's answer, long before deadtime. */
import { expect, test } from 'vitest';
import { createCluster } from './harness.ts';

const HEARTBEAT = 'keepalive="200ms" warntime="1s" deadtime="20s" initdead="20s"';

test('it is suspect at once, and death is still declared by deadtime alone', async () => {
  const cluster = await createCluster({ heartbeat: HEARTBEAT });
  const [n1, n2] = await cluster.startPair();
  n2.signal('SIGKILL');
  const suspect = await n1.event('peer.suspect', { node: 'n2' });
  expect(suspect.message).toBe('n2 is suspect: its host answers that no picketd listens there');
  expect(suspect.data?.['silentFor']).toBeLessThan(20_000);
  expect((await n1.status()).nodes[1]?.peer).toBe('late');
  const again = await cluster.start('n2');
  await again.statusWhere('both are members', ({ view }) => view?.members.length === 2);
  expect(await cluster.shots()).toEqual([]);
});

test('with fast_death it is fenced without waiting for deadtime', async () => {
  const cluster = await createCluster({ heartbeat: `${HEARTBEAT} fast_death="yes"` });
  const [n1, n2] = await cluster.startPair();
  n2.signal('SIGKILL');
  const dead = await n1.event('peer.dead', { node: 'n2' });
  expect(dead.data?.['silentFor']).toBeLessThan(20_000);
  await n1.event('service.started', { service: 'service:b', node: 'n1' });
  expect(await cluster.shots()).toEqual(['off n2']);
});

test('picket status --timing measures the link between two real daemons', async () => {
  const cluster = await createCluster({
    heartbeat: 'keepalive="20ms" warntime="1s" deadtime="4s" initdead="20s"',
  });
  const [n1] = await cluster.startPair();
  const { timing } = await n1.statusWhere('enough is measured', (status) => status.timing?.proposal !== null);
  expect(timing?.links).toMatchObject([{ node: 'n2', link: 'default' }]);
  expect(timing?.links[0]?.roundTrip.count).toBeGreaterThan(50);
});
