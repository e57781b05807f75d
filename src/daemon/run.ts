/** The daemon's life: put everything together, join, listen to operators and to systemd, and leave. */
import { hostname } from 'node:os';
import { createDrbd } from '#src/agents/drbd/drbd-tools.ts';
import { agents } from '#src/agents/registry.ts';
import { runningConfig } from '#src/cluster/config-desk.ts';
import { createEventLog } from '#src/cluster/event-log.ts';
import { Node } from '#src/cluster/node.ts';
import { serveControl } from '#src/control/server.ts';
import { VERSION } from '#src/control/version.ts';
import { createAgentCatalog } from '#src/fencing/agent-catalog.ts';
import * as sockets from '#src/host/control-socket.ts';
import { type Host, pause } from '#src/host/ports.ts';
import { createDurableFolder, type DurableFolder } from '#src/membership/durable-folder.ts';
import { nextIncarnation } from '#src/membership/incarnation.ts';
import { createLedgerStore } from '#src/membership/ledger-store.ts';
import { openConfiguration } from './config-source.ts';
import type { DaemonOptions } from './options.ts';
import { rebootHost } from './reboot-program.ts';
import { findSelf, readKeys, rereadKeys } from './settings.ts';

export interface Daemon {
  /** Moves the services away and leaves; words when that is impossible, and the node stays. */
  leave(): Promise<string | undefined>;
  /** Ends without touching what runs, for a daemon that takes over at once: the peers are told, and wait for it. */
  restart(): Promise<void>;
  /** Leaves, so that nobody fences this node, and has the host rebooted. */
  reboot(): Promise<RebootOutcome>;
  /** Tells the other nodes why this host was not rebooted. */
  notRebooted(why: string): void;
  reload(): Promise<void>;
}

type RebootOutcome =
  /** The host goes down; the daemon may end. */
  | { readonly kind: 'reboots' }
  /** It could not leave, and goes on as a member. */
  | { readonly kind: 'stays' }
  /** It has left, and the host goes on. */
  | { readonly kind: 'failed'; readonly why: string };

/** An operator's wishes; carried out after what is being answered. */
interface Asked {
  readonly restart: () => void;
  readonly reboot: () => void;
}

/** A restart gets this long to close what is open. */
const END_MS = 5_000;
const HOUSEKEEPING_MS = 60_000;
const STATUS_MS = 5_000;

