/** The `ocf` type: any OCF resource agent (resource-agents, drbd-utils, one's own), called as Pacemaker calls it. */
import type { CommandOutcome, Millis } from '#src/host/ports.ts';
import type { Agent, AgentTiming, AttributeSpec, Operation } from './agent.ts';
import { agentEnvironment } from './environment.ts';
import { instanceName } from './instance.ts';
import { timingFromMetadata } from './ocf-metadata.ts';
import { monitorResult, operationResult } from './ocf-result.ts';

const OCF_ROOT = '/usr/lib/ocf';
const METADATA_TIMEOUT_MS = 10_000;

const TIMING: AgentTiming = {
  startTimeout: 60_000,
  stopTimeout: 60_000,
  monitors: [{ depth: 0, interval: 10_000, timeout: 20_000 }],
};

const ATTRIBUTES: readonly AttributeSpec[] = [
  attribute(
    'agent',
    'Name of the agent, e.g. IPaddr2; or with its provider, e.g. ocf:heartbeat:IPaddr2.',
    undefined,
  ),
  attribute('type', 'The same as agent.', undefined),
  attribute('provider', 'Folder of the agent below /usr/lib/ocf/resource.d.', 'heartbeat'),
  attribute('class', 'ocf; nothing else is known.', 'ocf'),
];

/** `root` holds resource.d. The agents' meta-data is read once per daemon. */
export function createOcfAgent(root: string = OCF_ROOT): Agent {
  const timings = new Map<string, Promise<AgentTiming | undefined>>();
  return {
    type: 'ocf',
    aliases: [],
    summary: 'Any OCF resource agent. All attributes but its own are passed on as OCF_RESKEY_name.',
    attributes: ATTRIBUTES,
    openAttributes: true,
    timing: TIMING,
    start: async (operation) => {
      const call = await callAgent(root, operation, 'start', 0);
      return operationResult(call.agent, call.outcome, operation.timeout);
    },
    stop: async (operation) => {
      const call = await callAgent(root, operation, 'stop', 0);
      return operationResult(call.agent, call.outcome, operation.timeout);
    },
    monitor: async (operation, depth) => {
      const call = await callAgent(root, operation, 'monitor', depth);
      const result = monitorResult(call.agent, call.outcome, operation.timeout);
      const missing = call.outcome.kind === 'not-started' && (await isMissing(root, operation));
      return missing ? { ...result, notInstalled: true } : result;
    },
    timingOf: async (operation) => {
      const located = locate(root, operation);
      if (typeof located === 'string') return TIMING;
      const timing = timings.get(located.path) ?? readTiming(root, operation);
      timings.set(located.path, timing);
      const known = await timing;
      // An agent that is being installed or hangs may tell the next time.
      if (known === undefined) timings.delete(located.path);
      return known ?? TIMING;
    },
  };
}

interface Located {
  readonly provider: string;
  readonly agent: string;
  readonly path: string;
}

/** The agent's file, or in words why the attributes name none. Names can't lead out of the folder. */
function locate(root: string, operation: Operation): Located | string {
  const { attributes } = operation.resource;
  const parts = (attributes['agent'] ?? attributes['type'] ?? '').split(':');
  const agent = parts.at(-1) ?? '';
  const provider = parts.at(-2) ?? attributes['provider'] ?? 'heartbeat';
  if (agent === '') return 'the attribute agent is missing (e.g. agent="IPaddr2")';
  if (
    parts.length > 3 ||
    (parts.length === 3 && parts[0] !== 'ocf') ||
    (attributes['class'] ?? 'ocf') !== 'ocf'
  ) {
    return `only OCF agents can be called (ocf:PROVIDER:AGENT), not ${parts.join(':')}`;
  }
  for (const name of [provider, agent]) {
    if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name))
      return `"${name}" is no name of an OCF agent or provider`;
  }
  return { provider, agent, path: `${root}/resource.d/${provider}/${agent}` };
}

type Action = 'start' | 'stop' | 'monitor' | 'meta-data';

async function callAgent(
  root: string,
  operation: Operation,
  action: Action,
  depth: number,
  timeout: Millis = operation.timeout,
): Promise<{ agent: string; outcome: CommandOutcome }> {
  const located = locate(root, operation);
  if (typeof located === 'string') return { agent: 'ocf', outcome: { kind: 'not-started', reason: located } };
  const { commands, files } = operation.ports;
  const scratch = `${operation.runFolder}/ocf`;
  await files.makeFolder(scratch, 0o755).catch((error: unknown) => {
    // Many agents don't need it; those that do say so themselves.
    operation.log.warn({ reason: String(error) }, 'cannot make the folder for the state of OCF agents');
  });
  const outcome = await commands.run(
    {
      file: located.path,
      args: [action],
      env: ocfEnvironment(root, operation, located, { action, depth, timeout, scratch }),
      timeout,
      started: operation.started,
    },
    // All wait for the one reading of the meta-data, so one of them giving up doesn't end it.
    action === 'meta-data' ? undefined : operation.cancel,
  );
  return { agent: `ocf:${located.provider}:${located.agent} ${action}`, outcome };
}

/** OCF RA API 1.1, with the meta variables of Pacemaker that agents read. */
function ocfEnvironment(
  root: string,
  operation: Operation,
  located: Located,
  call: {
    readonly action: Action;
    readonly depth: number;
    readonly timeout: Millis;
    readonly scratch: string;
  },
): Readonly<Record<string, string>> {
  const parameters = Object.entries(operation.resource.attributes)
    .filter(([name]) => !ATTRIBUTES.some((own) => own.name === name))
    .map(([name, value]) => [`OCF_RESKEY_${name.replace(/^param_/, '')}`, value]);
  const inDoubt = call.action !== 'monitor' || operation.probe === true;
  return {
    ...agentEnvironment(operation),
    HOME: '/root',
    ...Object.fromEntries(parameters),
    OCF_ROOT: root,
    OCF_RA_VERSION_MAJOR: '1',
    OCF_RA_VERSION_MINOR: '1',
    OCF_RESOURCE_TYPE: located.agent,
    OCF_RESOURCE_PROVIDER: located.provider,
    OCF_RESOURCE_INSTANCE: instanceName(operation.service, operation.resource.name),
    ...(call.depth > 0 ? { OCF_CHECK_LEVEL: String(call.depth) } : {}),
    OCF_RESKEY_CRM_meta_timeout: String(Math.round(call.timeout)),
    // Agents take a monitor with the interval 0 for a probe, and then a missing file for "stopped".
    OCF_RESKEY_CRM_meta_interval: inDoubt ? '0' : '10000',
    OCF_RESKEY_crm_feature_set: '3.0.0',
    HA_RSCTMP: call.scratch,
  };
}

async function readTiming(root: string, operation: Operation): Promise<AgentTiming | undefined> {
  const { outcome } = await callAgent(root, operation, 'meta-data', 0, METADATA_TIMEOUT_MS);
  return outcome.kind === 'exited' && outcome.code === 0
    ? timingFromMetadata(outcome.stdout, TIMING)
    : undefined;
}

/** Whether the agent itself is not on this host. */
async function isMissing(root: string, operation: Operation): Promise<boolean> {
  const located = locate(root, operation);
  if (typeof located === 'string') return false;
  return (await operation.ports.files.stat(located.path).catch(() => 'unclear')) === undefined;
}

function attribute(name: string, doc: string, fallback: string | undefined): AttributeSpec {
  return { name, type: 'string', required: false, default: fallback, unique: false, secret: false, doc };
}
