/** `picket guest list|add` and `picket doctor`: guests of all nodes, and what keeps them from running where. */
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import type { GuestAddResult } from '#src/cluster/guest-commands.ts';
import type { ControlClient } from '#src/control/client.ts';
import { columns, oneLine } from './columns.ts';
import { doctorLines, findingLines, guestRows } from './guest-text.ts';
import { CliError } from './run.ts';
import { palette, print, printError, width } from './terminal.ts';
import { user } from './user.ts';

interface AddOptions {
  readonly json?: boolean;
  readonly domain?: string;
  readonly diskDrbd?: readonly string[];
  readonly set?: readonly string[];
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly yes?: boolean;
}

type End = (command: Command, work: (client: ControlClient) => Promise<number>) => Promise<void>;

/** `end` runs what needs the daemon and keeps its exit code. */
export function declareGuest(program: Command, end: End): void {
  const guest = program.command('guest').description('guests of libvirt on all nodes');
  const declare = (parent: Command, usage: string, summary: string, example: string): Command =>
    parent
      .command(usage)
      .description(summary)
      .option('--json', 'print JSON')
      .addHelpText('after', `\nExample:\n  picket ${example}`);

  declare(
    guest,
    'list',
    'all guests: managed or not, where they run, which nodes could',
    'guest list',
  ).action(async (options: { readonly json?: boolean }, command: Command) => {
    await end(command, (client) => list(client, options));
  });
  declare(
    guest,
    'add <name>',
    'look after a guest that libvirt knows: checks all nodes, shows the change, asks',
    'guest add web0 --disk-drbd r0 --domain prefer_n01',
  )
    .option('--domain <name>', 'its failover domain')
    .option('--disk-drbd <resource...>', 'DRBD resources that hold its disks')
    .option('--set <name=value...>', 'other attributes of its <vm>, such as migrate_transport=tls')
    .option('--dry-run', 'change nothing')
    .option('--force', 'also when something speaks against it on a node')
    .option('-y, --yes', "don't ask")
    .action(async (name: string, options: AddOptions, command: Command) => {
      await end(command, (client) => add(client, name, options));
    });
  guest
    .command('may-start <name>', { hidden: true })
    .description('for the hook of libvirt: exit code 0 when the guest may start on this node now')
    .action(async (name: string, _options: unknown, command: Command) => {
      await end(command, (client) => mayStart(client, name));
    });
  declare(
    program,
    'doctor [guest...]',
    'what would keep managed guests from running or migrating, and the way out',
    'doctor web0',
  ).action(async (names: readonly string[], options: { readonly json?: boolean }, command: Command) => {
    await end(command, (client) => doctor(client, names, options));
  });
}

async function mayStart(client: ControlClient, name: string): Promise<number> {
  const { allowed, message } = await client.guestMayStart(name);
  if (!allowed) printError(oneLine(message));
  return allowed ? 0 : 1;
}

async function list(client: ControlClient, { json }: { readonly json?: boolean }): Promise<number> {
  const found = await client.guests([]);
  if (json === true) print(JSON.stringify(found));
  else {
    for (const { node, problem } of found.nodes)
      if (problem !== '') printError(oneLine(`${node}: ${problem}`));
    print(columns(guestRows(found.guests, palette()), width(), 0).join('\n'));
  }
  return found.nodes.every(({ problem }) => problem === '') ? 0 : 1;
}

/** Exit code 0 when nothing stands against any managed guest on any node. */
async function doctor(
  client: ControlClient,
  names: readonly string[],
  { json }: { readonly json?: boolean },
): Promise<number> {
  const found = await client.guests(names);
  const guests = names.length > 0 ? found.guests : found.guests.filter(({ service }) => service !== null);
  const isWell =
    found.nodes.every(({ problem }) => problem === '') &&
    guests.every(({ findings, nodes }) =>
      [...findings, ...nodes.flatMap((node) => node.findings)].every(({ severity }) => severity !== 'error'),
    );
  if (json === true) print(JSON.stringify({ ok: isWell, nodes: found.nodes, guests }));
  else for (const line of doctorLines(found.nodes, guests, palette())) print(line);
  return isWell ? 0 : 1;
}

async function add(client: ControlClient, name: string, options: AddOptions): Promise<number> {
  const { json, domain, diskDrbd = [], dryRun = false, force = false, yes = false } = options;
  const { node } = await client.status();
  const who = `${user()} on ${node}`;
  const attributes = Object.fromEntries((options.set ?? []).map(pair));
  const wanted = { name, drbd: diskDrbd, attributes, force, who, ...(domain !== undefined && { domain }) };
  const plan = await client.guestAdd({ ...wanted, dryRun: true });
  if (json !== true) show(plan);
  const goesOn = plan.ok && !dryRun && (json === true || (await confirmed(yes)));
  const result = goesOn ? await client.guestAdd({ ...wanted, dryRun: false, expect: plan.digest }) : plan;
  if (json === true) {
    print(JSON.stringify(result));
    return result.ok ? 0 : 1;
  }
  if (!result.ok) {
    for (const problem of result.problems) printError(oneLine(problem));
    const more = result.report === null || force ? '' : '; --force adds it in spite of what nodes lack';
    throw new CliError(`${result.message}${more}`);
  }
  if (!goesOn && !dryRun) throw new CliError('nothing was done');
  print(result.message);
  return 0;
}

function pair(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new CliError(`--set takes NAME=VALUE, not ${text}`, 2);
  return [text.slice(0, at), text.slice(at + 1)];
}

function show({ report, diff }: GuestAddResult): void {
  if (report !== null) {
    const running = report.on.find(({ state }) => state !== 'off');
    print(`${report.name} ${running === undefined ? 'does not run' : `runs on ${running.node}`}`);
    for (const line of findingLines(report, palette())) print(line);
  }
  if (diff.length > 0) print(['cluster.xml:', ...diff].map(oneLine).join('\n'));
}

async function confirmed(yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY)
    throw new CliError('there is no terminal to ask at; --yes goes on without asking', 2);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const { promise, resolve } = Promise.withResolvers<string>();
  terminal.on('close', () => resolve(''));
  terminal.question('Put this in force? [y/N] ', (answer) => {
    resolve(answer);
    terminal.close();
  });
  return /^y(?:es)?$/i.test((await promise).trim());
}
