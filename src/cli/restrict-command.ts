/** `picket standby|reboot|online|lock|unlock|maintenance`: words about a whole node or the whole cluster. */
import { Argument, type Command } from 'commander';
import type { RestrictCommand } from '#src/cluster/commands.ts';
import type { ControlClient } from '#src/control/client.ts';
import { withProgress } from './progress.ts';
import type { RebootOptions } from './reboot-command.ts';
import { type OrderOptions, report } from './service-command.ts';
import { user } from './user.ts';

interface StandbyOptions extends OrderOptions {
  readonly wait?: boolean;
  readonly stop?: boolean;
}

/** `end` runs what needs the daemon and keeps its exit code. */
export function declareRestrict(
  program: Command,
  end: (command: Command, work: (client: ControlClient) => Promise<number>) => Promise<void>,
): void {
  const declare = (usage: string, summary: string, example: string): Command =>
    program
      .command(usage)
      .description(summary)
      .option('--json', 'print JSON')
      .addHelpText('after', `\nExample:\n  picket ${example}`);

  declare(
    'standby <node>',
    'move everything away from a node and place nothing there, until online',
    'standby node2 --wait',
  )
    .option('-w, --wait', 'come back when all that can move has moved')
    .option('--stop', 'stop what no other node can take')
    .option('-q, --quiet', 'no progress lines')
    .action(async (node: string, options: StandbyOptions, command: Command) => {
      await end(command, (client) => standby(client, node, options));
    });

  declare(
    'reboot <node>',
    'move everything away from a node, reboot it, and take it back when it has booted',
    'reboot node2',
  )
    .option('--no-wait', 'come back at once; the rest goes on by itself')
    .option('--stop', 'stop what no other node can take; without it nothing is rebooted then')
    .option('--timeout <time>', 'how long all of it may take, such as 45min (default: 30min)')
    .option('-q, --quiet', 'no progress lines')
    .action(async (node: string, options: RebootOptions, command: Command) => {
      const { rebootCommand } = await import('./reboot-command.ts');
      await end(command, (client) => rebootCommand(client, node, options));
    });

  declare(
    'online <node>',
    'end standby; let in a node that stays out after too many fences',
    'online node2',
  ).action(async (node: string, options: OrderOptions, command: Command) => {
    await end(command, (client) => say(client, { verb: 'online', node }, node, options));
  });

  for (const [verb, summary] of [
    ['lock', 'start nothing until unlock; stops, checks and restarts in place go on'],
    ['unlock', 'end lock; what waits is started'],
  ] as const) {
    declare(verb, summary, verb).action(async (options: OrderOptions, command: Command) => {
      await end(command, (client) => say(client, { verb }, 'cluster', options));
    });
  }

  declare('maintenance', 'leave all services alone (on), or look after them again (off)', 'maintenance on')
    .addArgument(new Argument('<state>').choices(['on', 'off']))
    .action(async (state: 'on' | 'off', options: OrderOptions, command: Command) => {
      const verb = state === 'on' ? 'maintenance-on' : 'maintenance-off';
      await end(command, (client) => say(client, { verb }, 'cluster', options));
    });
}

async function say(
  client: ControlClient,
  command: RestrictCommand,
  subject: string,
  { json }: OrderOptions,
): Promise<number> {
  return report(await client.restrict({ ...command, who: user() }), subject, command.verb, json === true);
}

async function standby(
  client: ControlClient,
  node: string,
  { json, quiet, wait = false, stop = false }: StandbyOptions,
): Promise<number> {
  const order = (): ReturnType<ControlClient['restrict']> =>
    client.restrict({ verb: 'standby', node, who: user(), wait, stop });
  const silent = json === true || quiet === true || !wait;
  const result = silent
    ? await order()
    : await withProgress(client, ({ service, node: at }) => service !== undefined || at === node, order);
  return report(result, node, 'standby', json === true);
}
