/** The `script` type: a program that takes start, stop and status, as LSB init scripts do. */
import type { CommandOutcome } from '#src/host/ports.ts';
import type {
  Agent,
  AgentTiming,
  AttributeSpec,
  MonitorResult,
  Operation,
  OperationResult,
} from './agent.ts';
import { agentEnvironment } from './environment.ts';
import { instanceName } from './instance.ts';
import { attribute, needless } from './mapped/attribute-kinds.ts';
import { explainOutcome, failedByHost, resultOf } from './outcome-words.ts';

const TIMING: AgentTiming = {
  startTimeout: 120_000,
  stopTimeout: 120_000,
  monitors: [{ depth: 0, interval: 30_000, timeout: 30_000 }],
};

const ATTRIBUTES: readonly AttributeSpec[] = [
  attribute('name', 'Its name.', { required: true }),
  attribute('file', 'The program. It is called with start, stop or status.', {
    type: 'path',
    required: true,
    unique: true,
  }),
  needless('service_name', 'the program gets it as OCF_RESKEY_service_name'),
];

export function createScriptAgent(): Agent {
  return {
    type: 'script',
    aliases: [],
    primary: 'name',
    summary: 'A program that takes start, stop and status, as LSB init scripts do.',
    attributes: ATTRIBUTES,
    openAttributes: false,
    timing: TIMING,
    start: (operation) => failedByHost(() => start(operation)),
    stop: (operation) => failedByHost(() => stop(operation)),
    monitor,
  };
}

async function start(operation: Operation): Promise<OperationResult> {
  const { files } = operation.ports;
  await files.makeFolder(`${operation.runFolder}/script`, 0o755);
  // So that a stop knows that something may run, when the file itself is gone.
  await files.writeDurably(markOf(operation), new TextEncoder().encode(`${fileOf(operation)}\n`));
  const outcome = await call(operation, 'start');
  return resultOf(outcome, () => reasonOf(operation, 'start', outcome));
}

async function stop(operation: Operation): Promise<OperationResult> {
  const { files } = operation.ports;
  const file = await files.stat(fileOf(operation));
  if (file === undefined) {
    const begun = (await files.stat(markOf(operation))) !== undefined;
    if (!begun) return { ok: true };
    return {
      ok: false,
      reason: `${fileOf(operation)} is gone, so what it started can't be stopped`,
      timedOut: false,
    };
  }
  const outcome = await call(operation, 'stop');
  const result = resultOf(outcome, () => reasonOf(operation, 'stop', outcome));
  if (result.ok) await files.remove(markOf(operation));
  return result;
}

/** Exit codes of status: LSB 5.0, "Init Script Actions". */
async function monitor(operation: Operation): Promise<MonitorResult> {
  const outcome = await call(operation, 'status');
  const reason = reasonOf(operation, 'status', outcome);
  if (outcome.kind !== 'exited') return { status: 'unknown', reason, ...(await missing(operation, outcome)) };
  switch (outcome.code) {
    case 0:
      return { status: 'running', reason: '' };
    case 3:
      return { status: 'not-running', reason: '' };
    default:
      // 1 and 2: it died, and left a pid or lock file. Others: many scripts say "not running" like that.
      return { status: 'failed', reason };
  }
}

async function missing(
  operation: Operation,
  outcome: CommandOutcome,
): Promise<{ readonly notInstalled?: true }> {
  if (outcome.kind !== 'not-started') return {};
  const file = await operation.ports.files.stat(fileOf(operation)).catch(() => 'unclear');
  return file === undefined ? { notInstalled: true } : {};
}

function call(operation: Operation, action: 'start' | 'stop' | 'status'): Promise<CommandOutcome> {
  const { name } = operation.resource;
  return operation.ports.commands.run(
    {
      file: fileOf(operation),
      args: [action],
      env: {
        ...agentEnvironment(operation),
        HOME: '/root',
        // What scripts written for rgmanager read.
        OCF_RESKEY_name: name,
        OCF_RESKEY_file: fileOf(operation),
        OCF_RESKEY_service_name: operation.service.slice(operation.service.indexOf(':') + 1),
        OCF_RESOURCE_TYPE: 'script',
        OCF_RESOURCE_INSTANCE: `script:${name}`,
      },
      timeout: operation.timeout,
      started: operation.started,
    },
    operation.cancel,
  );
}

function reasonOf(operation: Operation, action: string, outcome: CommandOutcome): string {
  return explainOutcome(`${fileOf(operation)} ${action}`, outcome, operation.timeout);
}

function fileOf({ resource }: Operation): string {
  return resource.attributes['file']?.trim() ?? '';
}

function markOf({ runFolder, service, resource }: Operation): string {
  return `${runFolder}/script/${instanceName(service, resource.name)}`;
}
