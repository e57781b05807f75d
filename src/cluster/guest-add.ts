/** `picket guest add`: is there anything against it, what cluster.xml becomes, and its push. */
import type { AgentRegistry } from '#src/agents/agent.ts';
import { addGuest } from '#src/config/add-guest.ts';
import { guestsOf } from '#src/config/guests.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import { maskSecrets } from '#src/config/secrets.ts';
import type { Finding, GuestReport } from '#src/guests/guest-types.ts';
import { checksum } from '#src/wire/checksum.ts';
import type { ResultCode } from './commands.ts';
import type { ConfigRoom } from './config-room.ts';
import type { GuestAddCommand, GuestAddResult } from './guest-commands.ts';

export interface AddingDeps {
  readonly config: () => ClusterConfig;
  readonly room: () => Pick<ConfigRoom, 'desk' | 'diff' | 'push'>;
  readonly agents: AgentRegistry;
  /** What all nodes say of it. */
  readonly look: () => Promise<GuestReport | undefined>;
}

const NOTHING = { problems: [], report: null, diff: [], digest: '' } as const;

/** Never rejects. */
export async function addGuestToCluster(deps: AddingDeps, command: GuestAddCommand): Promise<GuestAddResult> {
  const { name } = command;
  const odd = Object.keys(command.attributes ?? {}).find((key) => !/^[a-z_][a-z0-9_]*$/.test(key));
  if (odd !== undefined) return refuse(`"${odd}" is no name of an attribute`);
  const holder = guestsOf(deps.config()).get(name);
  if (holder !== undefined) return refuse(`${name} is in cluster.xml already: ${holder.service}`);
  const { desk } = deps.room();
  const { configuration: file } = await desk.reread();
  const { current } = desk;
  if (file !== undefined && file.digest !== current.digest)
    return refuse(
      'cluster.xml on this node is not the version in force: put it in force first (picket config push), or take the other one (picket config show)',
    );
  const report = await deps.look();
  const problems = [
    ...unable(deps, command),
    ...(report === undefined ? ['nobody told anything'] : against(report, eligible(deps, command))),
  ];
  const edited = addGuest(current.text, edit(command));
  if ('problem' in edited) return refuse(`cluster.xml can't be added to: ${edited.problem}`);
  const isSecret = (attribute: string): boolean =>
    deps.agents.types.some((type) =>
      deps.agents.find(type)?.attributes.some((one) => one.secret && one.name === attribute),
    );
  const shown = addGuest(maskSecrets(current.text, isSecret), edit(command));
  const digest = checksum(edited.text);
  const found = { report: report ?? null, diff: 'diff' in shown ? shown.diff : [], digest };
  const change = await deps.room().diff(edited.text, 'cluster.xml');
  const all = [...problems, ...(change.ok ? [] : [...change.problems, ...change.objections])];
  const stops = command.force === true ? all.slice(problems.length) : all;
  if (stops.length > 0) return refuse(`${name} is not added`, { ...found, problems: all });
  if (command.dryRun)
    return { ...found, problems: all, ok: true, code: 'SUCCESS', message: `${name} can be added` };
  if (command.expect !== undefined && command.expect !== digest)
    return refuse('cluster.xml has changed since the difference was shown: try again', found, 'AGAIN');
  const why = `guest ${name} added`;
  const pushed = await deps.room().push({ text: edited.text, who: command.who, why });
  return {
    ...found,
    ok: pushed.ok,
    code: pushed.code,
    message: pushed.message,
    problems: [...all, ...pushed.problems],
  };
}

function edit({ name, domain, drbd, attributes = {} }: GuestAddCommand): Parameters<typeof addGuest>[1] {
  return { name, domain, drbd, attributes };
}

/** Names of the nodes that its failover domain allows. */
function eligible({ config }: AddingDeps, { domain }: GuestAddCommand): readonly string[] {
  const { domains, nodes } = config();
  const found = domains.find((one) => one.name.toLowerCase() === domain?.toLowerCase());
  const members = found?.restricted === true ? found.members.map(({ node }) => node) : undefined;
  return nodes.filter(({ id }) => members?.includes(id) ?? true).map(({ name }) => name);
}

/** Types that this version can't start: the guest would be left alone. */
function unable({ agents }: AddingDeps, { drbd }: GuestAddCommand): readonly string[] {
  const types = drbd.length > 0 ? ['vm', 'drbd'] : ['vm'];
  return types
    .filter((type) => agents.find(type) === undefined)
    .map((type) => `this version of Picket has no agent for ${type}: nobody would look after the guest`);
}

/** Every error, one line each, with the way out. */
function against({ findings, nodes }: GuestReport, eligibleNodes: readonly string[]): readonly string[] {
  const errors = (list: readonly Finding[], where: string): readonly string[] =>
    list
      .filter(({ severity }) => severity === 'error')
      .map(({ text, fix }) => `${where}${text}${fix === '' ? '' : ` (${fix})`}`);
  const inReach = nodes.filter(({ node }) => eligibleNodes.includes(node));
  return [...errors(findings, ''), ...inReach.flatMap(({ node, findings: own }) => errors(own, `${node}: `))];
}

function refuse(
  message: string,
  found: Partial<GuestAddResult> = {},
  code: ResultCode = 'INVAL',
): GuestAddResult {
  return { ...NOTHING, ...found, ok: false, code, message };
}
