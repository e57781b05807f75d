import { afterEach, expect, test } from 'vitest';
import { backOff } from '#src/fencing/fence-context.ts';
import type { FenceRequest } from '#src/fencing/fence-types.ts';
import {
  FAILED,
  FOUND,
  HELP,
  HELPED,
  IPMI,
  PDU,
  PROVEN,
  planFor,
  SHOT,
  type Stage,
  stage,
} from '#test/fencing/support/stage.ts';

const stages: Stage[] = [];
function begin(over: Partial<FenceRequest> = {}): Stage {
  const made = stage(over);
  stages.push(made);
  made.clock.advance(over.delay ?? 0);
  return made;
}
afterEach(() => {
  for (const { actor } of stages.splice(0)) actor.stop();
});

async function failMethod(at: Stage, name: string): Promise<void> {
  await at.answer('plan', planFor(name));
  await at.answer('shoot', FAILED);
}

async function confirm(at: Stage): Promise<void> {
  await at.answer('plan', planFor('ipmi'));
  await at.answer('shoot', SHOT);
  await at.answer('verify', PROVEN);
}

test('a shot that is verified confirms the fence', async () => {
  const at = begin();
  expect(at.step()).toBe('shooting');
  await confirm(at);
  expect(at.step()).toBe('confirmed');
  expect(at.told).toEqual(['wait 0', 'confirmed']);
});

test('nothing is shot before the delay is over', async () => {
  const at = stage({ delay: 3_000 });
  stages.push(at);
  at.clock.advance(2_999);
  expect(at.step()).toBe('waiting');
  expect(at.asked).toEqual([]);
  at.clock.advance(1);
  expect(at.last()?.name).toBe('plan');
});

test('a shot without proof confirms nothing: the next method follows at once', async () => {
  const at = begin();
  await at.answer('plan', planFor('ipmi'));
  await at.answer('shoot', SHOT);
  expect(at.step()).toBe('verifying');
  await at.answer('verify', { ...FAILED, reason: 'still reads on' });
  expect(at.told).toEqual(['wait 0', 'failed still reads on round 1 wait null']);
  expect(at.last()).toMatchObject({ name: 'plan', method: 'pdu' });
});

test('a method that cannot fence is passed over with its reason', async () => {
  const at = begin();
  await at.answer('plan', { kind: 'unusable', method: 'ipmi', device: 'a', reason: 'does not fence' });
  expect(at.told.at(-1)).toBe('failed does not fence round 1 wait null');
  expect(at.last()).toMatchObject({ name: 'plan', method: 'pdu' });
});

test.each(['plan', 'shoot', 'verify'] as const)(
  'a mistake of ours in %s is a failed attempt, not the end',
  async (name) => {
    const at = begin();
    if (name !== 'plan') await at.answer('plan', planFor('ipmi'));
    if (name === 'verify') await at.answer('shoot', SHOT);
    await at.breakDown();
    expect(at.told.at(-1)).toBe('failed internal error: disk on fire round 1 wait null');
    expect(at.last()).toMatchObject({ name: 'plan', method: 'pdu' });
  },
);

test('when all methods failed, it begins again with the first, after pauses that grow to a minute, for ever', async () => {
  const at = begin();
  const pauses: number[] = [];
  for (let round = 1; round <= 9; round += 1) {
    expect(at.last()).toMatchObject({ name: 'plan', method: 'ipmi' });
    await failMethod(at, 'ipmi');
    await failMethod(at, 'pdu');
    expect(at.step()).toBe('backing-off');
    const wait = Number(/wait (\d+)$/.exec(at.told.at(-1) ?? '')?.[1]);
    pauses.push(wait);
    at.clock.advance(wait - 1);
    expect(at.step()).toBe('backing-off');
    at.clock.advance(1);
  }
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  expect(at.context()).toMatchObject({ round: 10, attempts: 19 });
});

