/** The built-in fence_ipmi with the real ipmitool against a BMC's real conversation on loopback. */
import { createSocket, type Socket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAgentCatalog } from '#src/fencing/agent-catalog.ts';
import { callAgent } from '#src/fencing/agent-protocol.ts';
import { checkDevice } from '#src/fencing/device-check.ts';
import type { ProcessId } from '#src/host/ports.ts';
import { agentFolder } from '#test/fencing/support/agents.ts';
import { BMC_ONLOOKER, BMC_PASSWORD, type Bmc, startBmc } from '#test/fencing/support/bmc.ts';
import { method, realPorts, request, watchFence } from '#test/fencing/support/world.ts';

// Real processes: a busy machine may take its time.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 30_000 });

let bmc: Bmc;
beforeEach(async () => {
  bmc = await startBmc();
});
afterEach(() => bmc.stop());

test('a node is turned off, proven off by two readings, and turned on again', async () => {
  const ports = realPorts();
  const { first, job } = watchFence(request({ methods: [method('ipmi', bmc.ipmi())] }), ports);
  expect(await first('confirmed')).toMatchObject({
    method: 'ipmi',
    evidence: 'status read off twice on ipmi-node2',
    verified: true,
    alreadyOff: false,
    powerOn: true,
  });
  expect(await bmc.power()).toBe('off');
  expect(await bmc.orders()).toEqual(['power 0']);
  expect(await job.powerOn()).toBe(true);
  expect(await bmc.power()).toBe('on');
  expect(await bmc.orders()).toEqual(['power 0', 'power 1']);
  expect(ports.log.lines.join('\n')).not.toContain(BMC_PASSWORD);
});

test('of the two readings one is a call of its own', async () => {
  const ports = realPorts();
  const answers: string[] = [];
  const { first } = watchFence(request({ methods: [method('ipmi', bmc.ipmi())] }), {
    ...ports,
    log: {
      ...ports.log,
      child: () => ({
        ...ports.log,
        debug: (fields, message) => {
          if (message === 'fence agent answered' && fields['action'] !== 'metadata')
            answers.push(`${String(fields['action'])} ${fields['readOff'] ?? fields['on']}`);
        },
      }),
    },
  });
  await first('confirmed');
  expect(answers).toEqual(['off true', 'status false']);
});

test('status, monitor and on do what they say, and status changes nothing', async () => {
  const ports = realPorts();
  const call = (action: 'status' | 'monitor' | 'on' | 'off') => callAgent(ports, bmc.ipmi(), action, 'node2');
  expect(await call('status')).toMatchObject({ kind: 'power', on: true });
  expect(await call('monitor')).toMatchObject({ kind: 'ok' });
  expect(await bmc.orders()).toEqual([]);
  expect(await call('off')).toMatchObject({ kind: 'ok', readOff: true });
  expect(await call('status')).toMatchObject({ kind: 'power', on: false });
  expect(await call('on')).toMatchObject({ kind: 'ok' });
  expect(await call('status')).toMatchObject({ kind: 'power', on: true });
  expect(await bmc.orders()).toEqual(['power 0', 'power 1']);
});

test('the old names, IPMI 1.5 and a password_script work, too', async () => {
  const agents = await agentFolder();
  try {
    const script = await agents.script('password', `echo '${BMC_PASSWORD}'`);
    const { ipport = '' } = bmc.ipmi().attributes;
    const old = { ipaddr: '127.0.0.1', ipport, login: 'admin', passwd_script: script, lanplus: '0' };
    const device = { ...bmc.ipmi(), attributes: old };
    expect(await callAgent(realPorts(), device, 'status', 'node2')).toMatchObject({
      kind: 'power',
      on: true,
    });
    const failing = await agents.script('failing', 'echo the vault is locked >&2; exit 3');
    const locked = { ...device, attributes: { ...old, passwd_script: failing } };
    expect(await callAgent(realPorts(), locked, 'status', 'node2')).toMatchObject({
      failure: 'refused',
      reason: 'password_script printed no password: the vault is locked',
    });
  } finally {
    await agents.remove();
  }
});

test.each([
  ['a wrong password', { password: 'wr0ng-Pa55' }, 'refuses the password of user "admin"'],
  ['an unknown user', { username: 'nobody' }, 'does not know the user "nobody"'],
  ['a suite that it lacks', { cipher: '17' }, 'does not know cipher suite 17'],
  ['another key', { hexadecimal_kg: '616263' }, 'has another key K_g than hexadecimal_kg says'],
  [
    'a wrong password with IPMI 1.5',
    { lanplus: '0', password: 'wr0ng' },
    'refuses the password of user "admin"',
  ],
  ['an unknown user with IPMI 1.5', { lanplus: '0', username: 'nobody' }, 'does not know the user "nobody"'],
])('%s is told apart, and nothing is switched', async (_, attributes, expected) => {
  const ports = realPorts();
  const answer = await callAgent(ports, bmc.ipmi(attributes), 'off', 'node2');
  expect(answer).toMatchObject({ kind: 'failed', failure: 'refused' });
  expect(answer).toMatchObject({ reason: expect.stringContaining(`the BMC 127.0.0.1 ${expected}`) });
  expect(await bmc.orders()).toEqual([]);
  expect(JSON.stringify(answer) + ports.log.lines.join('\n')).not.toContain('wr0ng');
});

test('a user who may not switch the power can look at it, and is named when it has to be switched', async () => {
  const onlooker = bmc.ipmi({ username: BMC_ONLOOKER, password: BMC_ONLOOKER, privlvl: 'user' });
  expect(await callAgent(realPorts(), onlooker, 'status', 'node2')).toMatchObject({
    kind: 'power',
    on: true,
  });
  expect(await callAgent(realPorts(), onlooker, 'off', 'node2')).toMatchObject({
    failure: 'refused',
    reason: 'the BMC 127.0.0.1 does not let user "onlooker" switch the power as user: it needs operator',
  });
  expect(await bmc.power()).toBe('on');
});

