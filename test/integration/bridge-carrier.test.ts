/** The cable of the guests' bridge is pulled: what needs the bridge moves, although a guest's tap keeps the bridge up. */
import { expect, test } from 'vitest';
import { BRIDGE } from '#test/lab/bridge.ts';
import { picketd } from '#test/lab/picket.ts';
import { freshHosts, startedOn } from './hosts.ts';

const story = freshHosts();

test('a bridge whose way out has no carrier is unhealthy', { timeout: 120_000 }, async () => {
  const { hosts } = story;
  const { lab } = hosts;
  const health = { name: 'bridge', xml: '<health name="bridge" carrier="brv"/>' };
  await hosts.configure(1, { health });
  for (const node of lab.nodes) await lab.install(node, `${BRIDGE}exec ${picketd(lab, node)}\n`);
  const [n1] = await Promise.all(lab.nodes.map((node) => hosts.boot(node)));
  if (n1 === undefined) throw new Error('the lab has no nodes');
  await startedOn(n1, 'n2', 'web');

  await lab.exec('n2', ['ip', 'link', 'set', 'pkwall', 'down']);
  const own = await lab.exec('n2', ['cat', '/sys/class/net/brv/carrier']);
  expect(own.stdout.trim()).toBe('1');
  await startedOn(n1, 'n1', 'web');
  const failing = (await hosts.status('n1')).nodes.find(({ name }) => name === 'n2')?.health;
  expect(failing).toMatchObject([
    { name: 'bridge', state: 'failing', why: 'no port of brv has carrier: pkout has no carrier' },
  ]);
  await hosts.witnessedOn('n1', 'web');
  expect(await hosts.witnessed('web')).toEqual(['n2', 'n1']);
  expect(await hosts.witnessed('base')).toEqual(['n1']);
});