test('pauses stay at a minute however long it lasts', () => {
  expect([0, 1, 2, 7, 1_000, Number.MAX_SAFE_INTEGER].map(backOff)).toEqual([
    1_000, 1_000, 2_000, 60_000, 60_000, 60_000,
  ]);
});

test('new methods cut a pause short and start from their first, with short pauses again', async () => {
  const at = begin({ methods: [IPMI] });
  for (const pause of [1_000, 2_000]) {
    await failMethod(at, 'ipmi');
    at.clock.advance(pause);
  }
  await failMethod(at, 'ipmi');
  at.actor.send({ type: 'replace-methods', methods: [PDU, IPMI] });
  expect(at.last()).toMatchObject({ name: 'plan', method: 'pdu' });
  await failMethod(at, 'pdu');
  await failMethod(at, 'ipmi');
  expect(at.told.at(-1)).toContain('wait 1000');
});

test('new methods do not interrupt a shot; they follow when it has failed', async () => {
  const at = begin();
  await at.answer('plan', planFor('ipmi'));
  at.actor.send({ type: 'replace-methods', methods: [PDU] });
  expect(at.last()?.signal.aborted).toBe(false);
  await at.answer('shoot', FAILED);
  expect(at.told.at(-1)).toBe('failed no answer round 1 wait null');
  expect(at.last()).toMatchObject({ name: 'plan', method: 'pdu' });
  await failMethod(at, 'pdu');
  expect(at.step()).toBe('backing-off');
});

test('new methods during the delay are the ones that are tried', async () => {
  const at = stage({ delay: 1_000 });
  stages.push(at);
  at.actor.send({ type: 'replace-methods', methods: [PDU] });
  at.clock.advance(1_000);
  expect(at.last()).toMatchObject({ name: 'plan', method: 'pdu' });
});

test('a target that reads off beforehand is confirmed without a shot, even before the delay is over', async () => {
  const at = stage({ delay: 5_000, precheck: 'first' });
  stages.push(at);
  await at.answer('look', FOUND);
  expect(at.step()).toBe('confirmed');
  expect(at.asked.map(({ name }) => name)).toEqual(['look']);
});

test('a precheck that proves nothing does not shorten the delay', async () => {
  const at = stage({ delay: 5_000, precheck: 'first' });
  stages.push(at);
  await at.answer('look', { kind: 'nothing' });
  expect(at.step()).toBe('waiting');
  at.clock.advance(5_000);
  expect(at.last()?.name).toBe('plan');
});

test('a precheck that does not end is given up after 5 s, and its agent is ended', () => {
  const at = stage({ precheck: 'first' });
  stages.push(at);
  at.clock.advance(4_999);
  expect(at.step()).toBe('waiting');
  at.clock.advance(1);
  expect(at.asked.map(({ name }) => name)).toEqual(['look', 'plan']);
  expect(at.asked[0]?.signal.aborted).toBe(true);
});

test('a look in the meantime ends with the delay: the shot is not late for it', () => {
  const at = stage({ delay: 1_000, precheck: 'meanwhile' });
  stages.push(at);
  at.clock.advance(999);
  expect(at.step()).toBe('waiting');
  at.clock.advance(1);
  expect(at.asked.map(({ name }) => name)).toEqual(['look', 'plan']);
  expect(at.asked[0]?.signal.aborted).toBe(true);
});

test('a precheck that breaks leads to the shot', async () => {
  const at = begin({ precheck: 'first' });
  await at.breakDown();
  expect(at.last()?.name).toBe('plan');
});

test.each(['waiting', 'planning', 'shooting', 'verifying', 'backing off'])(
  'cancel while %s ends the job and what runs for it',
  async (when) => {
    const at = begin({ methods: [IPMI], precheck: when === 'waiting' ? 'first' : 'none' });
    if (when === 'shooting' || when === 'verifying') await at.answer('plan', planFor('ipmi'));
    if (when === 'verifying') await at.answer('shoot', SHOT);
    if (when === 'backing off') await failMethod(at, 'ipmi');
    const running = at.last()?.signal;
    at.actor.send({ type: 'cancel' });
    expect(at.step()).toBe('cancelled');
    expect(at.told.at(-1)).toBe('cancelled');
    if (when !== 'backing off') expect(running?.aborted).toBe(true);
    at.clock.advance(100_000);
    expect(at.last()?.signal).toBe(running);
  },
);