/** Takes every datagram and says nothing. */
async function silentBmc(): Promise<{ readonly socket: Socket; readonly port: string; heard: () => number }> {
  const socket = createSocket('udp4');
  let heard = 0;
  socket.on('message', () => {
    heard += 1;
  });
  await new Promise<void>((bound) => socket.bind(0, '127.0.0.1', bound));
  return { socket, port: String(socket.address().port), heard: () => heard };
}

test('a BMC that never answers is silent, quickly at first; asked again at once it is listened to for longer', async () => {
  const { socket, port, heard } = await silentBmc();
  const ports = realPorts();
  const silent = (within: string): object => ({
    failure: 'silent',
    reason: `no answer from 127.0.0.1 (UDP ${port}) within ${within}: wrong address, IPMI over LAN switched off, no cable, or the BMC has no power`,
  });
  const argv: string[] = [];
  const watched = {
    ...ports,
    agentStarted: ({ pid }: ProcessId) => {
      argv.push(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    },
  };
  expect(await callAgent(watched, bmc.ipmi({ ipport: port }), 'off', 'node2')).toMatchObject(silent('2 s'));
  expect(heard()).toBe(2);
  expect(argv.join()).toContain('ipmitool\0-I\0lanplus');
  expect(argv.join()).not.toContain(BMC_PASSWORD);
  expect(await callAgent(ports, bmc.ipmi({ ipport: port }), 'off', 'node2')).toMatchObject(silent('18 s'));
  expect(await callAgent(ports, bmc.ipmi({ ipport: port }), 'off', 'node2')).toMatchObject(silent('2 s'));
  socket.close();
});

test('a check that met silence does not make the shot wait longer for what is not there', async () => {
  const { socket, port } = await silentBmc();
  const ports = realPorts();
  const within2s = { failure: 'silent', reason: expect.stringContaining('within 2 s') };
  expect(await callAgent(ports, bmc.ipmi({ ipport: port }), 'status', 'node2')).toMatchObject(within2s);
  expect(await callAgent(ports, bmc.ipmi({ ipport: port }), 'off', 'node2')).toMatchObject(within2s);
  socket.close();
});

test('a closed port is silence, too, and the next method follows without a reading', async () => {
  const { socket, port } = await silentBmc();
  await new Promise<void>((closed) => socket.close(() => closed()));
  const methods = [method('dead', bmc.ipmi({ ipport: port })), method('ipmi', bmc.ipmi())];
  const { first, job } = watchFence(request({ methods }), realPorts());
  expect(await first('attempt-failed')).toMatchObject({
    method: 'dead',
    retryAt: null,
    reason: expect.stringMatching(/^no answer from 127\.0\.0\.1 \(UDP \d+\) within 2 s: [^;]*$/),
  });
  expect(await first('confirmed')).toMatchObject({ method: 'ipmi' });
  expect(job.state.attempts).toBe(2);
});

test('a BMC that acknowledges the order and does nothing has not fenced', async () => {
  await bmc.setStuck(true);
  const { first, seen } = watchFence(request({ methods: [method('ipmi', bmc.ipmi())] }), realPorts());
  expect((await first('attempt-failed')).reason).toBe('after the shot, status still reads on');
  await bmc.setStuck(false);
  await first('confirmed');
  expect(seen.map(({ type }) => type)).toEqual(['shot', 'attempt-failed', 'shot', 'confirmed']);
});

test('a BMC that is slow to carry an order out is waited for, and gets the order once', async () => {
  await bmc.setSlow(5);
  expect(await callAgent(realPorts(), bmc.ipmi(), 'off', 'node2')).toMatchObject({
    kind: 'ok',
    readOff: true,
  });
  expect(await bmc.orders()).toEqual(['power 0']);
  expect(await bmc.power()).toBe('off');
});

test('a BMC that is slower than the timeout of its device is given up at that', async () => {
  await bmc.setSlow(20);
  const answer = await callAgent(realPorts(), bmc.ipmi({}, 4_000), 'off', 'node2');
  expect(answer).toMatchObject({
    failure: 'timeout',
    reason: expect.stringContaining('opened a session and did not answer in it'),
  });
});

test('what it knows is known without running anything, and a check of the device uses it', async () => {
  const ports = realPorts();
  const ran: string[] = [];
  const watched = {
    ...ports,
    commands: {
      ...ports.commands,
      run: (...[command, cancel]: Parameters<typeof ports.commands.run>) => {
        ran.push(command.file);
        return ports.commands.run(command, cancel);
      },
    },
  };
  const catalog = createAgentCatalog(watched);
  const metadata = await catalog.metadata('fence_ipmi');
  const validate = (attributes: Readonly<Record<string, string>>) =>
    callAgent(watched, bmc.ipmi(attributes), 'validate-all', 'node2');
  expect(await validate({})).toMatchObject({ kind: 'ok' });
  expect(await validate({ cipher: '0' })).toMatchObject({ failure: 'refused' });
  expect(metadata?.name).toBe('fence_ipmi');
  expect([...(metadata?.actions ?? [])].sort()).toEqual([
    'metadata',
    'monitor',
    'off',
    'on',
    'reboot',
    'status',
    'validate-all',
  ]);
  expect(ran).toEqual([]);
  expect(await checkDevice({ ...watched, catalog }, bmc.ipmi(), 'node2')).toMatchObject({
    ok: true,
    power: 'on',
  });
  expect(new Set(ran)).toEqual(new Set(['/usr/bin/ipmitool']));
});
