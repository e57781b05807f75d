/** The cable of the guests' bridge is pulled: what needs the bridge moves, although a guest's tap keeps the bridge up. */
import { expect, test } from 'vitest';
import { picketd } from '#test/lab/picket.ts';
import { freshHosts, startedOn } from './hosts.ts';

const story = freshHosts();

/** A bridge with two ports: the way out, and the tap of a guest that holds it open as QEMU does. */
const BRIDGE = `ip link add pkout type veth peer name pkwall
ip link add brv type bridge stp_state 0 forward_delay 0
ip link set pkout master brv; ip link set pkwall up; ip link set pkout up; ip link set brv up
python3 - >/dev/null 2>&1 <<'P' &
import fcntl, os, signal, struct, subprocess
fd = os.open('/dev/net/tun', os.O_RDWR)
fcntl.ioctl(fd, 0x400454ca, struct.pack('16sH', b'vnet0', 0x1002))
subprocess.run(['ip', 'link', 'set', 'vnet0', 'master', 'brv', 'up'])
signal.pause()
P
`;

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
