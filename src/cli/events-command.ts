/** `picket events`: what happened on this node's watch, one line each, or the story of one failover. */
import type { ClusterEvent } from '#src/cluster/status.ts';
import type { ControlClient } from '#src/control/client.ts';
import { oneLine } from './columns.ts';
import { CliError } from './run.ts';
import { print } from './terminal.ts';
import { stamp } from './times.ts';

export interface EventsOptions {
  readonly json?: boolean;
  readonly follow?: boolean;
  readonly after?: string;
  readonly failover?: string;
}

/** With `follow` it goes on until the process ends or the daemon goes away. */
export async function eventsCommand(client: ControlClient, options: EventsOptions): Promise<number> {
  const after = number(options.after ?? '0');
  let base: number | undefined;
  const show = (event: ClusterEvent): void => {
    if (options.failover !== undefined && event.failover !== options.failover) return;
    base ??= event.at;
    print(
      options.json === true
        ? JSON.stringify(event)
        : line(event, options.failover === undefined ? undefined : base),
    );
  };
  if (options.follow === true) {
    await client.follow({ after }, show);
    return 0;
  }
  for (const event of await client.events(after)) show(event);
  if (options.failover !== undefined && base === undefined) {
    throw new CliError(
      `no kept event belongs to failover ${options.failover}; picket events --json shows the ids`,
    );
  }
  return 0;
}

/** With `base`: seconds since then instead of the time of day. */
function line(event: ClusterEvent, base: number | undefined): string {
  const time =
    base === undefined ? stamp(event.at) : `+${((event.at - base) / 1000).toFixed(3).padStart(8)} s`;
  return `${time}  ${event.name.padEnd(18)} ${oneLine(event.message)}`;
}

function number(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new CliError(`--after takes a number of an event, not ${text}`, 2);
  return Number(text);
}
