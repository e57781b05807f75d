/** Where the daemon gets cluster.xml from: its file, the version that was in force here last, and the versions kept. */
import { agents } from '#src/agents/registry.ts';
import { configRecord } from '#src/cluster/config-record.ts';
import { createConfigStore } from '#src/cluster/config-store.ts';
import type { Configuration, ConfigurationSource, ReadFile } from '#src/cluster/configuration.ts';
import { loadConfig } from '#src/config/load.ts';
import { formatProblem } from '#src/config/report.ts';
import { type Files, HostError, type Log } from '#src/host/ports.ts';
import { toLedger } from '#src/membership/ledger.ts';
import type { DurableState } from '#src/membership/ledger-store.ts';
import { checksum } from '#src/wire/checksum.ts';
import { SettingsError } from './settings.ts';

const OLD_CONFIG = '/etc/cluster/cluster.conf';
export const DEFAULT_CONFIG = '/etc/picket/cluster.xml';
/** A new file: for its owner and group, since it may hold passwords. */
const NEW_MODE = 0o640;

/**
 * `path` is the file, `folder` keeps the versions. A version that was in force goes before a newer file, which has to
 * be pushed first. Throws SettingsError when there is nothing to begin with.
 */
export async function openConfiguration(
  files: Files,
  log: Log,
  path: string,
  folder: string,
  { records }: DurableState,
): Promise<ConfigurationSource> {
  const store = createConfigStore(files, folder, log);
  const file = await readFile(files, path);
  const first = (await kept(store.get, configRecord(toLedger(records))?.digest)) ?? file.configuration;
  if (first === undefined) throw new SettingsError(file.problems);
  return {
    first,
    file,
    store,
    path,
    parse,
    readFile: () => readFile(files, path),
    writeFile: (text) => writeFile(files, path, text),
  };
}

async function kept(
  get: (digest: string) => Promise<string | undefined>,
  digest: string | undefined,
): Promise<Configuration | undefined> {
  const text = digest === undefined ? undefined : await get(digest);
  return text === undefined ? undefined : parse(text, 'cluster.xml').configuration;
}

/** Reads and checks cluster.xml; without one at the default place, an old cluster.conf. Never rejects. */
async function readFile(files: Files, path: string): Promise<ReadFile> {
  try {
    let name = path;
    let bytes = await files.read(path);
    if (bytes === undefined && path === DEFAULT_CONFIG) {
      name = OLD_CONFIG;
      bytes = await files.read(OLD_CONFIG);
    }
    if (bytes !== undefined) return parse(Buffer.from(bytes).toString('utf8'), name);
    const problem = `there is no ${path}: write one (see cluster.xml.example), or give --config FILE`;
    return { configuration: undefined, problems: [problem] };
  } catch (error) {
    if (error instanceof HostError) return { configuration: undefined, problems: [error.message] };
    throw error;
  }
}

function parse(text: string, name: string): ReadFile {
  const { config, problems: found } = loadConfig(text, name, agents);
  const problems = found.map(formatProblem);
  if (config === undefined) return { configuration: undefined, problems };
  return { configuration: { config, text, digest: checksum(text) }, problems };
}

async function writeFile(files: Files, path: string, text: string): Promise<void> {
  const there = await files.stat(path);
  await files.writeDurably(path, Buffer.from(text), there?.mode ?? NEW_MODE);
}
