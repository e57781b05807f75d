/** `picket enable|disable|stop|restart|relocate|freeze|thaw`: one order for one service, and how it ended. */
import type { CommandResult, ServiceCommand } from '#src/cluster/commands.ts';
import type { ControlClient } from '#src/control/client.ts';
import { withProgress } from './progress.ts';
import { CliError } from './run.ts';
import { print } from './terminal.ts';
import { user } from './user.ts';

export interface OrderOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Exit code 0 when it is as wanted now (also: it ran already), else 1. */
export async function serviceCommand(
  client: ControlClient,
  command: ServiceCommand,
  { json, quiet }: OrderOptions,
): Promise<number> {
  const id = command.service.includes(':') ? command.service : `service:${command.service}`;
  const order = (): Promise<CommandResult> => client.service({ ...command, service: id, who: user() });
  const result =
    json === true || quiet === true
      ? await order()
      : await withProgress(client, (event) => event.service === id, order);
  return report(result, id, command.verb, json === true);
}

/** Prints the result; throws CliError for a failure that is to be told as text. */
export function report(result: CommandResult, subject: string, verb: string, json: boolean): number {
  const good = result.code === 'SUCCESS' || result.code === 'RUN';
  if (json) {
    print(JSON.stringify(result));
    return good ? 0 : 1;
  }
  const said =
    result.message === '' ? `${verb}: ${good ? 'done' : 'failed'} (${result.code})` : result.message;
  const line = said.startsWith(subject) ? said : `${subject}: ${said}`;
  if (!good) throw new CliError(line);
  print(line);
  return 0;
}
