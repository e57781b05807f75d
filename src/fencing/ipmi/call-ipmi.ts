/**
 * The built-in fence_ipmi: switches and reads power through a BMC, with Debian's ipmitool and without Python.
 *
 * Quick first, then patient. A BMC that is there answers the first question of a session within milliseconds; two
 * seconds of silence mean that it is not, and the next method gets its turn. One that was silent and is asked the like
 * again within a minute is listened to for longer, and one that did answer then always is. A BMC that has opened a session and
 * then falls silent is alive: it gets the rest of the device's timeout.
 */
import type { FenceDevice } from '#src/config/model.ts';
import type { AgentAnswer, AgentPorts } from '#src/fencing/agent-answer.ts';
import type { AgentAction } from '#src/fencing/agent-input.ts';
import { type Answer, failed } from '#src/fencing/ipmi/answer.ts';
import type { IpmiOrder, Listening } from '#src/fencing/ipmi/ipmitool-call.ts';
import { type Learned, recall } from '#src/fencing/ipmi/memory.ts';
import { IPMI_METADATA } from '#src/fencing/ipmi/metadata.ts';
import { passwordOf } from '#src/fencing/ipmi/password.ts';
import { type Call, runIpmitool } from '#src/fencing/ipmi/run-ipmitool.ts';
import type { Session } from '#src/fencing/ipmi/session.ts';
import { type IpmiSettings, readSettings, SUITES } from '#src/fencing/ipmi/settings.ts';
import { noSession, noSuite, refusal, silence, stalled } from '#src/fencing/ipmi/words.ts';
import type { Millis } from '#src/host/ports.ts';

export const IPMI_AGENT = 'fence_ipmi';

/** For a BMC that was silent a moment ago, or is known to be slow: 9 s for each of its first two answers. */
const ATTENTIVE: Listening = { seconds: 4, tries: 2 };
/** For one that answers and opens no session at once. */
const UNHURRIED: Listening = { seconds: 4, tries: 1 };
/** For one that has opened a session: 25 s for each answer. */
const PATIENT: Listening = { seconds: 12, tries: 2 };
const ASKED_AGAIN_WITHIN: Millis = 60_000;
const ORDERS: Readonly<Record<Exclude<AgentAction, 'metadata' | 'validate-all'>, IpmiOrder>> = {
  off: 'off',
  on: 'on',
  reboot: 'cycle',
  status: 'status',
  monitor: 'status',
};

/** Never rejects; settles within the device's timeout and the seconds it takes to kill ipmitool. */
export async function callIpmi(
  ports: AgentPorts,
  device: FenceDevice,
  action: AgentAction,
  cancel?: AbortSignal,
): Promise<AgentAnswer> {
  const began = ports.clock.now();
  const answer = await answerTo(ports, device, action, cancel);
  return { ...answer, ms: Math.max(0, Math.round(ports.clock.now() - began)) };
}

async function answerTo(
  ports: AgentPorts,
  { attributes, timeout }: FenceDevice,
  action: AgentAction,
  cancel: AbortSignal | undefined,
): Promise<Answer> {
  if (action === 'metadata') return { kind: 'ok', text: IPMI_METADATA };
  const until = ports.clock.now() + timeout;
  const left = (): Millis => Math.max(0, until - ports.clock.now());
  const settings = readSettings(attributes);
  if (settings.kind === 'unfit') return failed('refused', settings.reason);
  if (action === 'validate-all') return { kind: 'ok', text: '' };
  const password = await passwordOf(ports, settings, attributes, left(), cancel);
  if (password.kind === 'failed') return password;
  const answer = await carryOut({
    ports,
    settings,
    password: password.text,
    secrets: { ...attributes, password: password.text, kg_secret: settings.kg ?? '' },
    learned: recall(ports.commands, settings),
    order: ORDERS[action],
    left,
    cancel,
  });
  return action === 'monitor' && answer.kind === 'power' ? { kind: 'ok', text: '' } : answer;
}