test('a proof that arrives after the cancel counts for nothing', async () => {
  const at = begin();
  await at.answer('plan', planFor('ipmi'));
  await at.answer('shoot', SHOT);
  at.actor.send({ type: 'cancel' });
  await at.answer('verify', PROVEN);
  expect(at.step()).toBe('cancelled');
  expect(at.told).not.toContain('confirmed');
});

test('the power comes back on only when the owner says so', async () => {
  const at = begin();
  await confirm(at);
  at.clock.advance(3_600_000);
  expect(at.last()?.name).toBe('verify');
  at.actor.send({ type: 'power-on' });
  expect(at.step()).toBe('powering-on');
  await at.answer('powerOn', true);
  expect(at.actor.getSnapshot()).toMatchObject({ status: 'done', output: true });
});

test('power-on before the fence is confirmed does nothing', async () => {
  const at = begin();
  at.actor.send({ type: 'power-on' });
  await at.answer('plan', planFor('ipmi'));
  at.actor.send({ type: 'power-on' });
  expect(at.last()?.name).toBe('shoot');
});

test.each<[FenceRequest['action'], string]>([
  ['configured', 'done'],
  ['reboot', 'powering-on'],
])('a target that was found off, action %s: power-on leads to %s', async (action, step) => {
  const at = stage({ precheck: 'first', action });
  stages.push(at);
  await at.answer('look', FOUND);
  at.actor.send({ type: 'power-on' });
  expect(at.step()).toBe(step);
});

test.each(['confirmed', 'powering-on'])(
  'cancel when %s ends the job and takes nothing back',
  async (when) => {
    const at = begin();
    await confirm(at);
    if (when === 'powering-on') at.actor.send({ type: 'power-on' });
    at.actor.send({ type: 'cancel' });
    expect(at.step()).toBe('done');
    expect(at.told).not.toContain('cancelled');
  },
);

test('without any method it keeps saying so', () => {
  const at = begin({ methods: [] });
  expect(at.last()).toMatchObject({ name: 'plan', method: '' });
});

test('others are asked when all methods have failed from here; what they confirm is confirmed', async () => {
  const at = begin({ help: HELP });
  await failMethod(at, 'ipmi');
  await failMethod(at, 'pdu');
  expect(at.step()).toBe('helped');
  expect(at.told.at(-1)).toBe('failed no answer round 1 wait null');
  await at.answer('help', HELPED);
  expect(at.step()).toBe('confirmed');
  at.actor.send({ type: 'power-on' });
  expect(at.last()).toMatchObject({ name: 'powerOn', method: 'node3' });
});

test('when nobody could help, a pause follows and the next round begins here', async () => {
  const at = begin({ help: HELP, methods: [IPMI] });
  for (const pause of [1_000, 2_000]) {
    await failMethod(at, 'ipmi');
    await at.answer('help', { ...FAILED, reason: 'from node3: no answer' });
    expect(at.told.at(-1)).toBe(`unhelped from node3: no answer wait ${pause}`);
    expect(at.step()).toBe('backing-off');
    at.clock.advance(pause);
    expect(at.last()).toMatchObject({ name: 'plan', method: 'ipmi' });
  }
});

test('cancelled, it asks nobody any more', async () => {
  const at = begin({ help: HELP, methods: [IPMI] });
  await failMethod(at, 'ipmi');
  at.actor.send({ type: 'cancel' });
  expect(at.last()).toMatchObject({ name: 'help', signal: { aborted: true } });
  expect(at.step()).toBe('cancelled');
});

