/** Which operator's command a service accepts in which state, and the words for those it refuses (facts: rgmanager's table). */
import type { ServiceEntry, ServiceState } from './service-entry.ts';
import type { OperatorEvent, Refusal, RefusalCode, ServiceEvent } from './service-events.ts';

type Verb = OperatorEvent['type'];
/** Convalescing and migrating have their own tables. */
type TableVerb = Exclude<Verb, 'convalesce' | 'migrate'>;
type Answer = 'ok' | RefusalCode;

/** `recovering` and `stopping` have a stop in hand; a recovering service without an owner answers like a stopped one. */
const ANSWERS: Readonly<Record<ServiceState, Readonly<Record<TableVerb, Answer>>>> = {
  uninitialized: row('ok', 'ok', 'INVAL', 'INVAL', 'INVAL', 'ok'),
  stopped: row('ok', 'ok', 'ok', 'ok', 'ok', 'ok'),
  starting: row('RUN', 'ok', 'ok', 'AGAIN', 'AGAIN', 'AGAIN'),
  started: row('RUN', 'ok', 'ok', 'ok', 'ok', 'ok'),
  migrating: row('AGAIN', 'ok', 'ok', 'AGAIN', 'ok', 'ok'),
  checking: row('AGAIN', 'ok', 'ok', 'AGAIN', 'AGAIN', 'AGAIN'),
  stopping: row('AGAIN', 'ok', 'ok', 'AGAIN', 'AGAIN', 'AGAIN'),
  recovering: row('AGAIN', 'ok', 'ok', 'AGAIN', 'AGAIN', 'AGAIN'),
  failed: row('ABORT', 'ok', 'FAIL', 'FAIL', 'FAIL', 'AGAIN'),
  disabled: row('ok', 'ok', 'ok', 'INVAL', 'INVAL', 'ok'),
  error: row('ABORT', 'ok', 'FAIL', 'FAIL', 'FAIL', 'AGAIN'),
};

function row(
  enable: Answer,
  disable: Answer,
  stop: Answer,
  restart: Answer,
  relocate: Answer,
  freeze: Answer,
): Readonly<Record<TableVerb, Answer>> {
  return { enable, disable, stop, restart, relocate, freeze, thaw: 'ok' };
}

/**
 * Why this command is refused now; undefined when it is accepted or is no command at all.
 * AGAIN: the service is in transition, and the caller may let the command wait its turn.
 */
export function refusal(serviceId: string, entry: ServiceEntry, event: ServiceEvent): Refusal | undefined {
  if (!isCommand(event)) return undefined;
  const code = answer(entry, event);
  return code === 'ok' ? undefined : { code, message: explain(code, serviceId, entry, event) };
}

function answer(entry: ServiceEntry, event: OperatorEvent): Answer {
  if (event.type === 'freeze' && entry.frozen) return 'ok';
  if (entry.frozen && event.type !== 'thaw') return 'FROZEN';
  if (event.type === 'relocate' && entry.state === 'started' && event.target === entry.owner) return 'RUN';
  if (event.type === 'convalesce') return convalesceAnswer(entry);
  if (event.type === 'migrate') return migrateAnswer(entry, event.target);
  const waitsForPlacement = entry.state === 'recovering' && entry.owner === 0;
  return ANSWERS[waitsForPlacement ? 'stopped' : entry.state][event.type];
}

/** Only what runs can go on running elsewhere. */
function migrateAnswer({ state, owner }: ServiceEntry, target: number): Answer {
  switch (state) {
    case 'started':
      return target === owner ? 'RUN' : 'ok';
    case 'starting':
    case 'migrating':
    case 'checking':
    case 'stopping':
      return 'AGAIN';
    case 'recovering':
      return owner === 0 ? 'INVAL' : 'AGAIN';
    case 'uninitialized':
    case 'stopped':
    case 'failed':
    case 'disabled':
    case 'error':
      return 'INVAL';
  }
}

/** Only what runs can have something to take up again. */
function convalesceAnswer({ state, owner, partial }: ServiceEntry): Answer {
  switch (state) {
    case 'started':
      return partial === undefined ? 'RUN' : 'ok';
    case 'starting':
    case 'migrating':
    case 'checking':
    case 'stopping':
      return 'AGAIN';
    case 'recovering':
      return owner === 0 ? 'INVAL' : 'AGAIN';
    case 'uninitialized':
    case 'stopped':
    case 'failed':
    case 'disabled':
    case 'error':
      return 'INVAL';
  }
}

function explain(code: RefusalCode, id: string, entry: ServiceEntry, event: OperatorEvent): string {
  switch (code) {
    case 'FROZEN':
      return `${id} is frozen: thaw it first (picket thaw ${id})`;
    case 'RUN':
      if (event.type === 'convalesce') return `${id} runs, and nothing of it is down`;
      return event.type === 'relocate' || event.type === 'migrate'
        ? `${id} already runs on that node`
        : `${id} is ${entry.state} already; to move it: picket relocate ${id} NODE`;
    case 'AGAIN':
      return event.type === 'freeze' && (entry.state === 'failed' || entry.state === 'error')
        ? `${id} is in state ${entry.state}: clean up by hand, then picket disable ${id}`
        : `${id} is ${entry.state}: wait until that is done, then try again`;
    case 'INVAL':
      if (entry.state === 'failed' || entry.state === 'error') return explain('FAIL', id, entry, event);
      return `${id} is ${entry.state}: enable it instead (picket enable ${id})`;
    case 'FAIL':
    case 'ABORT':
      return `${id} is in state ${entry.state} (${entry.why}): clean up by hand, then picket disable ${id}`;
  }
}

/** The words an operator can say, as a record so that none can be forgotten. */
const VERBS: Readonly<Record<Verb, true>> = {
  enable: true,
  disable: true,
  stop: true,
  restart: true,
  relocate: true,
  migrate: true,
  convalesce: true,
  freeze: true,
  thaw: true,
};

function isCommand(event: ServiceEvent): event is OperatorEvent {
  return Object.hasOwn(VERBS, event.type);
}
