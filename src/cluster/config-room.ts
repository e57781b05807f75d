/**
 * Everything about the configuration on one node: the member's desk, the coordinator's chief while this node is one, and
 * the answers for operators. The node itself only hands on what happens.
 */
import type { ClusterConfig, ServiceConfig } from '#src/config/model.ts';
import { maskSecrets } from '#src/config/secrets.ts';
import { sameMember } from '#src/membership/epoch.ts';
import { ledgerInForce } from '#src/membership/ledger.ts';
import type { Membership } from '#src/membership/membership.ts';
import type { Ledger, Member, NodeId, View } from '#src/membership/types.ts';
import type { Request } from '#src/wire/frames.ts';
import type {
  ConfigDiff,
  ConfigDocument,
  ConfigPushCommand,
  ConfigPushResult,
  ConfigVersion,
} from './commands.ts';
import { type ConfigChief, type ConfigChiefDeps, createConfigChief } from './config-chief.ts';
import { type ConfigDesk, type ConfigDeskDeps, createConfigDesk } from './config-desk.ts';
import { diffConfig } from './config-diff.ts';
import { heldBy } from './config-held.ts';
import { configRecord } from './config-record.ts';
import { configWaits } from './config-status.ts';
import type { HistoryEntry } from './config-store.ts';
import type { Configuration } from './configuration.ts';
import type { Courier } from './courier.ts';
import type { NodeDeps } from './node-deps.ts';
import { isHandsOff } from './restrictions.ts';
import { retiredServices, withRetired } from './retired.ts';
import type { Wait } from './status.ts';

export interface ConfigRoomDeps {
  readonly node: Pick<NodeDeps, 'self' | 'incarnation' | 'configuration' | 'agents' | 'ports' | 'log'>;
  readonly membership: () => Membership;
  readonly courier: () => Courier;
  /** See ConfigDeskDeps. */
  readonly use: ConfigDeskDeps['use'];
  /** Resolves at the next change of the ledger, or a keepalive later. */
  readonly nextChange: () => Promise<void>;
}

export interface ConfigRoom {
  readonly desk: ConfigDesk;
  /** The configuration in use, and behind it what stands for services that are being removed. */
  readonly managed: ClusterConfig;
  /** While this node coordinates. */
  readonly chief: ConfigChief | undefined;
  /** Before anything else: what this daemon begins with is kept on the disk. Never rejects. */
  begin(): Promise<void>;
  lead(view: View, parts: Pick<ConfigChiefDeps, 'services' | 'submit' | 'quorate'>): ConfigChief;
  viewEnded(): void;
  /** Why that service may not start here: by this node's ledger, another one still has something of it. */
  heldBack(service: string): string | undefined;
  /** The ledger has changed. */
  follow(): void;
  /** Services that are being removed, as the last version that had them has them. Never rejects. */
  removed(): Promise<readonly ServiceConfig[]>;
  /** A service as an earlier version has it. */
  earlier(digest: string, service: string): Promise<ServiceConfig | undefined>;
  /** The answer to another member. Never rejects. */
  answer(from: Member, request: Extract<Request, { type: 'configure' }>): Promise<object>;
  push(command: ConfigPushCommand): Promise<ConfigPushResult>;
  show(version: number | undefined): Promise<ConfigDocument | undefined>;
  history(): Promise<readonly ConfigVersion[]>;
  diff(text: string, name: string): Promise<ConfigDiff>;
  readonly digest: string;
  waits(): readonly Wait[];
  warnings(): readonly string[];
  stop(): void;
}

