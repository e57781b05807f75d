/** The lab itself, driven by plain ipmitool and fence_ipmilan: what the other tests rely on is true. */
import { access, readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loss, partition } from './faults.ts';
import { createLab, type Lab, labMissing } from './lab.ts';
import { type RunResult, run } from './run.ts';
import { until } from './until.ts';

const missing = await labMissing();
let lab: Lab;

beforeAll(async () => {
  if (missing !== undefined) return;
  lab = await createLab();
  await lab.install('n1', 'echo "boot of $HOSTNAME"; sleep 1000');
  await lab.install('n2', 'echo "boot of $HOSTNAME"; sleep 1000');
  await Promise.all([lab.boot('n1'), lab.boot('n2')]);
});
afterAll(async () => lab?.destroy());

function fence(action: string, more: Readonly<Record<string, string>> = {}): Promise<RunResult> {
  const values = {
    action,
    ip: lab.bmcAddress('n2'),
    username: 'admin',
    password: 's3cret',
    lanplus: '1',
    cipher: '3',
  };
  const lines = Object.entries({ ...values, power_wait: '0', ...more }).map(
    ([key, value]) => `${key}=${value}\n`,
  );
  return lab.exec('n1', ['fence_ipmilan'], { input: lines.join('') });
}
const boots = async (node: string): Promise<number> => (await lab.output(node)).split('\n').length - 1;
/** A kernel that lives refuses a closed port at once; a dead one says nothing. */
const reaches = async (from: string, address: string): Promise<boolean> =>
  (await lab.exec(from, ['timeout', '1', 'bash', '-c', `</dev/tcp/${address}/1`])).stderr.includes('refused');

test.skipIf(missing)('nodes reach each other on every network, and have names of their own', async () => {
  for (const network of ['lan0', 'lan1', 'bmc'] as const) {
    expect(await reaches('n1', lab.address('n2', network))).toBe(true);
  }
  expect((await lab.exec('n2', ['hostname'])).stdout.trim()).toBe('n2');
});

test.skipIf(missing)(
  'fence_ipmilan turns a node off and on again; off kills all of it, on is another boot',
  async () => {
    expect((await fence('status')).code).toBe(0);
    const before = await readFile(lab.bootIdFile('n2'), 'utf8');
    const count = await boots('n2');
    expect((await fence('off')).code).toBe(0);
    expect((await fence('status')).code).toBe(2);
    expect(await lab.alive('n2')).toBe(false);
    expect(await reaches('n1', lab.address('n2', 'lan0'))).toBe(false);
    expect((await fence('on')).code).toBe(0);
    await until('the next boot', async () => ((await boots('n2')) === count + 1 ? true : undefined));
    expect(await lab.power('n2')).toBe('on');
    expect(await readFile(lab.bootIdFile('n2'), 'utf8')).not.toBe(before);
    expect(await reaches('n1', lab.address('n2', 'lan0'))).toBe(true);
  },
);

test.skipIf(missing)('a wrong password is refused and changes nothing', async () => {
  await lab.setPassword('n2', 'other');
  expect((await fence('off')).code).toBe(1);
  expect(await lab.alive('n2')).toBe(true);
  expect((await fence('status', { password: 'other' })).code).toBe(0);
  await lab.setPassword('n2', 's3cret');
  expect((await fence('status')).code).toBe(0);
});

test.skipIf(missing)('a stuck BMC acknowledges the order and does nothing', async () => {
  await lab.setStuck('n2', true);
  const words = [
    '-I',
    'lanplus',
    '-C',
    '3',
    '-H',
    lab.bmcAddress('n2'),
    '-U',
    'admin',
    '-P',
    's3cret',
    'chassis',
    'power',
  ];
  expect((await lab.exec('n1', ['ipmitool', ...words, 'off'])).code).toBe(0);
  await lab.setStuck('n2', false);
  expect(await lab.alive('n2')).toBe(true);
  expect(await lab.power('n2')).toBe('on');
});

test.skipIf(missing)('a killed node falls silent while its BMC still says on', async () => {
  await lab.kill('n2');
  expect(await lab.alive('n2')).toBe(false);
  expect(await reaches('n1', lab.address('n2', 'lan1'))).toBe(false);
  expect(await lab.power('n2')).toBe('on');
  await lab.powerOff('n2');
  expect(await lab.power('n2')).toBe('off');
  await lab.boot('n2');
});

test.skipIf(missing)('cut cables stay cut over a boot until they are plugged in again', async () => {
  await lab.cutLinks('n2');
  expect(await reaches('n1', lab.address('n2', 'lan0'))).toBe(false);
  expect(await reaches('n1', lab.address('n2', 'bmc'))).toBe(true);
  await lab.powerOff('n2');
  await lab.boot('n2');
  expect(await reaches('n1', lab.address('n2', 'lan1'))).toBe(false);
  await lab.heal('n2');
  expect(await reaches('n1', lab.address('n2', 'lan1'))).toBe(true);
  await lab.cutLinks('n1', { bmc: true });
  expect(await reaches('n1', lab.bmcAddress('n2'))).toBe(false);
  await lab.heal('n1');
});

test.skipIf(missing)('faults at the switch hit what they name and nothing else', async () => {
  const got = `${lab.shared}/got`;
  const listen = `import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("", 999)); log = open("${got}", "wb", 0)
while (word := s.recv(9)) != b"end": log.write(word)`;
  // How many of 200 datagrams arrive; the end is told by the network that has no faults.
  const flow = async (from: string, to: string): Promise<number> => {
    const heard = lab.exec(to, ['python3', '-c', listen]);
    await until('the listener', () =>
      access(got).then(
        () => true,
        () => undefined,
      ),
    );
    const send = `import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for _ in range(200): s.sendto(b"x", ("${lab.address(to, 'lan0')}", 999))
time.sleep(0.05); s.sendto(b"end", ("${lab.address(to, 'bmc')}", 999))`;
    expect((await lab.exec(from, ['python3', '-c', send])).code).toBe(0);
    expect((await heard).code).toBe(0);
    const { length } = await readFile(got, 'utf8');
    await rm(got);
    return length;
  };
  expect(await flow('n1', 'n2')).toBe(200);
  await lab.setFaults([{ from: 'n1', to: 'n2' }]);
  expect(await flow('n1', 'n2')).toBe(0);
  expect(await flow('n2', 'n1')).toBe(200);
  await lab.setFaults(loss(30, lab.nodes));
  const left = await flow('n1', 'n2');
  expect(left).toBeGreaterThan(100);
  expect(left).toBeLessThan(180);
  await lab.setFaults(partition(['n1'], ['n2']));
  expect(await flow('n2', 'n1')).toBe(0);
  expect(await reaches('n1', lab.bmcAddress('n2'))).toBe(true);
  await lab.setFaults([]);
  expect(await reaches('n1', lab.address('n2', 'lan0'))).toBe(true);
});

test.skipIf(missing)('a lab whose owner dies takes itself down', async () => {
  const script = `import { createLab } from '#test/lab/lab.ts';
    const lab = await createLab(); await lab.install('n1', 'sleep 1000'); await lab.boot('n1');
    console.log(lab.folder); process.kill(process.pid, 'SIGKILL');`;
  const { stdout } = await run([process.execPath, '--input-type=module-typescript', '-e', script]);
  const folder = stdout.trim();
  expect(folder).toContain('picket-lab-');
  await until('the end of the lab', () =>
    access(folder).then(
      () => undefined,
      () => true,
    ),
  );
  expect((await run(['ip', 'netns', 'list'])).stdout).not.toContain(`pk${folder.slice(-6)}`);
});
