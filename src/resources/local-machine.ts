/**
 * What this node knows of one service on itself, as a state machine. Only a successful stop, or a look that found
 * nothing, leads to `stopped`; every failure leads to a state in which it may run.
 */
import { setup, transition } from 'xstate';
import type { LocalState } from './service-entry.ts';

export type LocalPhase =
  | 'unknown'
  | 'stopped'
  | 'starting'
  | 'running'
  | 'leaving'
  | 'awaited'
  | 'broken'
  | 'stopping'
  | 'stuck';

export interface LocalStep {
  readonly type:
    | 'start'
    | 'started'
    | 'start-failed'
    | 'stop'
    | 'stopped'
    | 'stop-failed'
    | 'resource-failed'
    | 'found-running'
    | 'found-stopped'
    | 'found-unclear'
    | 'release'
    | 'await'
    | 'leave'
    | 'left';
}

const orders = { start: 'starting', stop: 'stopping' } as const;
const findings = {
  'found-running': 'running',
  'found-stopped': 'stopped',
  'found-unclear': 'broken',
} as const;

const machine = setup({ types: { events: {} as LocalStep } }).createMachine({
  id: 'local-service',
  initial: 'unknown',
  states: {
    /** Nobody has looked yet, or the monitoring was given up. */
    unknown: { on: { ...orders, ...findings } },
    stopped: { on: { ...orders, ...findings, await: 'awaited' } },
    starting: { on: { started: 'running', 'start-failed': 'broken' } },
    running: {
      on: { ...orders, ...findings, 'resource-failed': 'broken', release: 'unknown', leave: 'leaving' },
    },
    /** It migrates to another node. Whether it has, only a look can tell. */
    leaving: { on: { left: 'unknown' } },
    /** It may come from another node, at any time. A look that finds nothing is a proof only for whoever ended that. */
    awaited: { on: { ...orders, ...findings } },
    /** A start or a resource failed: parts of it may run. */
    broken: { on: { ...orders, ...findings } },
    stopping: { on: { stopped: 'stopped', 'stop-failed': 'stuck' } },
    /** A stop failed: it may run (S7), and a look that finds it running does not make it well. */
    stuck: { on: { ...orders, 'found-stopped': 'stopped' } },
  },
});

export const INITIAL: LocalPhase = 'unknown';

/** Filled as it is asked for: asking the machine takes longer than most of what a look does. */
const known = new Map<string, LocalPhase>();

/** Steps that mean nothing in a phase leave it as it is. */
export function advance(phase: LocalPhase, type: LocalStep['type']): LocalPhase {
  const key = `${phase} ${type}`;
  const next = known.get(key) ?? after(phase, type);
  known.set(key, next);
  return next;
}

function after(phase: LocalPhase, type: LocalStep['type']): LocalPhase {
  const [next] = transition(machine, machine.resolveState({ value: phase }), { type });
  return next.value as LocalPhase;
}

export function vouchedFor(phase: LocalPhase): LocalState {
  switch (phase) {
    case 'stopped':
      return 'stopped';
    case 'running':
      return 'running';
    case 'unknown':
    case 'starting':
    case 'leaving':
    case 'awaited':
    case 'broken':
    case 'stopping':
    case 'stuck':
      return 'may-run';
  }
}
