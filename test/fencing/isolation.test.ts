/** Before the first shot of two nodes: who reaches nothing at all does not shoot. Real ping, real agents. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findIsolation, pingOnce } from '#src/fencing/isolation.ts';
import { createCommands } from '#src/host/commands.ts';
import type { CommandOutcome, Commands } from '#src/host/ports.ts';
import { type AgentFolder, agentFolder } from './support/agents.ts';
import { device, method, realPorts, request, watchFence } from './support/world.ts';

vi.setConfig({ testTimeout: 30_000 });

const HERE = '127.0.0.1';
/** Reserved: nobody has it. */
const NOBODY = '240.0.0.1';
const never = new AbortController().signal;

let agents: AgentFolder;
let agent: string;
beforeEach(async () => {
  agents = await agentFolder();
  agent = await agents.outlets('outlets');
});
afterEach(() => agents.remove());

function isolation(targets: readonly string[], program: string): Promise<string | undefined> {
  const methods = [method('power', device({ name: 'outlet1', agent: program, attributes: { port: '1' } }))];
  return findIsolation({ ports: realPorts(), targets, node: 'node2', methods }, never);
}

test('one ping target that answers is enough, and no device is asked', async () => {
  expect(await isolation([NOBODY, HERE], agent)).toBeUndefined();
  expect(await agents.journal()).toEqual([]);
});

test('without an answer to ping, a device that answers is enough', async () => {
  expect(await isolation([NOBODY], agent)).toBeUndefined();
  expect(await agents.journal()).toEqual(['status 1']);
});

test('with neither, this node is the isolated one', async () => {
  const dead = await agents.script('dead', 'echo "Connection timed out" >&2; exit 1');
  expect(await isolation([NOBODY], dead)).toBe(
    `this node seems to be the isolated one: ${NOBODY} can't be reached, nor does a fence device of node2 answer`,
  );
});

test('a device that is missing altogether is no answer, and without ping targets nothing is asked', async () => {
  expect(await isolation([NOBODY], '/nowhere/agent')).toContain('the isolated one');
  expect(await isolation([], '/nowhere/agent')).toBeUndefined();
});

const outcome = (fields: object): CommandOutcome => ({ stdout: '', stderr: '', ...fields }) as CommandOutcome;
test.each([
  ['a host without ping', outcome({ kind: 'not-started', reason: 'no such file' }), 'unknown'],
  [
    'ping without the right to',
    outcome({ kind: 'exited', code: 2, stderr: 'socket: Operation not permitted' }),
    'unknown',
  ],
  [
    'ping of inetutils without it',
    outcome({ kind: 'exited', code: 1, stderr: 'Lacking privilege for icmp socket.' }),
    'unknown',
  ],
  [
    'a network that is unreachable',
    outcome({ kind: 'exited', code: 2, stderr: 'connect: Network is unreachable' }),
    'silent',
  ],
  ['no answer', outcome({ kind: 'exited', code: 1 }), 'silent'],
  ['ping that hangs', outcome({ kind: 'timed-out' }), 'silent'],
] as const)('%s', async (_, answer, meaning) => {
  const commands: Commands = { ...createCommands(), run: async () => answer };
  expect(await pingOnce(commands, HERE)).toBe(meaning);
});

test('the fence waits while it is held back, tells why, and shoots when it is not any more', async () => {
  let asked = 0;
  const permit = async (): Promise<string | undefined> => (++asked < 2 ? 'alone' : undefined);
  const methods = [method('power', device({ name: 'outlet1', agent, attributes: { port: '1' } }))];
  const { job, seen, first } = watchFence(request({ methods, permit }), realPorts());
  expect(await first('held-back')).toEqual({ type: 'held-back', why: 'alone' });
  expect(job.state.what).toBe('waiting');
  expect(await agents.journal()).toEqual([]);
  await first('confirmed');
  expect(seen.map(({ type }) => type)).toEqual(['held-back', 'shot', 'confirmed']);
  expect(asked).toBe(2);
});

test('a fence that is held back can be called off', async () => {
  const methods = [method('power', device({ name: 'outlet1', agent, attributes: { port: '1' } }))];
  const { job, seen, first } = watchFence(request({ methods, permit: async () => 'alone' }), realPorts());
  await first('held-back');
  await job.cancel();
  expect(seen.at(-1)).toEqual({ type: 'cancelled' });
  expect(await agents.journal()).toEqual([]);
});