test('each round is announced before its first shot', async () => {
  const at = begin({ announce: () => Promise.resolve(true), methods: [IPMI] });
  await at.answer('announce', true);
  await failMethod(at, 'ipmi');
  at.clock.advance(1_000);
  expect(at.last()?.name).toBe('announce');
  expect(at.step()).toBe('backing-off');
  await at.answer('announce', true);
  expect(at.last()).toMatchObject({ name: 'plan', method: 'ipmi' });
});

test('what not all members have heard of is not shot, but announced again', async () => {
  const at = begin({ announce: () => Promise.resolve(true) });
  await at.answer('announce', false);
  expect(at.step()).toBe('waiting');
  at.clock.advance(1_000);
  expect(at.asked.map(({ name }) => name)).toEqual(['announce', 'announce']);
});

/** A target that is heard again, or not, as the test says. */
function comeback(): { heard: boolean; readonly comeback: NonNullable<FenceRequest['comeback']> } {
  const one = { heard: false, comeback: { returned: () => one.heard, patience: 30_000 } };
  return one;
}

test('a target that is heard again before the first shot is let in; gone again, it is shot', async () => {
  const target = comeback();
  target.heard = true;
  const at = begin({ comeback: target.comeback, methods: [IPMI] });
  expect(at.step()).toBe('letting-in');
  expect(at.told).toEqual(['wait 0', 'let in: nothing was sent to its devices']);
  target.heard = false;
  await at.answer('letIn', undefined);
  expect(at.last()).toMatchObject({ name: 'plan', method: 'ipmi' });
});

test('one that shots of an earlier view may still hit is not let in before they are over', async () => {
  const target = comeback();
  target.heard = true;
  const at = begin({ comeback: target.comeback, methods: [IPMI], resumed: true });
  expect(at.step()).toBe('settling');
  await at.answer('settle', 'status of ipmi2 reads on');
  expect(at.step()).toBe('letting-in');
});

test('one that does not come in its time is shot once more before it is let in again', async () => {
  const target = comeback();
  target.heard = true;
  const at = begin({ comeback: target.comeback, methods: [IPMI] });
  await at.answer('letIn', undefined);
  await failMethod(at, 'ipmi');
  expect(at.step()).toBe('settling');
});

test('one that is heard after a shot is let in when the shot is over and its status reads on', async () => {
  const target = comeback();
  const at = begin({ comeback: target.comeback });
  await at.answer('plan', planFor('ipmi'));
  target.heard = true;
  await at.answer('shoot', FAILED);
  expect(at.step()).toBe('settling');
  expect(at.told.at(-1)).toBe('failed no answer round 1 wait null');
  await at.answer('settle', 'status of ipmi2 reads on');
  expect(at.step()).toBe('letting-in');
  expect(at.told.at(-1)).toBe('let in: status of ipmi2 reads on');
});

test.each([
  ['reads off', undefined, true],
  ['is gone again', 'status of ipmi2 reads on', false],
])('one that %s after the shot is shot again', async (_, reading, heard) => {
  const target = comeback();
  target.heard = true;
  const at = begin({ comeback: { ...target.comeback, returned: () => target.heard }, methods: [IPMI] });
  await at.answer('letIn', undefined);
  await failMethod(at, 'ipmi');
  target.heard = heard;
  await at.answer('settle', reading);
  expect(at.last()).toMatchObject({ name: 'plan', method: 'ipmi' });
});

test('one that comes back during a pause ends it', async () => {
  const target = comeback();
  const at = begin({ comeback: target.comeback, methods: [IPMI] });
  await failMethod(at, 'ipmi');
  expect(at.step()).toBe('backing-off');
  target.heard = true;
  await at.comesBack();
  expect(at.step()).toBe('settling');
});

test('in a race, one that was heard meanwhile is asked about again before it is shot', async () => {
  const target = comeback();
  target.heard = true;
  const at = begin({ comeback: target.comeback, permit: () => Promise.resolve(undefined), methods: [IPMI] });
  await at.answer('permit', undefined);
  expect(at.step()).toBe('letting-in');
  target.heard = false;
  await at.answer('letIn', undefined);
  expect(at.last()?.name).toBe('permit');
});