export function createConfigRoom(deps: ConfigRoomDeps): ConfigRoom {
  const { agents, log, configuration: source } = deps.node;
  const { clock } = deps.node.ports;
  const nodeName = deps.node.self.name;
  const self: Member = { id: deps.node.self.id, incarnation: deps.node.incarnation };
  let chief: ConfigChief | undefined;
  let managed:
    | { readonly config: ClusterConfig; readonly ledger: Ledger; readonly all: ClusterConfig }
    | undefined;
  const desk = createConfigDesk({
    source,
    nodeName,
    ledger: () => ledgerInForce(deps.membership().agreement),
    fetch,
    use: (...next) => {
      deps.use(...next);
      chief?.look();
    },
    clock,
    log,
  });

  function nameOf(id: NodeId): string {
    return desk.config.nodes.find((node) => node.id === id)?.name ?? `node ${id}`;
  }

  /** The coordinator first: it is most likely to have it. */
  async function fetch(digest: string): Promise<string | undefined> {
    const view = deps.membership().agreement.activeView;
    const others = (view?.members ?? []).filter((member) => !sameMember(member, self));
    const first = others.toSorted(({ id }) => (id === view?.epoch.proposer ? -1 : 0));
    for (const member of first) {
      const timeout = desk.config.heartbeat.deadtime;
      const answer = await deps.courier().configure(member, 'fetch', { digest }, timeout);
      const text = answer instanceof Error ? undefined : (answer as { readonly text?: unknown }).text;
      if (typeof text === 'string') return text;
    }
    return undefined;
  }

  async function ask(
    view: View,
    node: NodeId,
    step: string,
    argument: object,
    timeout: number,
  ): Promise<unknown> {
    const member = view.members.find(({ id }) => id === node);
    if (member === undefined) return new Error(`node ${node} is no member`);
    return deps.courier().configure(member, step, argument, timeout);
  }

  function textOf(argument: string, field: string): string {
    const value: unknown = (JSON.parse(argument) as Readonly<Record<string, unknown>>)[field];
    return typeof value === 'string' ? value : '';
  }

  function isSecret(attribute: string): boolean {
    return agents.types.some((type) =>
      agents.find(type)?.attributes.some(({ name, secret }) => secret && name === attribute),
    );
  }

  async function inUse(): Promise<HistoryEntry> {
    const { config, digest } = desk.current;
    const record = configRecord(deps.membership().agreement.ledger);
    if (record?.digest === digest) return record;
    const noted = (await source.store.history()).find((entry) => entry.digest === digest);
    return noted ?? { version: config.version, digest, at: 0, by: '', why: '' };
  }

  function document(configuration: Configuration, entry: HistoryEntry): ConfigDocument {
    const { config, digest, text } = configuration;
    const record = configRecord(deps.membership().agreement.ledger);
    const { file } = desk;
    return {
      version: config.version,
      digest,
      inUse: digest === desk.current.digest,
      since: entry.at === 0 ? null : entry.at,
      by: entry.by,
      why: entry.why,
      text: maskSecrets(text, isSecret),
      file:
        file === undefined ? null : { path: source.path, version: file.config.version, digest: file.digest },
      changing: record?.digest === digest ? record.changing.map(({ service }) => service) : [],
    };
  }

  return {
    desk,
    get managed() {
      const { ledger } = deps.membership().agreement;
      const { config } = desk;
      if (managed?.config !== config || managed.ledger !== ledger) {
        const all = withRetired(config, ledger);
        // A new object would be a new configuration for whoever keeps tables of it.
        const isSame = managed?.config === config && sameServices(managed.all, all);
        managed = { config, ledger, all: isSame ? (managed?.all ?? all) : all };
      }
      return managed.all;
    },
    get chief() {
      return chief;
    },
    async begin() {
      const { config, digest, text } = source.first;
      await source.store.put(config.version, digest, text).catch((error: unknown) => {
        log.warn({ error }, 'the configuration in use could not be kept beside the ledger');
      });
    },
    lead(view, parts) {
      const { membership, nextChange } = deps;
      const ledger = (): Ledger => membership().agreement.ledger;
      chief = createConfigChief({
        ...parts,
        ...{ self: self.id, view, desk, agents, ledger, nextChange, clock, log },
        parse: source.parse,
        perform: (node, service, operation) => deps.courier().order(view, node, service, operation),
        retired: () => retiredServices(desk.config, ledger()),
        handsOff: (service) => isHandsOff(ledger(), service),
        ask: (node, step, argument, timeout) => ask(view, node, step, argument, timeout),
        shows: (node) => membership().peer(node)?.beat?.configVersion,
        deadtime: () => desk.config.heartbeat.deadtime,
        nodeName: nameOf,
      });
      return chief;
    },
    viewEnded() {
      chief?.stop();
      chief = undefined;
    },
    heldBack(id) {
      const service = desk.config.services.find((one) => one.id === id);
      const record = configRecord(deps.membership().agreement.ledger);
      return service === undefined ? undefined : heldBy(service, record?.changing ?? []);
    },
    follow() {
      desk.follow();
      chief?.look();
    },
    async removed() {
      const ids = new Set(retiredServices(desk.config, deps.membership().agreement.ledger));
      const found: ServiceConfig[] = [];
      const versions = ids.size === 0 ? [] : await source.store.history();
      for (const { digest } of versions) {
        for (const service of (await desk.earlier(digest))?.services ?? [])
          if (ids.delete(service.id)) found.push(service);
        if (ids.size === 0) break;
      }
      return found;
    },
    async earlier(digest, service) {
      return (await desk.earlier(digest))?.services.find(({ id }) => id === service);
    },
    async answer(from, { epoch, step, argument }) {
      switch (step) {
        case 'look':
          return desk.look();
        case 'fetch': {
          const text = await desk.textOf(textOf(argument, 'digest'));
          return text === undefined ? {} : { text };
        }
        case 'prepare': {
          if (!deps.membership().agreement.obeys(from, epoch))
            return { problems: [`${nodeName}: not the coordinator of the active view`] };
          return { problems: await desk.prepare(textOf(argument, 'text'), textOf(argument, 'digest')) };
        }
        default:
          return {};
      }
    },
    async push(command) {
      if (chief !== undefined) return chief.push(command);
      const result: object = await deps.courier().forward('config-push', command);
      // Where nobody could be asked, the answer is that of any command.
      return { ok: false, problems: [], ...result } as unknown as ConfigPushResult;
    },
    async show(version) {
      const entry = await inUse();
      if (version === undefined || version === entry.version) return document(desk.current, entry);
      const old = (await source.store.history()).find((one) => one.version === version);
      const text = old === undefined ? undefined : await source.store.get(old.digest);
      if (old === undefined || text === undefined) return undefined;
      const { configuration } = source.parse(text, 'cluster.xml');
      return configuration === undefined ? undefined : document(configuration, old);
    },
    async history() {
      const current = desk.current.digest;
      const kept = await source.store.history();
      const list = kept.some(({ digest }) => digest === current) ? kept : [await inUse(), ...kept];
      return list.map(({ version, digest, at, by, why }) => {
        return { version, digest, at, by, why, inUse: digest === current };
      });
    },
    async diff(text, name) {
      const { agreement } = deps.membership();
      const next = source.parse(text, name);
      const { current, config } = desk;
      return diffConfig({ inUse: current, running: config, next, ledger: agreement.ledger, agents });
    },
    get digest() {
      return desk.current.digest;
    },
    waits: () => configWaits(ledgerInForce(deps.membership().agreement), desk.config.services),
    warnings() {
      const behind = desk.behind();
      return [...(behind === undefined ? [] : [behind]), ...desk.warnings()];
    },
    stop() {
      desk.stop();
      chief?.stop();
    },
  };
}

function sameServices(a: ClusterConfig, b: ClusterConfig): boolean {
  const ids = ({ services }: ClusterConfig): string => services.map(({ id }) => id).join(' ');
  return ids(a) === ids(b);
}
