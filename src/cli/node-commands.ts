/** `picket fence` and `picket confirm-down`: the two orders that can destroy something, so they ask first. */
import { createInterface } from 'node:readline';
import type { StatusDocument } from '#src/cluster/status.ts';
import type { ControlClient } from '#src/control/client.ts';
import { withProgress } from './progress.ts';
import { CliError } from './run.ts';
import { type OrderOptions, report } from './service-command.ts';
import { printError } from './terminal.ts';
import { user } from './user.ts';

export interface AskOptions extends OrderOptions {
  readonly yes?: boolean;
}

/** Exit code 0 when the node is confirmed off. */
export async function fenceCommand(
  client: ControlClient,
  node: string,
  action: 'off' | 'reboot',
  options: AskOptions,
): Promise<number> {
  const status = await client.status();
  requireNode(status, node);
  const what = action === 'off' ? 'powered off' : 'powered off and on again';
  await ask(node, options, `${node} will be ${what}. ${runs(status, node)}`);
  const order = (): ReturnType<ControlClient['fence']> => client.fence({ node, action });
  const silent = options.json === true || options.quiet === true;
  const result = silent ? await order() : await withProgress(client, (event) => event.node === node, order);
  return report(result, node, 'fence', options.json === true);
}

/** Exit code 0 when it is recorded. The record names the user, also behind sudo. */
export async function confirmDownCommand(
  client: ControlClient,
  node: string,
  options: AskOptions,
): Promise<number> {
  const status = await client.status();
  requireNode(status, node);
  const danger =
    `Confirm only what you have seen: ${node} is powered off, or its power is unplugged.\n` +
    `If it still runs, its services will run twice and their disks will be destroyed. ${runs(status, node)}`;
  await ask(node, options, danger);
  return report(await client.confirmDown({ node, who: user() }), node, 'confirm-down', options.json === true);
}

/** Throws CliError with the names that there are. */
export function requireNode(status: StatusDocument, node: string): void {
  if (status.nodes.some((each) => each.name === node)) return;
  const names = status.nodes.map((each) => each.name).join(', ');
  throw new CliError(`there is no node ${node}; the nodes of this cluster are ${names}`);
}

function runs(status: StatusDocument, node: string): string {
  const owned = status.services.filter((service) => service.owner === node).map((service) => service.id);
  if (owned.length === 0) return 'It owns no services.';
  const more = owned.length > 5 ? ` and ${owned.length - 5} more` : '';
  return `It owns ${owned.slice(0, 5).join(', ')}${more}.`;
}

async function ask(node: string, { yes }: AskOptions, warning: string): Promise<void> {
  if (yes === true) return;
  if (!process.stdin.isTTY) {
    throw new CliError('there is no terminal to ask at; --yes goes on without asking', 2);
  }
  printError(warning);
  const answer = await question(`Type the node's name to go on: `);
  if (answer.trim() !== node) throw new CliError('nothing was done');
}

function question(text: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    terminal.on('close', () => resolve(''));
    terminal.question(text, (answer) => {
      resolve(answer);
      terminal.close();
    });
  });
}
