/**
 * The coordinator's word on the configuration, during one view: a new version is checked by every member, then put in
 * force on all of them at once, or on none. It also finds the first version of a cluster that never had one in force,
 * and waits for members that do not use the right one yet.
 */
import type { AgentRegistry } from '#src/agents/agent.ts';
import { type Cancel, type Millis, pause } from '#src/host/ports.ts';
import type { Ledger, NodeId, View } from '#src/membership/types.ts';
import { mayRunOn, newEntry } from '#src/resources/service-record.ts';
import type { ConfigPushCommand, ConfigPushResult, ResultCode } from './commands.ts';
import type { ConfigDesk } from './config-desk.ts';
import { type FirstDeps, findFirst, takeNewFiles } from './config-first.ts';
import { planChange } from './config-plan.ts';
import { CONFIG_KEY, type ConfigRecord, configRecord } from './config-record.ts';
import { createRollout, type Rollout, type RolloutDeps } from './config-rollout.ts';
import { type Configuration, LONGEST_TEXT, nameOf, shortDigest } from './configuration.ts';
import { isServiceKey, serviceEntry } from './records.ts';

export interface ConfigChiefDeps
  extends Pick<RolloutDeps, 'services' | 'perform' | 'retired' | 'handsOff' | 'clock' | 'log'> {
  readonly self: NodeId;
  readonly view: View;
  readonly desk: ConfigDesk;
  readonly parse: (
    text: string,
    name: string,
  ) => { configuration: Configuration | undefined; problems: readonly string[] };
  readonly agents: AgentRegistry;
  readonly ledger: () => Ledger;
  readonly submit: (values: ReadonlyMap<string, unknown>) => Promise<boolean>;
  readonly quorate: () => boolean;
  /** Asks a member; an Error when it does not answer. Never rejects. */
  readonly ask: (node: NodeId, step: string, argument: object, timeout: Millis) => Promise<unknown>;
  /** The version of cluster.xml that the node shows in its heartbeats. */
  readonly shows: (node: NodeId) => number | undefined;
  readonly deadtime: () => Millis;
  readonly nodeName: (id: NodeId) => string;
  /** Resolves at the next change of the ledger, or a keepalive later. */
  readonly nextChange: () => Promise<void>;
}

export interface ConfigChief {
  /**
   * Looks whether this cluster has a version in force, and goes on with what is left to do. Call it first when the
   * services can be asked, and then whenever anything changed.
   */
  look(): void;
  push(command: ConfigPushCommand): Promise<ConfigPushResult>;
  /** Why nothing may be started anywhere now. */
  startsBlocked(): string | undefined;
  /** Why that service may not be started now. */
  heldBack(service: string): string | undefined;
  /** Resolves when that service may start as far as the configuration goes, with false when the view is over. */
  cleared(service: string): Promise<boolean>;
  /** Why nothing is placed on that node now. */
  notReady(node: NodeId): string | undefined;
  stop(): void;
}

/** Checking a large file on a busy node. */
const PREPARE_MS: Millis = 30_000;
/** How long a push waits for the services to follow. */
const LONGEST_WAIT_MS: Millis = 10 * 60_000;
const LOOK_AGAIN_MS: Millis = 2_000;

