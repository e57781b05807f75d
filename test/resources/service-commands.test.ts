/**
 * The table of states and commands, as clusvcadm prints it. `ok`: carried out, or recorded. `waits`: the command has to wait
 * for its turn, and gets AGAIN only if that does not come. Where rgmanager had another answer, the row says which.
 */
import { describe, expect, test } from 'vitest';
import { resultText } from '#src/cli/result-texts.ts';
import { refusal } from '#src/resources/service-commands.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import type { OperatorEvent } from '#src/resources/service-events.ts';
import { entry } from './service-samples.ts';

const STATES: Readonly<Record<string, ServiceEntry>> = {
  stopped: entry('stopped'),
  starting: entry('starting'),
  started: entry('started'),
  checking: entry('checking'),
  stopping: entry('stopping'),
  failed: entry('failed'),
  'recovering, being stopped': entry('recovering'),
  'recovering, without a node': entry('recovering', { owner: 0, after: undefined }),
  disabled: entry('disabled'),
  uninitialized: entry('uninitialized'),
  error: entry('error'),
};

const COMMANDS: readonly OperatorEvent[] = [
  { type: 'enable', target: 0 },
  { type: 'disable' },
  { type: 'stop' },
  { type: 'restart' },
  { type: 'relocate', target: 0 },
  { type: 'freeze' },
  { type: 'thaw' },
  { type: 'convalesce' },
];

const RUN = 'Service is already running 0';
const ABORT = 'Aborted; service failed 254';
const FAIL = 'Failure 255';
const INVAL = 'Invalid operation for resource 248';
const FROZEN = 'Failure: Service is frozen 245';

/** In the order of COMMANDS. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  stopped: ['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', INVAL],
  starting: [RUN, 'ok', 'ok', 'waits', 'waits', 'waits', 'ok', 'waits'],
  started: [RUN, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', RUN],
  // rgmanager never had it.
  checking: ['waits', 'ok', 'ok', 'waits', 'waits', 'waits', 'ok', 'waits'],
  // enable: rgmanager said that it runs already.
  stopping: ['waits', 'ok', 'ok', 'waits', 'waits', 'waits', 'ok', 'waits'],
  failed: [ABORT, 'ok', FAIL, FAIL, FAIL, 'waits', 'ok', INVAL],
  // rgmanager's `recoverable`. enable: started a second time; stop, restart, relocate: Failure.
  'recovering, being stopped': ['waits', 'ok', 'ok', 'waits', 'waits', 'waits', 'ok', 'waits'],
  // rgmanager's `recovering`. enable: "Success" for nothing; freeze and convalesce: try again.
  'recovering, without a node': ['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', INVAL],
  disabled: ['ok', 'ok', 'ok', INVAL, INVAL, 'ok', 'ok', INVAL],
  uninitialized: ['ok', 'ok', INVAL, INVAL, INVAL, 'ok', 'ok', INVAL],
  // rgmanager never had it: two copies run. It answers like `failed`.
  error: [ABORT, 'ok', FAIL, FAIL, FAIL, 'waits', 'ok', INVAL],
};

function answer(state: ServiceEntry, command: OperatorEvent): string {
  const refused = refusal('service:web', state, command);
  if (refused === undefined) return 'ok';
  const { text, exit } = resultText(refused.code);
  return refused.code === 'AGAIN' ? 'waits' : `${text} ${exit}`;
}

describe('what clusvcadm answers for a service that is', () => {
  test.each(Object.keys(STATES))('%s', (name) => {
    const state = STATES[name] as ServiceEntry;
    const answers = COMMANDS.map((command) => [command.type, answer(state, command)]);
    expect(answers).toEqual(COMMANDS.map(({ type }, at) => [type, TABLE[name]?.[at]]));
  });

  test.each(Object.keys(STATES))('%s, and frozen: nothing but freeze and thaw', (name) => {
    const state = { ...(STATES[name] as ServiceEntry), frozen: true };
    const allowed = COMMANDS.filter((command) => answer(state, command) === 'ok').map(({ type }) => type);
    expect(allowed).toEqual(['freeze', 'thaw']);
    expect(answer(state, { type: 'disable' })).toBe(FROZEN);
  });
});

test('every refusal says what to do, on one line', () => {
  for (const state of Object.values(STATES)) {
    for (const command of COMMANDS) {
      const message = refusal('service:web', state, command)?.message;
      if (message === undefined) continue;
      expect(message).toMatch(/^service:web .{10,}$/);
    }
  }
});

test.each([
  ['EXCL', 'Service not runnable: cannot run exclusive', 240],
  ['DEPEND', 'Operation violates dependency rule', 249],
  ['DOMAIN', 'Service not runnable', 241],
  ['NODE', 'Target node dead / nonexistent', 244],
] as const)('%s is told in the words and by the exit code of rgmanager', (code, text, exit) => {
  expect(resultText(code)).toEqual({ text, exit });
});
