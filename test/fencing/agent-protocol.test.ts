import { chmod, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AgentAnswer } from '#src/fencing/agent-answer.ts';
import type { AgentAction } from '#src/fencing/agent-input.ts';
import { callAgent, readOutcome } from '#src/fencing/agent-protocol.ts';
import type { CommandOutcome } from '#src/host/ports.ts';
import { type AgentFolder, agentFolder } from '#test/fencing/support/agents.ts';
import { device, realPorts } from '#test/fencing/support/world.ts';

const exited = (code: number, stdout = '', stderr = ''): CommandOutcome => ({
  kind: 'exited',
  code,
  stdout,
  stderr,
});

function short(answer: AgentAnswer): string {
  switch (answer.kind) {
    case 'ok':
      return 'ok';
    case 'power':
      return answer.on ? 'on' : 'off';
    case 'failed':
      return answer.failure;
  }
}

test.each<[string, AgentAction, CommandOutcome, string]>([
  ['0 of status is on', 'status', exited(0, 'Status: ON\n'), 'on'],
  ['2 of status is off', 'status', exited(2, 'Status: OFF\n'), 'off'],
  ['2 of a silent status is off', 'status', exited(2), 'off'],
  [
    '2 with chatter on standard error is off',
    'status',
    exited(2, '', "x.py:5: DeprecationWarning: 'pipes'\n  import pipes\n"),
    'off',
  ],
  ['1 of status is a failure', 'status', exited(1, '', 'no login'), 'refused'],
  [
    '2 of a shell that chokes is not off',
    'status',
    exited(2, '', 'sh: 3: Syntax error: "(" unexpected\n'),
    'garbage',
  ],
  [
    '2 of an option parser is not off',
    'status',
    exited(2, 'usage: fence_x [-h]\n', 'fence_x: error: unrecognized arguments\n'),
    'garbage',
  ],
  ['2 while it prints on is not off', 'status', exited(2, 'Chassis power = On\n'), 'garbage'],
  ['0 while it prints off is not on', 'status', exited(0, 'Status: OFF\n'), 'garbage'],
  ['any other code of status is no reading', 'status', exited(77), 'garbage'],
  ['127 of status is no reading', 'status', exited(127, '', 'python3: not found'), 'garbage'],
  ['0 of off is a success', 'off', exited(0, 'Success: Powered OFF\n'), 'ok'],
  ['2 of off is a failure', 'off', exited(2), 'refused'],
  ['0 of monitor is a success', 'monitor', exited(0), 'ok'],
  ['2 of monitor means that the device answers', 'monitor', exited(2), 'ok'],
  ['1 of monitor is a failure', 'monitor', exited(1), 'refused'],
  [
    'a signal is a failure',
    'status',
    { kind: 'signalled', signal: 'SIGSEGV', stdout: '', stderr: '' },
    'signal',
  ],
  [
    'a deadline that passed is a failure, whatever was printed',
    'status',
    { kind: 'timed-out', stdout: 'Status: OFF', stderr: '' },
    'timeout',
  ],
])('exit code %s', (_, action, outcome, expected) => {
  expect(short(readOutcome(outcome, device({ agent: 'fence_x' }), action, 0))).toBe(expected);
});

// Real processes: a busy machine may take its time.
vi.setConfig({ testTimeout: 30_000 });

let agents: AgentFolder;
beforeAll(async () => {
  agents = await agentFolder();
});
afterAll(() => agents.remove());

const SECRET = 'geh31m! $(x)';

test('a password reaches the agent over standard input, and nothing else: not argv, environment, log or reason', async () => {
  const agent = await agents.script(
    'spy',
    `cat >'${agents.path}/stdin'; tr '\\0' '\\n' </proc/$$/cmdline >'${agents.path}/argv'; env >'${agents.path}/env'
     echo "ERROR: Failed: login with passwd $(grep ^passwd '${agents.path}/stdin') refused" >&2; exit 1`,
  );
  const ports = realPorts();
  const answer = await callAgent(
    ports,
    device({ agent, attributes: { login: 'admin', passwd: SECRET } }),
    'off',
    'node2',
  );
  expect(await agents.read('stdin')).toBe(`login=admin\npasswd=${SECRET}\nnodename=node2\naction=off`);
  expect(await agents.read('argv')).not.toContain(SECRET);
  const env = await agents.read('env');
  expect(env).not.toContain(SECRET);
  expect(env).toContain('PATH=/usr/sbin:/usr/bin:/sbin:/bin');
  expect(env).toContain('LC_ALL=C');
  expect(env).not.toContain('HOME=');
  expect(answer).toMatchObject({
    kind: 'failed',
    failure: 'refused',
    reason: expect.stringContaining('passwd=*** refused'),
  });
  expect(ports.log.lines.join('\n')).not.toContain(SECRET);
  expect(ports.log.lines).toHaveLength(1);
});

test('an agent that hangs is cut off at its deadline, with children that ignore TERM', async () => {
  const agent = await agents.script(
    'hang',
    `trap '' TERM; (trap '' TERM; echo $$ >/dev/null; exec sleep 600) & echo $! >'${agents.path}/child'; echo 'waiting for the device' >&2; wait; sleep 600`,
  );
  const answer = await callAgent(realPorts(), device({ agent, timeout: 300 }), 'off', 'node2');
  expect(answer).toMatchObject({ kind: 'failed', failure: 'timeout' });
  expect(answer.kind === 'failed' && answer.reason).toBe(
    `no answer from ${agent} within 300 ms: waiting for the device`,
  );
  const child = Number(await agents.read('child'));
  expect(child).toBeGreaterThan(0);
  // Gone, or dead and not yet reaped by whoever inherited it.
  const stat = await readFile(`/proc/${child}/stat`, 'utf8').catch(() => 'gone');
  expect(stat).toMatch(/^gone$|\) [ZX] /);
});

test('an agent that is not installed is named, with the place that was searched', async () => {
  const answer = await callAgent(realPorts(), device({ agent: 'fence_no_such_thing' }), 'status', 'node2');
  expect(answer).toMatchObject({
    kind: 'failed',
    failure: 'missing',
    reason: expect.stringMatching(/fence_no_such_thing.*\/usr\/sbin/),
  });
});

test('an agent is never looked for in the working directory', async () => {
  expect(await callAgent(realPorts(), device({ agent: './fence_x' }), 'status', 'node2')).toMatchObject({
    failure: 'missing',
  });
});

test('a file that cannot be executed is missing, not off', async () => {
  const agent = await agents.script('broken', '');
  await chmod(agent, 0o644);
  expect(await callAgent(realPorts(), device({ agent }), 'status', 'node2')).toMatchObject({
    failure: 'missing',
  });
});

test('an agent with a mistake in it does not report off', async () => {
  const agent = await agents.script('mistake', 'if then (');
  expect(await callAgent(realPorts(), device({ agent }), 'status', 'node2')).toMatchObject({
    failure: 'garbage',
  });
});

test('a call that is called off ends the agent', async () => {
  const agent = await agents.script('slow', 'sleep 600');
  const cancel = new AbortController();
  const ports = { ...realPorts(), agentStarted: () => cancel.abort() };
  expect(await callAgent(ports, device({ agent }), 'off', 'node2', cancel.signal)).toMatchObject({
    failure: 'cancelled',
  });
});
