/**
 * `picket check`: everything that is wrong with a cluster.xml, at once, also in the eyes of this host's fence agents; for
 * this host's own file also its key.
 */
import { agents } from '#src/agents/registry.ts';
import { loadKey } from '#src/config/key-file.ts';
import { loadConfig } from '#src/config/load.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import { sortProblems } from '#src/config/problems.ts';
import { countProblems, formatProblems } from '#src/config/report.ts';
import { createFiles } from '#src/host/files.ts';
import type { Files } from '#src/host/ports.ts';
import { fencingProblems } from './check-agents.ts';
import { oneLine } from './columns.ts';
import { quorumWords } from './quorum-words.ts';
import { CliError } from './run.ts';
import { print, printError } from './terminal.ts';

/** Read in this order when no file is named. */
const USUAL_FILES = ['/etc/picket/cluster.xml', '/etc/cluster/cluster.conf'];
/** Where the daemon looks for it. */
const AGENT_FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const SIZE_LIMIT = 64 * 1024 * 1024;

/** Exit code 0 when there is no error (warnings are fine), else 1. */
export async function checkCommand(
  file: string | undefined,
  { json }: { readonly json?: boolean },
): Promise<number> {
  const files = createFiles();
  const { path, text } = await find(files, file === undefined ? USUAL_FILES : [file]);
  const { config: read, problems: found, fencePlaces } = loadConfig(text, path, agents);
  const ofAgents =
    read === undefined || fencePlaces === undefined
      ? []
      : await fencingProblems(read, fencePlaces, path, files);
  const problems = sortProblems([...found, ...ofAgents]);
  const config = problems.some(({ severity }) => severity === 'error') ? undefined : read;
  const key =
    file === undefined && config !== undefined ? await keyProblem(files, config.heartbeat.auth) : undefined;
  const ok = config !== undefined && key === undefined;
  if (json === true) {
    print(JSON.stringify({ ok, file: path, problems, key: key ?? null }));
    return ok ? 0 : 1;
  }
  for (const line of formatProblems(problems)) printError(oneLine(line));
  const noPing = file === undefined && config !== undefined && !(await canPing(files, config));
  if (noPing) printError('warning: the program ping is not installed here: ping targets have no say');
  if (key !== undefined) printError(`error: ${key}`);
  const keyCount = key === undefined ? '' : ', and the key is not usable';
  const size =
    config === undefined ? '' : ` (nodes: ${config.nodes.length}, services: ${config.services.length})`;
  (ok ? print : printError)(`${path}: ${countProblems(problems)}${keyCount}${size}`);
  if (config !== undefined) for (const line of quorumWords(config)) print(line);
  return ok ? 0 : 1;
}

/** Only where it matters. */
async function canPing(files: Files, { heartbeat, quorum }: ClusterConfig): Promise<boolean> {
  if (heartbeat.ping.length === 0 || !quorum.twoNode) return true;
  for (const folder of AGENT_FOLDERS) if ((await files.stat(`${folder}/ping`)) !== undefined) return true;
  return false;
}

async function find(
  files: Files,
  paths: readonly string[],
): Promise<{ readonly path: string; readonly text: string }> {
  for (const path of paths) {
    const stat = await files.stat(path);
    if (stat === undefined) continue;
    if (stat.kind === 'folder') throw new CliError(`${path} is a folder; name the file in it`);
    if (stat.size > SIZE_LIMIT) throw new CliError(`${path} has ${stat.size} bytes; that is no cluster.xml`);
    const data = await files.read(path);
    if (data !== undefined) return { path, text: new TextDecoder().decode(data) };
  }
  const [first = '', ...others] = paths;
  if (others.length === 0) throw new CliError(`there is no file ${first}`);
  throw new CliError(`there is neither ${paths.join(' nor ')}; name the file: picket check FILE`);
}

async function keyProblem(files: Files, path: string): Promise<string | undefined> {
  const result = await loadKey(files, path, process.getuid?.() ?? 0);
  return result.ok ? undefined : result.problem;
}
