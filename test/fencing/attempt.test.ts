/** What counts as the first of the two readings that prove a fence, and what does not. */
import { expect, test } from 'vitest';
import type { AgentAnswer } from '#src/fencing/agent-answer.ts';
import { shoot, verify } from '#src/fencing/attempt.ts';
import type { MethodPlan } from '#src/fencing/plan.ts';
import type { AttemptPorts } from '#src/fencing/readings.ts';
import { createClock } from '#src/host/clock.ts';
import { device } from '#test/fencing/support/world.ts';

const OFF_AND_READ: AgentAnswer = { kind: 'ok', text: '', readOff: true, ms: 5 };
const OFF: AgentAnswer = { kind: 'ok', text: '', ms: 5 };
const READS_OFF: AgentAnswer = { kind: 'power', on: false, ms: 5 };
const READS_ON: AgentAnswer = { kind: 'power', on: true, ms: 5 };
const SILENT: AgentAnswer = { kind: 'failed', failure: 'silent', reason: 'no answer', ms: 2_000 };

function plan(devices: number, verifiable = true): MethodPlan {
  const off = Array.from({ length: devices }, (_, index) => ({
    device: device({ name: `d${index + 1}`, agent: 'fence_x' }),
    command: 'off' as const,
    verifiable,
    cutsPower: true,
  }));
  return { kind: 'plan', method: 'm', off, on: [] };
}

/** Ports whose devices give these answers, one after the other, and note what they were asked. */
function answering(...answers: readonly AgentAnswer[]): AttemptPorts & { readonly asked: readonly string[] } {
  const left = [...answers];
  const asked: string[] = [];
  const call: AttemptPorts['call'] = (one, action) => {
    asked.push(`${action} ${one.name}`);
    const answer = left.shift();
    return answer === undefined ? Promise.reject(new Error('asked too often')) : Promise.resolve(answer);
  };
  return { clock: createClock(), call, report: () => {}, asked };
}

const never = new AbortController().signal;

test.each<[string, MethodPlan, readonly AgentAnswer[], boolean]>([
  ['its only device read off after the order', plan(1), [OFF_AND_READ], true],
  ['its only device read nothing', plan(1), [OFF], false],
  ['one of two devices was told after the other had been read', plan(2), [OFF_AND_READ, OFF_AND_READ], false],
  ['the agent is one whose readings are not believed', plan(1, false), [OFF_AND_READ], false],
])('%s', async (_, method, answers, expected) => {
  expect(await shoot(answering(...answers), method, never)).toMatchObject({
    kind: 'shot',
    readOff: expected,
  });
});

test('a device that was silent is not asked again: it was told nothing', async () => {
  const ports = answering(SILENT);
  expect(await shoot(ports, plan(1), never)).toEqual({ kind: 'failed', device: 'd1', reason: 'no answer' });
  expect(ports.asked).toEqual(['off d1']);
});

test('after a first reading that says off, one more proves it', async () => {
  const ports = answering(READS_OFF);
  expect(await verify(ports, plan(1), true, never)).toMatchObject({ kind: 'proven', verified: true });
  expect(ports.asked).toEqual(['status d1']);
});

test('without one it takes two', async () => {
  const ports = answering(READS_OFF, READS_OFF);
  expect(await verify(ports, plan(1), false, never)).toMatchObject({ kind: 'proven' });
  expect(ports.asked).toHaveLength(2);
});

test('a reading that says on makes the first one worthless', async () => {
  const ports = answering(READS_ON, READS_OFF, READS_OFF);
  expect(await verify(ports, plan(1), true, never)).toMatchObject({ kind: 'proven' });
  expect(ports.asked).toHaveLength(3);
});