async function carryOut(call: Call): Promise<Answer> {
  const { learned, settings, ports, left } = call;
  const suites = suitesFor(settings, learned);
  const again = ports.clock.now() - (learned.silentAt[kindOf(call)] ?? -Infinity) < ASKED_AGAIN_WITHIN;
  const quick: Listening = { seconds: settings.patience / 1_000, tries: 1 };
  const first = await throughSuites(call, suites, learned.slow || again ? ATTENTIVE : quick);
  if (first.kind !== 'unopened') return first;
  const second = left() > 0 ? await throughSuites(call, first.suites, UNHURRIED) : first;
  return second.kind === 'unopened' ? failed('refused', noSession(settings, first.suites)) : second;
}

function kindOf({ order }: Call): 'reading' | 'order' {
  return order === 'status' ? 'reading' : 'order';
}

/** How long ipmitool waits for a first sign of life: it asks two questions, the second for BMCs that know no IPMI 2.0. */
function firstAnswers({ seconds, tries }: Listening): Millis {
  return 2_000 * (tries * seconds + (tries * (tries - 1)) / 2);
}

/** The configured suite and no other; else the one that worked before, the others after it. */
function suitesFor({ suite, protocol }: IpmiSettings, learned: Learned): readonly string[] {
  if (suite !== undefined) return [suite];
  if (protocol === 'lan') return SUITES.slice(0, 1); // IPMI 1.5 has none
  return learned.suite === undefined
    ? SUITES
    : [learned.suite, ...SUITES.filter((one) => one !== learned.suite)];
}

/** The BMC answers, but opened no session with these suites. */
interface Unopened {
  readonly kind: 'unopened';
  readonly suites: readonly string[];
}

/** Suite after suite until one opens a session. */
async function throughSuites(
  call: Call,
  suites: readonly string[],
  listening: Listening,
): Promise<Answer | Unopened> {
  const { learned, settings, ports, secrets } = call;
  const unopened: string[] = [];
  for (const suite of suites) {
    const asked = ports.clock.now();
    const run = await runIpmitool(call, suite, listening, call.order);
    if (run.kind === 'failed') return run;
    const { session } = run;
    if (session.kind !== 'hindered') {
      learned.suite = suite;
      learned.silentAt = {};
      learned.slow = ports.clock.now() - asked > 2 * settings.patience;
      return meaning(session);
    }
    switch (session.by) {
      case 'suite':
        break;
      case 'no-session':
        unopened.push(suite);
        break;
      case 'silent':
        // Every other time: one that is gone for good must not hold up the next method for long.
        if (listening === ATTENTIVE) delete learned.silentAt[kindOf(call)];
        else learned.silentAt[kindOf(call)] = asked;
        learned.slow = false;
        return failed('silent', silence(settings, firstAnswers(listening)));
      case 'stalled':
        learned.suite = suite;
        return patiently(call, suite, asked);
      case 'refused':
      case 'denied':
        return failed('refused', refusal(run.said.stderr, settings, secrets));
    }
  }
  return unopened.length > 0
    ? { kind: 'unopened', suites: unopened }
    : failed('refused', noSuite(settings, suites));
}

/**
 * The order may be under way: a BMC that takes its time must not get it twice for that, as it might take as long for
 * each. So the power is read first.
 */
async function patiently(call: Call, suite: string, asked: Millis): Promise<Answer> {
  const { ports, settings, order, left } = call;
  const gaveUp = (): Answer => failed('timeout', stalled(settings, ports.clock.now() - asked));
  const orders: readonly IpmiOrder[] = order === 'off' || order === 'on' ? ['status', order] : [order];
  if (order === 'cycle') return gaveUp();
  for (const next of orders) {
    if (left() <= 0) return gaveUp();
    const run = await runIpmitool(call, suite, PATIENT, next);
    if (run.kind === 'failed') return run.failure === 'timeout' ? gaveUp() : run;
    const { session } = run;
    if (session.kind === 'hindered') {
      if (session.by !== 'denied' && session.by !== 'refused') return gaveUp();
      return failed('refused', refusal(run.said.stderr, settings, call.secrets));
    }
    if (session.kind === 'taken' || order === 'status') return meaning(session);
    if (session.on === (order === 'on')) return { kind: 'ok', text: '', readOff: !session.on };
  }
  return gaveUp();
}

function meaning(session: Exclude<Session, { kind: 'hindered' }>): Answer {
  if (session.kind === 'power') return { kind: 'power', on: session.on };
  return { kind: 'ok', text: '', readOff: session.on === false };
}
