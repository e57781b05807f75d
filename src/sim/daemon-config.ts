/** cluster.xml on a simulated host: JSON instead of XML, in a file of its disk once one has been written there. */
import { configRecord } from '#src/cluster/config-record.ts';
import { createConfigStore } from '#src/cluster/config-store.ts';
import type { Configuration, ConfigurationSource, ReadFile } from '#src/cluster/configuration.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import type { Files, Log } from '#src/host/ports.ts';
import { toLedger } from '#src/membership/ledger.ts';
import type { DurableState } from '#src/membership/ledger-store.ts';
import { checksum } from '#src/wire/checksum.ts';

const PATH = '/etc/picket/cluster.xml';

/** What `picket config push` sends. */
export function configText(config: ClusterConfig): string {
  return JSON.stringify(config);
}

/** `world`: what the file holds as long as nobody has written one. */
export async function openConfiguration(
  files: Files,
  log: Log,
  folder: string,
  world: ClusterConfig,
  { records }: DurableState,
): Promise<ConfigurationSource> {
  const store = createConfigStore(files, folder, log);
  const given = made(world, configText(world));
  const readFile = async (): Promise<ReadFile> => {
    const bytes = await files.read(PATH);
    return bytes === undefined
      ? { configuration: given, problems: [] }
      : parse(Buffer.from(bytes).toString());
  };
  const digest = configRecord(toLedger(records))?.digest;
  const kept = digest === undefined ? undefined : await store.get(digest);
  const file = await readFile();
  return {
    first: (kept === undefined ? undefined : parse(kept).configuration) ?? file.configuration ?? given,
    file,
    store,
    path: PATH,
    parse,
    readFile,
    writeFile: (text) => files.writeDurably(PATH, Buffer.from(text)),
  };
}

function parse(text: string): ReadFile {
  try {
    return { configuration: made(JSON.parse(text) as ClusterConfig, text), problems: [] };
  } catch {
    return { configuration: undefined, problems: ['cluster.xml:1:1: error: this is no configuration'] };
  }
}

function made(config: ClusterConfig, text: string): Configuration {
  return { config, text, digest: checksum(text) };
}