export function createConfigChief(deps: ConfigChiefDeps): ConfigChief {
  const { self, view, desk, clock } = deps;
  const members = view.members.map(({ id }) => id);
  let record = configRecord(deps.ledger());
  /** As all members have it. */
  let settled = record;
  /** Have stored the version that this coordinator put in force. */
  const told = new Set<NodeId>();
  let begun = false;
  let comparing: string | undefined;
  let pushing: { readonly digest: string; readonly done: Promise<ConfigPushResult> } | undefined;
  let stopped = false;
  let timer: Cancel = () => {};

  async function submit(values: ReadonlyMap<string, unknown>): Promise<boolean> {
    const next = values.get(CONFIG_KEY) as ConfigRecord | undefined;
    if (next !== undefined) record = next;
    const isInForce = await deps.submit(values);
    // One after the other, as they were handed in.
    if (next !== undefined && isInForce) settled = next;
    return isInForce;
  }

  function follows(node: NodeId): boolean {
    if (node === self) return desk.behind() === undefined;
    return record === undefined || told.has(node) || deps.shows(node) === record.version;
  }

  /** Members that join with an older version, and quorum that comes with a witness, tell nobody. */
  function watch(): void {
    timer();
    const late = members.filter((node) => !follows(node));
    if (stopped || (begun && late.length === 0)) return;
    timer = clock.after(LOOK_AGAIN_MS, () => {
      if (late.some(follows)) deps.services().evaluate();
      look();
      watch();
    });
  }

  const rollout: Rollout = createRollout({
    config: () => desk.config,
    record: () => record,
    settled: () => settled,
    submit,
    services: deps.services,
    perform: deps.perform,
    retired: deps.retired,
    members: new Set(members),
    handsOff: deps.handsOff,
    follows,
    self,
    clock,
    log: deps.log,
  });

  const result = (code: ResultCode, message: string, problems: readonly string[] = []): ConfigPushResult => ({
    ok: code === 'SUCCESS',
    code,
    message,
    problems,
  });

  const KEPT = 'the configuration in use stays';

  /** Everything that can be said against it without asking anybody. */
  function refusal(next: Configuration): ConfigPushResult | undefined {
    const { version } = next.config;
    if (record === undefined) return undefined;
    const force = `version ${record.version} (${shortDigest(record.digest)}) is in force`;
    if (version === record.version) {
      const other = `this is another text of that version (${shortDigest(next.digest)})`;
      return result('INVAL', `${force}, and ${other}: raise config_version; ${KEPT}`);
    }
    if (version < record.version)
      return result('INVAL', `config_version ${version} is too low: ${force}; raise it above that; ${KEPT}`);
    const behind = desk.behind();
    return behind === undefined ? undefined : result('AGAIN', `${behind}; ${KEPT}`);
  }

  /** `wait`: until the services follow. */
  async function push(command: ConfigPushCommand, wait: boolean): Promise<ConfigPushResult> {
    const { text } = command;
    if (text.length > LONGEST_TEXT)
      return result(
        'INVAL',
        `the file has ${text.length} characters, at most ${LONGEST_TEXT} are handed on; ${KEPT}`,
      );
    if (!deps.quorate()) return result('QUORUM', `without quorum no version comes in force; ${KEPT}`);
    const { configuration, problems } = deps.parse(text, command.name ?? 'cluster.xml');
    if (configuration === undefined) return result('INVAL', `cluster.xml has errors; ${KEPT}`, problems);
    const { digest } = configuration;
    // As with any command, a second identical one joins the first: what is on its way is not in force yet (S8).
    if (pushing?.digest === digest) return pushing.done;
    if (settled?.digest === digest)
      return result('SUCCESS', `${nameOf(configuration)} is in force already`, problems);
    const refused = refusal(configuration);
    if (refused !== undefined) return refused;
    if (pushing !== undefined) return result('AGAIN', `another version is just being put in force; ${KEPT}`);
    const begun = activate(configuration, command, wait).then((done) => {
      pushing = undefined;
      rollout.resume();
      return { ...done, problems: [...problems, ...done.problems] };
    });
    pushing = { digest, done: begun };
    return begun;
  }

  async function activate(
    next: Configuration,
    command: ConfigPushCommand,
    wait: boolean,
  ): Promise<ConfigPushResult> {
    const quiet = await Promise.race([
      rollout.pause().then(() => true),
      pause(clock, PREPARE_MS).then(() => false),
    ]);
    const busy = record?.changing.map(({ service }) => service).join(', ');
    if (!quiet)
      return result('AGAIN', `version ${record?.version} still reaches ${busy}: try again; ${KEPT}`);
    const wrong = await prepare(next);
    if (wrong.length > 0) {
      return result('FAIL', `${nameOf(next)} is refused, and used by no node; ${KEPT}`, wrong);
    }
    // What runs may have changed while the members were asked.
    const plan = planChange(desk.config, next.config, record, deps.ledger(), deps.agents);
    if (plan.objections.length > 0)
      return result('FAIL', `this version can't be put in force now; ${KEPT}`, plan.objections);
    const { who: by, why } = command;
    const { changing } = plan;
    const value = { version: next.config.version, digest: next.digest, at: clock.wall(), by, why, changing };
    // Whatever a node that is away remembers of a service of that name, it is older than this one.
    const fresh = plan.added.map((service) => [service.id, newEntry(service, clock.wall())] as const);
    if (stopped || !(await submit(new Map<string, unknown>([[CONFIG_KEY, value], ...fresh]))))
      return overtaken(next);
    for (const [id] of fresh) deps.services().forget(id);
    for (const node of members) told.add(node);
    comparing = undefined;
    rollout.resume();
    deps.services().evaluate();
    return wait ? followed(next) : result('SUCCESS', `${nameOf(next)} is in force`);
  }

  function overtaken(next: Configuration): ConfigPushResult {
    const asks = 'picket config show tells whether it came in force';
    return result('AGAIN', `the view changed while ${nameOf(next)} was being put in force: ${asks}`);
  }

  /** Every member has it on its disk, and nothing against it; all that is wrong otherwise. */
  async function prepare({ text, digest }: Configuration): Promise<readonly string[]> {
    const answers = await Promise.all(
      members.map(async (node) => {
        if (node === self) return desk.prepare(text, digest);
        const answer = await deps.ask(node, 'prepare', { text, digest }, PREPARE_MS);
        const name = deps.nodeName(node);
        if (answer instanceof Error) return [`${name} did not answer: ${answer.message}`];
        const { problems } = answer as { readonly problems?: readonly string[] };
        return problems ?? [`${name} does not know how to check cluster.xml: its picketd is too old`];
      }),
    );
    return answers.flat();
  }

  async function followed(next: Configuration): Promise<ConfigPushResult> {
    const end = clock.now() + LONGEST_WAIT_MS;
    const isCurrent = (): boolean => !stopped && record?.digest === next.digest;
    const inForce = `${nameOf(next)} is in force on ${members.map(deps.nodeName).join(', ')}`;
    while (isCurrent() && (record?.changing.length ?? 0) > 0 && clock.now() < end) {
      const stuck = waiting();
      if (stuck.length === record?.changing.length) return result('SUCCESS', inForce, stuck);
      await deps.nextChange();
    }
    if (!isCurrent()) return result('SUCCESS', `${inForce}; the rest goes on: see picket status`);
    return result('SUCCESS', inForce, waiting());
  }

  /** Services that need a person, or a node, before they can follow; and then those that can't before them. */
  function waiting(): readonly string[] {
    const changing = record?.changing ?? [];
    const stuck = changing.flatMap(({ service }) => needs(service) ?? []);
    if (stuck.length === 0) return [];
    const others = changing.filter(({ service, what }) => what === 'changed' && needs(service) === undefined);
    const held = others.flatMap(({ service }) => {
      const why = rollout.heldBack(service);
      return why === undefined ? [] : [`${service} follows later: ${why}`];
    });
    return [...stuck, ...held];
  }

  function needs(service: string): string | undefined {
    const entry = deps.services().entry(service);
    if (entry === undefined) return undefined;
    if (entry.state === 'failed' || entry.state === 'error')
      return `${service} is ${entry.state}: ${entry.why}`;
    if (deps.handsOff(service))
      return `${service} is left alone (frozen, or maintenance) and follows afterwards`;
    const away = mayRunOn(entry).find((node) => !members.includes(node));
    if (away !== undefined) return `${service} belongs to ${deps.nodeName(away)}, which is not here`;
    return undefined;
  }

  const first: FirstDeps = {
    ...{ self, members, desk, clock, ask: deps.ask, deadtime: deps.deadtime, nodeName: deps.nodeName },
    settle: ({ version, digest }) => {
      const by = "the nodes' own files";
      return submit(
        new Map([[CONFIG_KEY, { version, digest, at: clock.wall(), by, why: '', changing: [] }]]),
      );
    },
    async push(text, who, why) {
      const done = await push({ text, who, why }, false);
      if (!done.ok) deps.log.error({ problems: done.problems }, done.message);
    },
    nothingRuns,
    stopped: () => stopped,
    log: deps.log,
  };

  async function settle(words: string, work: Promise<string | undefined>): Promise<void> {
    comparing = words;
    const problem = await work;
    if (stopped) return;
    comparing = record === undefined ? problem : undefined;
    if (comparing !== undefined) deps.log.error({}, comparing);
    deps.services().evaluate();
    look();
  }

  function nothingRuns(): boolean {
    const ledger = deps.ledger();
    const services = [...ledger.keys()].filter(isServiceKey);
    return services.every((id) => serviceEntry(ledger, id)?.owner === 0);
  }

  /** Reads the files of others only when there is something to find out: it holds up every start. */
  function begin(): void {
    begun = true;
    const words = toCompare();
    if (words === undefined) return;
    const all = record === undefined ? findFirst(first) : takeNewFiles(first).then(() => undefined);
    void settle(words, all);
  }

  function toCompare(): string | undefined {
    if (record === undefined) return 'the nodes compare their files of cluster.xml';
    const isNew = desk.file !== undefined && desk.file.config.version > record.version;
    if (!isNew || desk.behind() !== undefined || !nothingRuns()) return undefined;
    return 'the nodes compare their newer files of cluster.xml';
  }

  function look(): void {
    if (stopped || !deps.quorate()) return;
    if (!begun) begin();
    if (comparing === undefined) rollout.look();
  }

  watch();

  const cleared = async (service: string): Promise<boolean> => {
    await rollout.gaveUp(service);
    while (!stopped && rollout.heldBack(service) !== undefined) await deps.nextChange();
    return !stopped;
  };

  return {
    look,
    push: (command) => push(command, true),
    startsBlocked: () => comparing ?? desk.behind() ?? (begun ? undefined : toCompare()),
    heldBack: (service) => rollout.heldBack(service),
    cleared,
    notReady: (node) =>
      follows(node) ? undefined : `it does not use version ${record?.version} of cluster.xml yet`,
    stop() {
      stopped = true;
      timer();
      rollout.stop();
    },
  };
}
