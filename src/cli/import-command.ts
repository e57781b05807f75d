/** `picket config import`: a cluster.xml from Heartbeat's ha.cf and haresources, written only if it is a good one. */
import { basename, dirname, join } from 'node:path';
import { agents } from '#src/agents/registry.ts';
import { explainAuthkeys } from '#src/config/heartbeat-import/authkeys.ts';
import { type Finding, formatFinding } from '#src/config/heartbeat-import/findings.ts';
import type { SourceText } from '#src/config/heartbeat-import/ha-cf-lines.ts';
import { type ImportResult, importHeartbeat, namedStonithFile } from '#src/config/heartbeat-import/import.ts';
import { generateKey } from '#src/config/key-file.ts';
import { loadConfig } from '#src/config/load.ts';
import { createFiles } from '#src/host/files.ts';
import type { Files } from '#src/host/ports.ts';
import { createRandom } from '#src/host/random.ts';
import { oneLine } from './columns.ts';
import { CliError } from './run.ts';
import { print, printError } from './terminal.ts';

export interface ImportCommandOptions {
  readonly json?: boolean;
  readonly 'ha.cf': string;
  readonly haresources?: string;
  readonly authkeys?: string;
  readonly output?: string;
  readonly name?: string;
  /** NODE=IP or NODE/LINK=IP. */
  readonly address?: readonly string[];
  /** NODE=PLUG or NODE=DEVICE/PLUG. */
  readonly outlet?: readonly string[];
  readonly systemd?: boolean;
  /** False with --no-fencing. */
  readonly fencing?: boolean;
}

/** Where the files are to lie on the nodes. */
const FOLDER = '/etc/picket';
const KEY_FILE = 'authkey';
const ONLY_OWNER = 0o600;
const EVERYBODY_READS = 0o644;
const SIZE_LIMIT = 4 * 1024 * 1024;

interface NewFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

/**
 * Exit code 0 when a cluster.xml that `picket check` accepts was written (to standard output without --output), else 1,
 * and then nothing is written. Existing files are never replaced. Keys and passwords are never printed, but for the
 * one kind that only cluster.xml can hold.
 */
export async function importCommand(options: ImportCommandOptions): Promise<number> {
  const files = createFiles();
  const { output } = options;
  const haCf = await readText(files, options['ha.cf']);
  const haresources =
    options.haresources === undefined ? undefined : await readText(files, options.haresources);
  const authkeys = options.authkeys === undefined ? undefined : await readText(files, options.authkeys);
  const result = importHeartbeat(
    { haCf, haresources },
    {
      name: options.name,
      addresses: (options.address ?? []).map(readAddress),
      outlets: (options.outlet ?? []).map(readOutlet),
      systemd: options.systemd === true,
      noFencing: options.fencing === false,
      stonithFile: await readStonithFile(files, haCf),
      folder: FOLDER,
    },
  );
  const notes = [...result.notes];
  const problems = [...result.problems];
  if (haresources === undefined)
    notes.push({ file: haCf.file, line: undefined, message: 'no --haresources: the file has no services' });
  if (authkeys !== undefined) notes.push(explainAuthkeys(authkeys));
  const name = output ?? 'cluster.xml';
  if (result.xml !== undefined) check(result.xml, name, notes, problems);
  const created =
    result.xml === undefined ? [] : newFiles(output, result.xml, result, authkeys !== undefined);
  for (const { path } of created)
    if ((await files.stat(path)) !== undefined)
      problems.push({ file: path, line: undefined, message: 'the file exists, and is not replaced' });
  const ok = problems.length === 0;
  if (ok) for (const file of created) await write(files, file);
  report(options, result, created, notes, problems);
  return ok ? 0 : 1;
}

/** What picket check would say of the file is said now: its warnings are notes. */
function check(xml: string, name: string, notes: Finding[], problems: Finding[]): void {
  for (const problem of loadConfig(xml, name, agents).problems) {
    const { line, severity, message, hint } = problem;
    const list = severity === 'error' ? problems : notes;
    list.push({ file: name, line, message: hint === undefined ? message : `${message} (${hint})` });
  }
}

