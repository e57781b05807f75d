/** How fence_ipmi treats the program that it runs, whatever that does. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { callAgent } from '#src/fencing/agent-protocol.ts';
import { type AgentFolder, agentFolder } from '#test/fencing/support/agents.ts';
import { device, realPorts } from '#test/fencing/support/world.ts';

// Real processes: a busy machine may take its time.
vi.setConfig({ testTimeout: 30_000 });

let agents: AgentFolder;
beforeAll(async () => {
  agents = await agentFolder();
});
afterAll(() => agents.remove());

const SECRET = 'geh31m! $(x)';
const bmc = (program: string, more: Readonly<Record<string, string>> = {}, timeout = 20_000) =>
  device({
    agent: 'fence_ipmi',
    timeout,
    attributes: { ip: '10.0.0.5', username: 'admin', password: SECRET, ipmitool_path: program, ...more },
  });

test('neither the password nor the key stands in a command line, a log or an answer', async () => {
  const spy = await agents.script(
    'spy',
    `cat >'${agents.path}/stdin'; tr '\\0' '\\n' </proc/$$/cmdline >'${agents.path}/argv'; env >'${agents.path}/env'
     echo "login with $IPMI_PASSWORD and $IPMI_KGKEY failed" >&2; exit 1`,
  );
  const ports = realPorts();
  const answer = await callAgent(
    ports,
    bmc(spy, { hexadecimal_kg: '6b672d7365637265740000' }),
    'off',
    'node2',
  );
  expect(answer).toMatchObject({
    failure: 'refused',
    reason: 'ipmitool could not use the BMC 10.0.0.5: login with *** and *** failed',
  });
  const environment = await agents.read('env');
  expect(environment).toContain(`IPMI_PASSWORD=${SECRET}`);
  expect(environment).toContain('IPMI_KGKEY=kg-secret');
  const argv = await agents.read('argv');
  expect(argv).toContain('-H\n10.0.0.5');
  const elsewhere = argv + (await agents.read('stdin')) + ports.log.lines.join('\n') + JSON.stringify(answer);
  expect(elsewhere).not.toContain(SECRET);
  expect(elsewhere).not.toContain('kg-secret');
  expect(elsewhere).not.toContain('6b672d736563726574');
});

test('an ipmitool that hangs is cut off at the deadline, with children that ignore TERM', async () => {
  const hang = await agents.script(
    'hang',
    `trap '' TERM; (trap '' TERM; exec sleep 600) & echo $! >'${agents.path}/child'; wait; sleep 600`,
  );
  const answer = await callAgent(realPorts(), bmc(hang, {}, 300), 'off', 'node2');
  expect(answer).toMatchObject({
    failure: 'timeout',
    reason: expect.stringMatching(/^no answer from 10\.0\.0\.5 \(UDP 623\) within \d+ ms/),
  });
  const child = Number(await agents.read('child'));
  expect(child).toBeGreaterThan(0);
  // Gone, or dead and not yet reaped by whoever inherited it.
  expect(await readFile(`/proc/${child}/stat`, 'utf8').catch(() => 'gone')).toMatch(/^gone$|\) [ZX] /);
});

test('a call that is called off ends ipmitool', async () => {
  const slow = await agents.script('slow', 'sleep 600');
  const cancel = new AbortController();
  const ports = { ...realPorts(), agentStarted: () => cancel.abort() };
  expect(await callAgent(ports, bmc(slow), 'off', 'node2', cancel.signal)).toMatchObject({
    failure: 'cancelled',
  });
});

test('an ipmitool that is not installed is named, with the package', async () => {
  const answer = await callAgent(realPorts(), bmc(`${agents.path}/none`), 'status', 'node2');
  expect(answer).toMatchObject({
    failure: 'missing',
    reason: expect.stringMatching(/none can't be run: .*is the package ipmitool installed\?/),
  });
});

test('an ipmitool without its shell is told each command by itself', async () => {
  const plain = await agents.script(
    'plain',
    `for word; do last=$word; done; echo "$last" >>'${agents.path}/asked'
     case $last in
       shell) echo 'Compiled without readline, shell is disabled.' >&2; exit 1 ;;
       off) echo 'Chassis Power Control: Down/Off' ;;
     esac`,
  );
  const ports = realPorts();
  expect(await callAgent(ports, bmc(plain), 'off', 'node2')).toMatchObject({ kind: 'ok', readOff: false });
  expect(await callAgent(ports, bmc(plain), 'off', 'node2')).toMatchObject({ kind: 'ok', readOff: false });
  expect((await agents.read('asked')).split('\n')).toEqual(['shell', 'off', 'off']);
});

test('the suite that worked is used first the next time, and a configured one is the only one', async () => {
  const old = await agents.script(
    'old',
    `while [ "$1" != -C ]; do shift; done; echo "$2" >>'${agents.path}/suites'
     [ "$2" = 17 ] && { echo 'Error in open session response message : no cipher suite match with proposed security algorithms' >&2; exit 1; }
     echo 'Chassis Power is on'`,
  );
  const ports = realPorts();
  for (let call = 0; call < 2; call += 1)
    expect(await callAgent(ports, bmc(old), 'status', 'node2')).toMatchObject({ kind: 'power', on: true });
  const configured = bmc(old, { cipher: '17' });
  expect(await callAgent(ports, configured, 'status', 'node2')).toMatchObject({ failure: 'refused' });
  expect((await agents.read('suites')).split('\n')).toEqual(['17', '3', '3', '17']);
});
