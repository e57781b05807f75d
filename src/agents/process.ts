/**
 * The `process` type: starts a program and supervises it, for services that bring no agent of their own. The program
 * runs in its own process group and outlives the daemon; stopped means that nobody of the group is left.
 */
import { HostError, type Millis, type ProcessId, pause } from '#src/host/ports.ts';
import type { Agent, AgentTiming, MonitorResult, Operation, OperationResult } from './agent.ts';
import { durationOf, inWords } from './attributes.ts';
import { becomes } from './becomes.ts';
import { PROCESS_ATTRIBUTES } from './process-attributes.ts';
import { CHECK_TIMEOUT_MS, processEnvironment, runCheck, untilHealthy } from './process-check.ts';
import { lastWords, logPath, prepareLog } from './process-log.ts';
import { processFolder, readRecord, recordedCommand, recordPath } from './process-record.ts';

/** A program that ends within this time of its start did not start. */
const SETTLE_MS = 20;
/** From KILL until the group must be gone. */
const KILL_WAIT_MS = 5_000;
const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 20_000;

const TIMING: AgentTiming = {
  startTimeout: START_TIMEOUT_MS,
  stopTimeout: STOP_TIMEOUT_MS + 2 * KILL_WAIT_MS,
  monitors: [{ depth: 0, interval: 5_000, timeout: CHECK_TIMEOUT_MS }],
};

/** What this daemon knows of a program that it started itself. */
interface Child {
  /** How it ended, in words. */
  ended: string | undefined;
  readonly listeners: Set<() => void>;
}

/** An agent remembers how the programs it started ended, by their record's path; otherwise it has no state. */
export function createProcessAgent(): Agent {
  const children = new Map<string, Child>();
  return {
    type: 'process',
    aliases: [],
    summary: 'Runs a program and supervises it. Needs nothing installed.',
    attributes: PROCESS_ATTRIBUTES,
    openAttributes: false,
    timing: TIMING,
    start: (operation) => reporting(() => start(operation, children)),
    stop: (operation) => reporting(() => stop(operation, children)),
    monitor: (operation) => monitor(operation, children),
    watch: (operation, changed) => watch(children.get(recordPath(operation)), changed),
    timingOf: async (operation) => timingOf(operation),
  };
}

async function start(operation: Operation, children: Map<string, Child>): Promise<OperationResult> {
  const { clock, commands, files } = operation.ports;
  const end = clock.now() + operation.timeout;
  const command = operation.resource.attributes['command'];
  if (command === undefined) return failed('the attribute command is missing');
  const old = await readRecord(operation);
  if (old !== undefined && commands.alive(old))
    return untilHealthy(operation, () => commands.alive(old), end);
  if (old !== undefined && !(await endGroup(operation, old, KILL_WAIT_MS))) {
    return failed(`processes of the last run (group ${old.pid}) can't be killed`);
  }
  if (operation.cancel.aborted) return failed('cancelled');
  await files.makeFolder(processFolder(operation), 0o755);
  const log = await prepareLog(operation);
  const child: Child = { ended: undefined, listeners: new Set() };
  const { cwd } = operation.resource.attributes;
  const early = new AbortController();
  const process = await commands.launch(
    {
      ...recordedCommand(recordPath(operation), command),
      env: processEnvironment(operation),
      log: log.path,
      ...(cwd === undefined ? {} : { cwd }),
    },
    (how) => {
      child.ended = how;
      early.abort();
      for (const listener of [...child.listeners]) listener();
    },
  );
  children.set(recordPath(operation), child);
  await pause(clock, Math.min(SETTLE_MS, operation.timeout), early.signal);
  if (child.ended === undefined && commands.alive(process)) {
    const result = await untilHealthy(
      operation,
      () => child.ended === undefined && commands.alive(process),
      end,
    );
    if (result.ok || child.ended === undefined) return result;
  }
  return failed(await whyEnded(operation, child, await lastWords(operation, log)));
}

async function whyEnded(operation: Operation, child: Child, words: string): Promise<string> {
  // The news of the end may lag behind the end itself.
  await becomes(operation.ports.clock, 500, () => child.ended !== undefined);
  const hint = child.ended === 'exit code 0' ? ' (it must stay in the foreground)' : '';
  return `the program ended at once, ${child.ended ?? 'unknown how'}${hint}: ${words || `see ${logPath(operation)}`}`;
}

async function stop(operation: Operation, children: Map<string, Child>): Promise<OperationResult> {
  const process = await readRecord(operation);
  if (process !== undefined) {
    const patience = durationOf(operation.resource.attributes, 'stop_timeout', STOP_TIMEOUT_MS);
    const gone = await endGroup(operation, process, Math.min(patience, operation.timeout - KILL_WAIT_MS));
    if (!gone) {
      const reason = `processes of group ${process.pid} are still there ${inWords(KILL_WAIT_MS)} after SIGKILL`;
      return { ok: false, timedOut: true, reason };
    }
  }
  children.delete(recordPath(operation));
  await operation.ports.files.remove(recordPath(operation)).catch((error: unknown) => {
    // It names a process that is gone, and no later one can be taken for it.
    operation.log.debug({ reason: wordsOf(error) }, 'cannot remove the record of a stopped program');
  });
  return { ok: true };
}

/** TERM, after `patience` ms KILL; true when the whole group is gone. Not cut short by a cancellation. */
async function endGroup(operation: Operation, process: ProcessId, patience: Millis): Promise<boolean> {
  const { clock, commands } = operation.ports;
  const gone = (): boolean => !commands.groupAlive(process);
  if (gone()) return true;
  commands.signalGroup(process, 'SIGTERM');
  if (await becomes(clock, Math.max(patience, 0), gone)) return true;
  commands.signalGroup(process, 'SIGKILL');
  return becomes(clock, KILL_WAIT_MS, gone);
}

async function monitor(operation: Operation, children: Map<string, Child>): Promise<MonitorResult> {
  const { commands } = operation.ports;
  let process: ProcessId | undefined;
  try {
    process = await readRecord(operation);
  } catch (error) {
    return { status: 'unknown', reason: wordsOf(error) };
  }
  const how = children.get(recordPath(operation))?.ended;
  const ended = process === undefined ? '' : `the program (pid ${process.pid}) ended${how ? `, ${how}` : ''}`;
  if (process === undefined || !commands.groupAlive(process)) return { status: 'not-running', reason: ended };
  if (!commands.alive(process)) {
    return { status: 'failed', reason: `${ended}, but others of its process group are left` };
  }
  const { check } = operation.resource.attributes;
  const why = check === undefined ? undefined : await runCheck(operation, check, operation.timeout);
  return why === undefined ? { status: 'running', reason: '' } : { status: 'failed', reason: why };
}

function watch(child: Child | undefined, changed: () => void): () => void {
  if (child === undefined) return () => {};
  if (child.ended !== undefined) changed();
  child.listeners.add(changed);
  return () => child.listeners.delete(changed);
}

function timingOf(operation: Operation): AgentTiming {
  const { attributes } = operation.resource;
  return {
    startTimeout: durationOf(attributes, 'start_timeout', START_TIMEOUT_MS),
    stopTimeout: durationOf(attributes, 'stop_timeout', STOP_TIMEOUT_MS) + 2 * KILL_WAIT_MS,
    monitors: TIMING.monitors,
  };
}

async function reporting(work: () => Promise<OperationResult>): Promise<OperationResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HostError) return failed(error.message);
    throw error;
  }
}

function failed(reason: string): OperationResult {
  return { ok: false, reason, timedOut: false };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