/** Rejects with SettingsError or HostError when the daemon can't begin. */
export async function runDaemon(options: DaemonOptions, host: Host, asked: Asked): Promise<Daemon> {
  const { files, log, clock, notify, commands } = host;
  await files.makeFolder(options.state, 0o700);
  const folder = createDurableFolder(files, options.state, log);
  const store = createLedgerStore(files, folder, log);
  const { state, problem } = await store.load();
  const versions = `${options.state}/config`;
  const configuration = await openConfiguration(files, log, options.config, versions, state);
  for (const line of configuration.file.problems) log.warn({}, line);
  const config = runningConfig(configuration);
  const self = findSelf(config, options.node, hostname());
  const keys = await readKeys(files, config, process.getuid?.() ?? 0);

  await files.makeFolder(options.run, 0o755);
  const own = state.known.filter(({ id }) => id === self.id).map((member) => member.incarnation);
  const incarnation = await nextIncarnation(files, folder, host.kernel.bootId(), own);

  const events = createEventLog({ clock, files, log, path: `${options.state}/events.jsonl` });
  const node = new Node({
    version: VERSION,
    self,
    incarnation,
    config,
    keys,
    store,
    initial: state,
    agents,
    catalog: createAgentCatalog({ commands, clock, log }),
    events,
    runFolder: options.run,
    guestsFolder: `${options.state}/guests`,
    ...(options.dmiFolder !== undefined && { dmiFolder: options.dmiFolder }),
    drbd: createDrbd(commands, process.env['PATH']),
    ports: host,
    log,
    ...asked,
    configuration,
    rereadKeys: () => rereadKeys(files, config),
  });
  node.warn('ledger', problem);
  log.info({ version: VERSION, node: self.name, cluster: config.name, incarnation }, 'picketd starts');

  const control = { control: node, clock, log, sockets };
  const writable = await serveControl({
    ...control,
    socketPath: `${options.run}/control.sock`,
    access: 'write',
  });
  const readable = await serveControl({
    ...control,
    socketPath: `${options.run}/status.sock`,
    access: 'read',
  });
  await node.start();
  keepHouse(host, node, folder);
  notify.ready();
  log.info({ node: self.name }, 'picketd is ready');

  async function end(): Promise<void> {
    await node.stop();
    await Promise.all([writable.close(), readable.close(), events.flush()]);
  }

  return {
    async restart() {
      log.info({ node: self.name }, 'restarting: the services here go on, the other nodes wait');
      await node.restarting();
      // A fence agent that can't be ended must not outlast the others' patience.
      await Promise.race([end(), pause(clock, END_MS)]);
      log.info({ node: self.name }, 'picketd ends and comes back');
    },
    async reboot() {
      log.info({ node: self.name }, 'an operator wants this host rebooted: leaving the cluster first');
      const stays = await node.leave();
      if (stays !== undefined) {
        log.error({ reason: stays }, 'this node may not leave, so its host is not rebooted');
        await node.notRebooted(`it could not leave the cluster: ${stays}`);
        return { kind: 'stays' };
      }
      const why = await rebootHost(commands, process.env);
      if (why === undefined) {
        notify.stopping();
        log.info({ node: self.name }, 'left the cluster; the host reboots, picketd ends');
      } else log.error({ reason: why }, 'the host is not rebooted; picketd starts anew and joins again');
      await Promise.race([end(), pause(clock, END_MS)]);
      return why === undefined ? { kind: 'reboots' } : { kind: 'failed', why };
    },
    notRebooted: (why) => void node.notRebooted(why),
    async leave() {
      notify.stopping();
      log.info({ node: self.name }, 'leaving the cluster: the services here move away or stop');
      const stays = await node.leave();
      if (stays !== undefined) return stays;
      await end();
      log.info({ node: self.name }, 'left the cluster; picketd ends');
      return undefined;
    },
    async reload() {
      notify.reloading();
      const result = await node.reload();
      if (result.ok) log.info({ problems: result.problems }, result.message);
      else log.error({ problems: result.problems }, result.message);
      notify.ready();
    },
  };
}

/** The watchdog, the line in `systemctl status`, the ballast. */
function keepHouse({ clock, notify, log }: Host, node: Node, folder: DurableFolder): void {
  const { watchdogInterval } = notify;
  const repeat = (every: number, work: () => void): void => {
    work();
    clock.after(every, () => repeat(every, work));
  };
  if (watchdogInterval !== undefined) repeat(watchdogInterval, () => notify.watchdog());
  let last = '';
  repeat(STATUS_MS, () => {
    const line = statusLine(node);
    if (line !== last) notify.status(line);
    last = line;
    node.warn('disk', folder.full ? `the disk under ${folder.path} is full: make room` : undefined);
  });
  let complained = false;
  repeat(HOUSEKEEPING_MS, () => {
    folder.layBallast().catch((error: unknown) => {
      if (!complained) log.warn({ error }, 'the ballast file could not be laid');
      complained = true;
    });
  });
}

function statusLine(node: Node): string {
  const { state, view, services, node: name, waits } = node.status();
  const here = services.filter(({ owner, state: its }) => owner === name && its === 'started').length;
  const members = view === null ? state : `${view.members.length} members, coordinator ${view.coordinator}`;
  const waiting = waits[0] === undefined ? '' : `; ${waits[0].what}`;
  return `${members}; ${here} of ${services.length} services here${waiting}`;
}
