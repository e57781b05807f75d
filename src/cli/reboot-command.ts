/** `picket reboot NODE`: empties a node, has it rebooted, waits for its return, and says where everything is then. */
import type { CommandResult } from '#src/cluster/commands.ts';
import type { NodeStatus, StatusDocument } from '#src/cluster/status.ts';
import { parseDuration } from '#src/config/duration.ts';
import type { ControlClient } from '#src/control/client.ts';
import { ControlError } from '#src/control/client-error.ts';
import { createClock } from '#src/host/clock.ts';
import { type Millis, pause } from '#src/host/ports.ts';
import { withProgress } from './progress.ts';
import { CliError } from './run.ts';
import { type OrderOptions, report } from './service-command.ts';
import { print, printError } from './terminal.ts';
import { user } from './user.ts';

export interface RebootOptions extends OrderOptions {
  readonly wait?: boolean;
  readonly stop?: boolean;
  /** As typed. */
  readonly timeout?: string;
}

interface Place {
  readonly service: string;
  /** Null when it runs nowhere. */
  readonly owner: string | null;
}

/** What `--json` prints. */
interface RebootReport extends CommandResult {
  /** Where the services are now that ran on the node before. */
  readonly services: readonly Place[];
}

/** Servers with much memory take ten minutes to boot. */
const WAIT_MS: Millis = 30 * 60_000;
const LOOK_MS: Millis = 1_000;

/** Exit code 0: the node is back; with --no-wait, and on the node itself: it is on its way. */
export async function rebootCommand(
  client: ControlClient,
  node: string,
  { json = false, quiet = false, wait = true, stop = false, timeout }: RebootOptions,
): Promise<number> {
  const patience = timeout === undefined ? WAIT_MS : parseDuration(timeout, 'plain');
  if (patience === undefined || patience === 0)
    throw new CliError(`--timeout ${timeout}: give a time such as 90s, 20min or 1h`, 2);
  const clock = createClock();
  const deadline = clock.now() + patience;
  const before = await client.status();
  const had = before.services.filter(({ owner }) => owner === node).map(({ id }) => id);
  const tell = (line: string): void => (json || quiet ? undefined : printError(line));
  const order = { verb: 'reboot', node, who: user(), wait, stop, timeout: patience } as const;

  const work = async (): Promise<RebootReport> => {
    const result = await client.restrict(order);
    if (result.code !== 'SUCCESS' || !wait) return { ...result, services: [] };
    tell(result.message);
    const looking = { client, before, node, had, left: () => deadline - clock.now() };
    for (;;) {
      const outcome = await look(looking);
      if (outcome !== undefined) return outcome;
      await pause(clock, LOOK_MS);
    }
  };
  const silent = json || quiet || !wait;
  const concerns = (event: { readonly node?: string; readonly service?: string }): boolean =>
    event.node === node || (event.service !== undefined && had.includes(event.service));
  const done = silent ? await work() : await withProgress(client, concerns, work);
  const code = report(done, node, 'reboot', json);
  if (!json) for (const line of places(done.services, node)) print(line);
  return code;
}

interface Looking {
  readonly client: ControlClient;
  readonly before: StatusDocument;
  readonly node: string;
  /** Services that ran there. */
  readonly had: readonly string[];
  /** ms. */
  readonly left: () => Millis;
}

/** How it ended; undefined while it goes on. */
async function look({ client, before, node, had, left }: Looking): Promise<RebootReport | undefined> {
  const status = await client.status().catch((error: unknown) => {
    if (error instanceof ControlError && error.kind !== 'denied') return undefined;
    throw error;
  });
  const local = before.node === node;
  if (status === undefined && local)
    return outcome('SUCCESS', `${node} goes down; it is back in service by itself: picket status`);
  const was = find(before, node);
  const now = status === undefined ? undefined : find(status, node);
  const failed = now?.reboot?.failed;
  if (typeof failed === 'string')
    return outcome(
      'FAIL',
      `${node} is not rebooted: ${failed}; it stays in standby: picket online ${node}, or again: picket reboot ${node}`,
    );
  const isBack = now?.standing === 'member' && now.reboot === undefined && now.since !== was?.since;
  if (status !== undefined && isBack) return back(status, now, had);
  if (left() > 0) return undefined;
  const state = now === undefined ? 'picketd here does not answer' : `${now.standing}: ${now.why}`;
  return outcome(
    'FAIL',
    `${node} is not back in time (${state}); it stays in standby until it has booted: picket status`,
  );
}

function back(status: StatusDocument, node: NodeStatus, had: readonly string[]): RebootReport {
  const { name, standby } = node;
  const services = status.services
    .filter(({ id }) => had.includes(id))
    .map(({ id, owner, state }) => ({ service: id, owner: state === 'started' ? owner : null }));
  const message =
    standby === undefined
      ? `${name} is back, and takes services again`
      : `${name} is back, and stays in standby as before${standby.who === '' ? '' : ` (by ${standby.who})`}: picket online ${name}`;
  return { ...outcome('SUCCESS', message), services };
}

function find({ nodes }: StatusDocument, node: string): NodeStatus | undefined {
  return nodes.find(({ name }) => name === node);
}

function outcome(code: CommandResult['code'], message: string): RebootReport {
  return { code, message, owner: null, services: [] };
}

function places(services: readonly Place[], node: string): readonly string[] {
  const lines = services.map(
    ({ service, owner }) => `  ${service} ${owner === null ? 'is not running now' : `runs on ${owner}`}`,
  );
  if (services.every(({ owner }) => owner === node)) return lines;
  return [
    ...lines,
    `  What auto_failback covers comes back by itself; for the rest: picket migrate|relocate SERVICE ${node}`,
  ];
}
