/** `picket config show|diff|push|history`: the configuration of a running cluster. */
import type { Command } from 'commander';
import type { ConfigDocument, ConfigVersion } from '#src/cluster/commands.ts';
import type { ControlClient } from '#src/control/client.ts';
import { createClock } from '#src/host/clock.ts';
import { createFiles } from '#src/host/files.ts';
import { columns, oneLine } from './columns.ts';
import { diffLines } from './config-diff-text.ts';
import { withProgress } from './progress.ts';
import { CliError } from './run.ts';
import { print, printError, width } from './terminal.ts';
import { since, stamp } from './times.ts';
import { user } from './user.ts';

interface Options {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly message?: string;
}

const SIZE_LIMIT = 4 * 1024 * 1024;

/** `end` runs what needs the daemon and keeps its exit code. */
export function declareConfig(
  config: Command,
  end: (command: Command, work: (client: ControlClient) => Promise<number>) => Promise<void>,
): void {
  const declare = (usage: string, summary: string, example: string): Command =>
    config
      .command(usage)
      .description(summary)
      .option('--json', 'print JSON')
      .addHelpText('after', `\nExample:\n  picket config ${example}`);

  declare('show [version]', 'print cluster.xml as it is in force, without passwords', 'show').action(
    async (version: string | undefined, options: Options, command: Command) => {
      await end(command, (client) => show(client, version, options));
    },
  );
  declare(
    'diff <file>',
    'what putting a file in force would stop and start; nothing is touched',
    'diff ./cluster.xml',
  ).action(async (file: string, options: Options, command: Command) => {
    await end(command, (client) => diff(client, file, options));
  });
  declare(
    'push <file>',
    'put a file in force on all nodes, or on none; only what it touches restarts',
    'push ./cluster.xml -m "more memory for web"',
  )
    .option('-m, --message <why>', 'why, for the history')
    .option('-q, --quiet', 'no progress lines')
    .action(async (file: string, options: Options, command: Command) => {
      await end(command, (client) => push(client, file, options));
    });
  declare('history', 'versions that were in force: when, by whom, why', 'history').action(
    async (options: Options, command: Command) => {
      await end(command, (client) => history(client, options));
    },
  );
}

/** The text goes to standard output, what is known about it to standard error, so that a pipe gets a file. */
async function show(client: ControlClient, version: string | undefined, { json }: Options): Promise<number> {
  if (version !== undefined && !/^\d{1,15}$/.test(version))
    throw new CliError(`${version} is no version: picket config history lists them`, 2);
  const document = await client.config(version === undefined ? undefined : Number(version));
  if (json === true) {
    print(JSON.stringify(document));
    return 0;
  }
  for (const line of headLines(document, createClock().wall())) printError(oneLine(line));
  print(document.text.replace(/\n$/, ''));
  return 0;
}

function headLines(document: ConfigDocument, now: number): readonly string[] {
  const { version, digest, inUse, by, why, file, changing } = document;
  const when = document.since === null ? '' : `, since ${since(document.since, now)}`;
  const who = by === '' ? '' : `, by ${by}${why === '' ? '' : `: ${why}`}`;
  const lines = [`version ${version} (${digest.slice(0, 12)})${inUse ? ' is in use' : ''}${when}${who}`];
  if (changing.length > 0) lines.push(`not following it yet: ${changing.join(', ')}`);
  if (inUse && file !== null && file.digest !== digest)
    lines.push(`${file.path} is another one: version ${file.version} (${file.digest.slice(0, 12)})`);
  return lines;
}

async function diff(client: ControlClient, file: string, { json }: Options): Promise<number> {
  const found = await client.configDiff(await readText(file), file);
  if (json === true) print(JSON.stringify(found));
  else {
    for (const problem of found.problems) printError(oneLine(problem));
    for (const line of diffLines(found)) print(oneLine(line));
  }
  return found.ok ? 0 : 1;
}

async function push(client: ControlClient, file: string, options: Options): Promise<number> {
  const { json, quiet, message = '' } = options;
  const text = await readText(file);
  const { node } = await client.status();
  const command = { text, name: file, who: `${user()} on ${node}`, why: message };
  const order = (): ReturnType<ControlClient['configPush']> => client.configPush(command);
  const result =
    json === true || quiet === true
      ? await order()
      : await withProgress(
          client,
          ({ name, service }) => service !== undefined || /^config\./.test(name),
          order,
        );
  if (json === true) {
    print(JSON.stringify(result));
    return result.ok ? 0 : 1;
  }
  for (const problem of result.problems) printError(oneLine(problem));
  if (!result.ok) throw new CliError(result.message);
  print(result.message);
  return 0;
}

async function history(client: ControlClient, { json }: Options): Promise<number> {
  const versions = await client.configHistory();
  if (json === true) print(JSON.stringify({ versions }));
  else for (const line of historyLines(versions, width())) print(line);
  return 0;
}

function historyLines(versions: readonly ConfigVersion[], wide: number): readonly string[] {
  const head = ['Version', 'Digest', 'Since', 'By', 'Why'].map((text) => ({ text }));
  const rows = versions.map(({ version, digest, at, by, why, inUse }) => {
    const when = at === 0 ? '-' : stamp(at).slice(0, 19);
    return [`${version}${inUse ? ' *' : ''}`, digest.slice(0, 12), when, by, why].map((text) => ({ text }));
  });
  return columns([head, ...rows], wide, 0);
}

async function readText(path: string): Promise<string> {
  const files = createFiles();
  const stat = await files.stat(path);
  if (stat === undefined) throw new CliError(`there is no file ${path}`);
  if (stat.kind === 'folder') throw new CliError(`${path} is a folder; name the file in it`);
  if (stat.size > SIZE_LIMIT) throw new CliError(`${path} has ${stat.size} bytes; that is no cluster.xml`);
  return new TextDecoder().decode(await files.read(path));
}
