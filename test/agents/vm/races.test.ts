/** Turns of libvirt's that no laboratory brings about at will: its answers in order, and what the `vm` agent makes of them. */
import { expect, it } from 'vitest';
import type { Operation } from '#src/agents/agent.ts';
import { createVmAgent } from '#src/agents/vm/vm.ts';
import type { Commands } from '#src/host/ports.ts';
import { ports } from '#test/agents/bed.ts';
import { SILENT } from '#test/host/silent-log.ts';

/** What virsh is called with, shortened, and what it answers: text of stdout, or an error. Each answer is used once; the last one stays. */
type Script = Readonly<Record<string, readonly (string | { readonly error: string })[]>>;

function play(script: Script, attributes: Record<string, string> = {}) {
  const calls: string[] = [];
  const left = new Map(Object.entries(script).map(([verb, answers]) => [verb, [...answers]]));
  const run: Commands['run'] = async ({ args }) => {
    // --quiet --connect URI VERB ...
    const verb = args[3] ?? '';
    calls.push(args.slice(3).join(' '));
    const answers = left.get(verb) ?? [''];
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? '';
    if (typeof answer === 'string') return { kind: 'exited', code: 0, stdout: answer, stderr: '' };
    return { kind: 'exited', code: 1, stdout: '', stderr: `error: ${answer.error}\n` };
  };
  const files = {
    ...ports.files,
    list: async () => ['1'],
    read: async () => new TextEncoder().encode('init'),
  };
  const operation: Operation = {
    resource: { type: 'vm', name: 'g', attributes: { hypervisor: 'qemu', ...attributes } },
    service: 'vm:g',
    nodeName: 'n1',
    clusterName: 'lab',
    runFolder: '/nowhere',
    ports: { clock: ports.clock, files, commands: { ...ports.commands, run } },
    log: SILENT,
    timeout: 10_000,
    cancel: new AbortController().signal,
    started: () => {},
  };
  return { agent: createVmAgent(), operation, calls };
}

const OFF = 'shut off';
const ACTIVE = { error: 'Domain is already active' };

it('a copy that arrives while the guest is started is not the guest', async () => {
  const { agent, operation, calls } = play({
    domstate: [OFF, 'paused (migrating)', OFF, 'running (booted)'],
    start: [ACTIVE, ''],
  });
  expect(await agent.start(operation)).toEqual({ ok: true });
  expect(calls.filter((call) => /^(start|destroy)/.test(call))).toEqual([
    'start g --force-boot',
    'destroy g',
    'start g --force-boot',
  ]);
});

it('somebody else who started it was only quicker', async () => {
  const { agent, operation, calls } = play({ domstate: [OFF, 'running (booted)'], start: [ACTIVE] });
  expect(await agent.start(operation)).toEqual({ ok: true });
  expect(calls).not.toContain('destroy g');
});

it('a guest that virsh started, and that is gone again, has not started', async () => {
  const { agent, operation } = play({ domstate: [OFF, 'shut off (crashed)'] });
  expect(await agent.start(operation)).toEqual({
    ok: false,
    timedOut: false,
    reason: 'the guest does not run after its start: shut off (crashed)',
  });
});

it('what is ending by itself is waited for before a start', async () => {
  const { agent, operation, calls } = play({
    domstate: ['in shutdown', 'in shutdown', OFF, 'running (booted)'],
  });
  expect(await agent.start(operation)).toEqual({ ok: true });
  expect(calls).not.toContain('destroy g');
});

it('a guest that halted on an error of its disk is ended, then started', async () => {
  const { agent, operation, calls } = play({ domstate: ['paused (I/O error)', OFF, 'running (booted)'] });
  expect(await agent.start(operation)).toEqual({ ok: true });
  expect(calls.filter((call) => /^(start|destroy|resume)/.test(call))).toEqual([
    'destroy g',
    'start g --force-boot',
  ]);
});

it('Xen has no --force-boot: a saved memory is removed', async () => {
  const { agent, operation, calls } = play({ domstate: [OFF, 'running'] }, { hypervisor: 'xen' });
  expect(await agent.start(operation)).toEqual({ ok: true });
  expect(calls.slice(-3)).toEqual(['managedsave-remove g', 'start g', 'domstate --reason g']);
});

const AGENT =
  "<domain><name>g</name><devices><channel><target name='org.qemu.guest_agent.0' state='STATE'/></channel></devices></domain>";
const NO_ANSWER = { error: 'Guest agent is not responding: Guest agent not available for now' };

it.each([
  ['connected', NO_ANSWER, 'degraded'],
  ['connected', 'Time: 1', 'running'],
  // It was stopped inside the guest.
  ['disconnected', NO_ANSWER, 'running'],
] as const)('a guest agent that is %s and answers %j: %s', async (state, answer, status) => {
  const { agent, operation } = play({
    domstate: ['running (booted)'],
    dumpxml: [AGENT.replace('STATE', state)],
    domtime: [answer],
  });
  expect(await agent.monitor(operation, 10)).toMatchObject({ status });
});

it.each([
  ['7', 'a number'],
  ['3f2c97b2-9dbf-47b4-9f0a-7d2b8d5e1c11', 'a uuid'],
])('a guest called %s, which virsh takes for %s, is not touched', async (name) => {
  const { agent, operation } = play({ domstate: ['running (booted)'] });
  const odd = { ...operation, timeout: 200, resource: { ...operation.resource, name } };
  expect(await agent.monitor(odd, 0)).toMatchObject({ status: expect.stringMatching(/unknown|not-running/) });
  expect(await agent.start(odd)).toMatchObject({ ok: false });
});
