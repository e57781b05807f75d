/**
 * The part of `picket check` that asks the fence agents: are they here, can they prove a fence, do they take the
 * attributes that the file gives. Runs agents, but contacts no device: only `metadata` and `validate-all` are called.
 */
import type { DeviceUse } from '#src/config/fence-places.ts';
import type { Place, Problems } from '#src/config/problems.ts';
import type { AgentPorts } from '#src/fencing/agent-answer.ts';
import { type AgentDescription, describeAgent } from '#src/fencing/agent-catalog.ts';
import { installHint, neededPrograms } from '#src/fencing/agent-packages.ts';
import { callAgent } from '#src/fencing/agent-protocol.ts';
import { checkAttributes, givenValue } from '#src/fencing/attribute-check.ts';
import type { AgentMetadata } from '#src/fencing/metadata.ts';
import { parameterNames } from '#src/fencing/parameter-names.ts';
import type { Millis } from '#src/host/ports.ts';

export interface AgentCheckPorts extends AgentPorts {
  /** Whether there is such a file on this host. */
  readonly exists: (path: string) => Promise<boolean>;
}

/** Agents are programs of 10 to 600 ms, most of it computing. */
const AT_A_TIME = 4;
const VALIDATE_TIMEOUT: Millis = 10_000;
/** Said to operate by hand: that is picket confirm-down, and the file was told so. */
const BY_HAND: ReadonlySet<string> = new Set(['fence_manual', 'fence_ack_manual']);

/** Whether an agent may be started only to see what it is: a file could name any program, `reboot` for one. */
export function mayBeAsked(agent: string): boolean {
  return agent.slice(agent.lastIndexOf('/') + 1).startsWith('fence_');
}

/** Never rejects, but for what `exists` rejects with. Bounded: at most 16 s for each four agents and each four devices. */
export async function checkAgents(
  uses: readonly DeviceUse[],
  ports: AgentCheckPorts,
  problems: Problems,
): Promise<void> {
  const names = [...new Set(uses.map(({ device }) => device.agent))].filter((agent) => !BY_HAND.has(agent));
  const described = new Map<string, AgentDescription>();
  await each(names.filter(mayBeAsked), async (agent) => {
    described.set(agent, await describeAgent(ports, agent));
  });
  const validated = await validateAll(uses, described, ports);
  const programs = new Set<string>();
  for (const use of uses) {
    const { agent } = use.device;
    const description = described.get(agent);
    reportAgent(use, description, BY_HAND.has(agent), problems);
    if (description?.kind !== 'described') continue;
    const validation = validated.get(keyOf(use));
    const before = countErrors(problems);
    checkAttributes(use, description.metadata, validation?.kind === 'taken', problems);
    if (validation?.kind === 'refused' && countErrors(problems) === before)
      reportRefusal(use, validation, problems);
    await checkPrograms(use, description.metadata, { ports, problems, programs });
  }
}

/** The attribute that names the agent. */
function agentPlace({ template }: DeviceUse): Place {
  return { at: template.attributes.get('agent')?.at ?? template.at, path: template.path };
}

function reportAgent(
  use: DeviceUse,
  description: AgentDescription | undefined,
  byHand: boolean,
  problems: Problems,
): void {
  const { agent, name } = use.device;
  const label = `fencedevice "${name}"`;
  const warn = (message: string, hint?: string): void => {
    problems.warning(agentPlace(use), `${label}: ${message}`, hint);
  };
  if (byHand) return;
  if (description === undefined) {
    warn(
      `${agent} is not asked what it can do, since its name does not begin with fence_`,
      'it must know off and status; try it by hand: picket fence NODE',
    );
    return;
  }
  switch (description.kind) {
    case 'missing':
      warn(`${agent} is not installed on this host`, installHint(agent));
      return;
    case 'silent':
      warn(
        `${agent} gives no metadata: its attributes can't be checked (${description.reason})`,
        'it is taken to know off, on and status',
      );
      return;
    case 'described': {
      const { actions } = description.metadata;
      if (use.unfences === true) {
        if (!actions.has('on')) warn(`${agent} can't turn on: it gives a node nothing back`);
        return;
      }
      if (!actions.has('off') && !actions.has('reboot')) {
        warn(`${agent} can neither turn off nor reboot: it fences nobody`);
      } else if (!actions.has('off')) {
        warn(
          `${agent} can only reboot: whether the node really went off can't be proven, and its word is taken`,
          'prefer an agent that knows off and status',
        );
      } else if (!actions.has('status')) {
        warn(
          `${agent} can't read the power: that the node is off can't be proven, and its word is taken`,
          'prefer an agent that knows status',
        );
      }
    }
  }
}

/** Each program that lacks is reported once, at the first device that needs it. */
async function checkPrograms(
  use: DeviceUse,
  metadata: AgentMetadata,
  to: { readonly ports: AgentCheckPorts; readonly problems: Problems; readonly programs: Set<string> },
): Promise<void> {
  const names = parameterNames(metadata);
  const { attributes, agent, name } = use.device;
  for (const { path, package: packageName } of neededPrograms(metadata, (parameter) =>
    givenValue(attributes, names, parameter),
  )) {
    if (to.programs.has(path)) continue;
    to.programs.add(path);
    if (await to.ports.exists(path)) continue;
    const message = `fencedevice "${name}": ${agent} needs ${path}, which is not on this host`;
    to.problems.warning(agentPlace(use), message, `apt-get install ${packageName}`);
  }
}

type Validation = { readonly kind: 'taken' } | { readonly kind: 'refused'; readonly reason: string };

/**
 * What each agent itself says of the attributes, all together; by `keyOf`. None for agents that can't be asked. It knows
 * better than its metadata what it needs: that calls the plug of a DRAC required, which only a chassis has.
 */
async function validateAll(
  uses: readonly DeviceUse[],
  described: ReadonlyMap<string, AgentDescription>,
  ports: AgentCheckPorts,
): Promise<ReadonlyMap<string, Validation>> {
  const able = uses.filter(({ device }) => {
    const description = described.get(device.agent);
    return description?.kind === 'described' && description.metadata.actions.has('validate-all');
  });
  const once = new Map(able.map((use) => [keyOf(use), use]));
  const validated = new Map<string, Validation>();
  await each([...once], async ([key, use]) => {
    const device = { ...use.device, timeout: VALIDATE_TIMEOUT };
    const answer = await callAgent(ports, device, 'validate-all', use.node);
    if (answer.kind !== 'failed') validated.set(key, { kind: 'taken' });
    else if (answer.failure !== 'missing') validated.set(key, { kind: 'refused', reason: answer.reason });
  });
  return validated;
}

function keyOf({ device }: DeviceUse): string {
  return JSON.stringify([device.agent, Object.entries(device.attributes)]);
}

function reportRefusal(
  use: DeviceUse,
  { reason }: Extract<Validation, { kind: 'refused' }>,
  problems: Problems,
): void {
  const { agent, name } = use.device;
  // What lacks on this host may be there on another; a missing password is missing everywhere.
  const report = /You have to/.test(reason) ? problems.error : problems.warning;
  report(
    use.element,
    `device "${name}" of node "${use.node}": ${agent} does not take what it is given: ${reason}`,
  );
}

function countErrors({ list }: Problems): number {
  return list.filter(({ severity }) => severity === 'error').length;
}

async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}
