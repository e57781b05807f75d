/** A pair that runs: the harness itself, and what everything else in this folder builds upon. */
import { expect, test } from 'vitest';
import { createCluster } from './harness.ts';

test('each service runs once, where its domain wants it, and moves when its node loses its power', async () => {
  const cluster = await createCluster();
  const [n1, n2] = await cluster.startPair();
  expect((await n1.status()).nodes.map(({ standing }) => standing)).toEqual(['member', 'member']);
  const [a] = await cluster.processes('service:a');
  const [b] = await cluster.processes('service:b');
  expect([a, b]).toEqual([expect.stringMatching(/^n1 /), expect.stringMatching(/^n2 /)]);
  n2.signal('SIGKILL');
  await n1.event('service.started', { service: 'service:b', node: 'n1' });
  expect(await cluster.processes('service:a')).toEqual([a]);
  expect(await cluster.processes('service:b')).toEqual([expect.stringMatching(/^n1 /)]);
  expect(await cluster.shots()).toEqual(['off n2']);
});