function newFiles(
  output: string | undefined,
  xml: string,
  { secrets, secretInside }: ImportResult,
  withKey: boolean,
): readonly NewFile[] {
  if (output === undefined) return [];
  const folder = dirname(output);
  const key = { path: join(folder, KEY_FILE), text: generateKey(createRandom()), mode: ONLY_OWNER };
  return [
    // The file that makes it a cluster comes last, when all that it names is there.
    ...(withKey ? [key] : []),
    ...secrets.map(({ name, text }) => ({ path: join(folder, name), text, mode: ONLY_OWNER })),
    { path: output, text: xml, mode: secretInside ? ONLY_OWNER : EVERYBODY_READS },
  ];
}

function report(
  { json, output, authkeys }: ImportCommandOptions,
  { xml, secrets }: ImportResult,
  created: readonly NewFile[],
  notes: readonly Finding[],
  problems: readonly Finding[],
): void {
  const ok = problems.length === 0;
  const paths = ok ? created.map(({ path }) => path) : [];
  if (json === true) {
    const text = ok && output === undefined ? { xml } : {};
    print(JSON.stringify({ ok, files: paths, notes, problems, ...text }));
    return;
  }
  if (!ok) {
    for (const finding of problems) printError(`error: ${oneLine(formatFinding(finding))}`);
    const others = notes.length === 0 ? '' : ` (${notes.length} notes follow once these are settled)`;
    printError(`nothing is written: ${problems.length} to settle first${others}`);
    return;
  }
  if (output === undefined) process.stdout.write(xml ?? '');
  for (const finding of notes) printError(`note: ${oneLine(formatFinding(finding))}`);
  if (output === undefined) {
    for (const { name } of secrets)
      printError(`note: write the password for ${FOLDER}/${name} there, mode 0600; --output FILE does it`);
    if (authkeys !== undefined)
      printError(`note: make the key with: picket keygen ${FOLDER}/${KEY_FILE}; --output FILE does it`);
    return;
  }
  for (const path of paths) printError(`written: ${path}`);
  const keygen = authkeys === undefined ? ` Make the key with: picket keygen ${FOLDER}/${KEY_FILE}.` : '';
  printError(
    `Read the notes, then copy ${names(created)} to ${FOLDER} on every node, with the same modes.${keygen}`,
  );
}

function names(created: readonly NewFile[]): string {
  return created.map(({ path }) => basename(path)).join(', ');
}

async function write(files: Files, { path, text, mode }: NewFile): Promise<void> {
  await files.writeDurably(path, new TextEncoder().encode(text), mode);
}

async function readText(files: Files, path: string): Promise<SourceText> {
  const stat = await files.stat(path);
  if (stat === undefined) throw new CliError(`there is no file ${path}`);
  if (stat.kind !== 'file') throw new CliError(`${path} is no file`);
  if (stat.size > SIZE_LIMIT)
    throw new CliError(`${path} has ${stat.size} bytes; that is no file of Heartbeat`);
  const data = await files.read(path);
  if (data === undefined) throw new CliError(`there is no file ${path}`);
  return { file: path, text: new TextDecoder().decode(data) };
}

/** `stonith TYPE FILE` names it; on one of the nodes it is there. */
async function readStonithFile(files: Files, haCf: SourceText): Promise<SourceText | undefined> {
  const path = namedStonithFile(haCf);
  if (path === undefined || (await files.stat(path))?.kind !== 'file') return undefined;
  return readText(files, path);
}

function readAddress(text: string): {
  readonly node: string;
  readonly link: string | undefined;
  readonly ip: string;
} {
  const found = /^([^=/]+)(?:\/([^=]+))?=(.+)$/.exec(text);
  if (found === null) throw new CliError(`--address must be NODE=IP or NODE/LINK=IP, not "${text}"`, 2);
  return { node: found[1] ?? '', link: found[2], ip: found[3] ?? '' };
}

function readOutlet(text: string): {
  readonly node: string;
  readonly device: string | undefined;
  readonly plug: string;
} {
  const found = /^([^=]+)=(?:([^/]+)\/)?([^/]+)$/.exec(text);
  if (found === null) throw new CliError(`--outlet must be NODE=PLUG or NODE=DEVICE/PLUG, not "${text}"`, 2);
  return { node: found[1] ?? '', device: found[2], plug: found[3] ?? '' };
}
