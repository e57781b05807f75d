/**
 * The configuration on this node, as a member: which version it uses, which texts it holds, and how it comes to the one
 * in force. It uses a version only when the ledger says that it is in force, and has its text on the disk before it
 * says that it holds it.
 */
import type { ClusterConfig } from '#src/config/model.ts';
import { type Clock, HostError, type Log, type Millis, pause } from '#src/host/ports.ts';
import type { Ledger } from '#src/membership/types.ts';
import { checksum } from '#src/wire/checksum.ts';
import { type ConfigRecord, configRecord } from './config-record.ts';
import { type Configuration, type ConfigurationSource, nameOf, shortDigest } from './configuration.ts';
import { restartObjections, withRunning } from './restart-parts.ts';

/** What a member answers to `look`: versions and digests. */
export interface ConfigLook {
  readonly inUse: ConfigName;
  /** The file that its daemon read when it began, or when it was reloaded. */
  readonly file: ConfigName | null;
}

export interface ConfigName {
  readonly version: number;
  readonly digest: string;
  /** Digest of what it means: the same for texts that differ only in form, in comments and blanks. */
  readonly meaning: string;
}

export interface ConfigDeskDeps {
  readonly source: ConfigurationSource;
  readonly nodeName: string;
  readonly ledger: () => Ledger;
  /** A text with that digest from another member; undefined when none has it. Never rejects. */
  readonly fetch: (digest: string) => Promise<string | undefined>;
  /** From now on this is the configuration here; `added`: services that the one before did not have. */
  readonly use: (config: ClusterConfig, digest: string, added: readonly string[]) => void;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ConfigDesk {
  /** As this daemon uses it; see withRunning. */
  readonly config: ClusterConfig;
  /** Its text. */
  readonly current: Configuration;
  readonly file: Configuration | undefined;
  /** The ledger has changed: takes up what is in force, at once if its text is here. */
  follow(): void;
  /** Why nothing may be started here: this node does not use what is in force. */
  behind(): string | undefined;
  look(): ConfigLook;
  /** Checks a version and keeps it on the disk; what is wrong with it, one line each. Never rejects. */
  prepare(text: string, digest: string): Promise<readonly string[]>;
  /** The text with that digest; undefined when it is not here. Never rejects. */
  textOf(digest: string): Promise<string | undefined>;
  /** The configuration with that digest, from this node's own store. Never rejects. */
  earlier(digest: string): Promise<ClusterConfig | undefined>;
  /** Reads the file again. */
  reread(): Promise<{
    readonly configuration: Configuration | undefined;
    readonly problems: readonly string[];
  }>;
  warnings(): readonly string[];
  stop(): void;
}

const FETCH_AGAIN_MS: Millis = 1_000;

export function createConfigDesk(deps: ConfigDeskDeps): ConfigDesk {
  const { source, log, clock } = deps;
  const running = runningConfig(source);
  let current = source.first;
  let config = running;
  let file = source.file.configuration;
  let fileProblem = source.file.configuration === undefined ? source.file.problems : [];
  /** Checked here, and on the disk. */
  const held = new Map<string, Configuration>([[current.digest, current]]);
  let fetching: string | undefined;
  let failure: { readonly digest: string; readonly words: string } | undefined;
  let writeProblem: string | undefined;
  let noted: string | undefined;
  let stopped = false;

  function inForce(): ConfigRecord | undefined {
    return configRecord(deps.ledger());
  }

  function use(next: Configuration, record: ConfigRecord): void {
    const before = new Set(config.services.map(({ id }) => id));
    current = next;
    config = withRunning(next.config, running);
    held.clear();
    held.set(next.digest, next);
    failure = undefined;
    const { version, digest, by } = record;
    log.info({ version, digest: shortDigest(digest), by }, `cluster.xml ${nameOf(next)} is in use`);
    const added = config.services.map(({ id }) => id).filter((id) => !before.has(id));
    deps.use(config, digest, added);
    void updateFile(next);
  }

  function note({ version, digest, at, by, why }: ConfigRecord): void {
    if (noted === digest) return;
    noted = digest;
    void source.store.note({ version, digest, at, by, why });
  }

  /** An older file would be the way back at a start without a ledger; a newer one is somebody's work. */
  async function updateFile(next: Configuration): Promise<void> {
    try {
      const there = await source.readFile();
      file = there.configuration;
      fileProblem = there.configuration === undefined ? there.problems : [];
      if (file === undefined || file.config.version >= next.config.version) return;
      await source.writeFile(next.text);
      file = next;
      writeProblem = undefined;
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      writeProblem = `${source.path} could not be replaced by ${nameOf(next)}: ${error.message}`;
    }
  }

  async function catchUp(record: ConfigRecord): Promise<void> {
    const { digest } = record;
    fetching = digest;
    while (!stopped && inForce()?.digest === digest && current.digest !== digest) {
      const text = (await source.store.get(digest)) ?? (await deps.fetch(digest));
      const wrong = text === undefined ? undefined : await keep(text, digest);
      if (text === undefined) {
        const words = `no member that is here has its text: picket config push puts a later version in force`;
        failure = { digest, words };
      } else if (wrong !== undefined && wrong.length > 0) {
        failure = { digest, words: `it can't be used here: ${wrong[0]}` };
      }
      // Another version may have come in force meanwhile, or this one by another way.
      follow();
      if (held.has(digest)) break;
      await pause(clock, FETCH_AGAIN_MS);
    }
    if (fetching === digest) fetching = undefined;
  }

  /** Reads the text and puts it on the disk; what is wrong with it. */
  async function keep(text: string, digest: string): Promise<readonly string[]> {
    if (checksum(text) !== digest) return ['the text was changed on its way'];
    const { configuration, problems } = source.parse(text, `${deps.nodeName}: cluster.xml`);
    if (configuration === undefined) return problems;
    try {
      await source.store.put(configuration.config.version, digest, text);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      return [`${deps.nodeName}: ${error.message}`];
    }
    held.set(digest, configuration);
    return [];
  }

  function follow(): void {
    const record = inForce();
    if (stopped || record === undefined) return;
    const known = held.get(record.digest);
    if (known === undefined) {
      if (fetching !== record.digest) void catchUp(record);
      return;
    }
    if (record.digest !== current.digest) use(known, record);
    note(record);
  }

  function fileWarning(): readonly string[] {
    if (file === undefined) {
      const [first = 'it cannot be read'] = fileProblem;
      return [`${source.path} on this node is not used, ${nameOf(current)} is: ${first}`];
    }
    if (file.digest === current.digest || nameFor(file).meaning === nameFor(current).meaning) return [];
    const { version } = file.config;
    const inUse = `${nameOf(current)} is in force`;
    const push = `picket config push ${source.path}`;
    if (version > current.config.version)
      return [`${source.path} on this node has version ${version}, but ${inUse}: ${push} puts it in force`];
    if (version < current.config.version)
      return [
        `${source.path} on this node has the old version ${version}; ${inUse}: picket config show prints it`,
      ];
    const words = `${source.path} on this node (${shortDigest(file.digest)}) has other content than ${inUse}`;
    return [
      `${words}: raise its config_version, then ${push}; or replace it by what picket config show prints`,
    ];
  }

  return {
    get config() {
      return config;
    },
    get current() {
      return current;
    },
    get file() {
      return file;
    },
    follow,
    behind() {
      const record = inForce();
      if (record === undefined || record.digest === current.digest) return undefined;
      const words = failure?.digest === record.digest ? failure.words : 'it is being fetched';
      return `version ${record.version} of cluster.xml is in force, this node uses ${current.config.version}: ${words}`;
    },
    look: () => ({
      inUse: nameFor(current),
      file: file === undefined ? null : nameFor(file),
    }),
    async prepare(text, digest) {
      const { configuration, problems } = source.parse(text, `${deps.nodeName}: cluster.xml`);
      if (configuration === undefined) return problems;
      const record = inForce();
      const { version } = configuration.config;
      if (record !== undefined && version <= record.version)
        return [`${deps.nodeName}: version ${record.version} is in force: config_version must be higher`];
      const objections = restartObjections(running, configuration.config);
      if (objections.length > 0) return objections.map((words) => `${deps.nodeName}: ${words}`);
      return keep(text, digest);
    },
    textOf: async (digest) =>
      held.get(digest)?.text ?? (file?.digest === digest ? file.text : await source.store.get(digest)),
    async earlier(digest) {
      const text = held.get(digest)?.text ?? (await source.store.get(digest));
      return text === undefined ? undefined : source.parse(text, 'cluster.xml').configuration?.config;
    },
    async reread() {
      const there = await source.readFile();
      file = there.configuration;
      fileProblem = there.configuration === undefined ? there.problems : [];
      return there;
    },
    warnings: () => [...fileWarning(), ...(writeProblem === undefined ? [] : [writeProblem])],
    stop() {
      stopped = true;
    },
  };
}

function nameFor({ config, digest }: Configuration): ConfigName {
  return { version: config.version, digest, meaning: checksum(JSON.stringify(config)) };
}

/**
 * What a daemon begins with. Its file may be newer than what was in force: what only a restart can change is taken from
 * there, so that such a change can be made node by node; all else waits until the file is pushed.
 */
export function runningConfig({ first, file }: ConfigurationSource): ClusterConfig {
  const next = file.configuration?.config;
  const isNewer = next !== undefined && next.version > first.config.version;
  return isNewer ? withRunning(first.config, next) : first.config;
}
