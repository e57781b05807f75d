/** Reads what the daemon is to be: cluster.xml, the key file, and which of the nodes this host is. */
import { loadKey } from '#src/config/key-file.ts';
import type { ClusterConfig, NodeConfig } from '#src/config/model.ts';
import type { Files } from '#src/host/ports.ts';
import { type ClusterKeys, deriveKeys } from '#src/wire/keys.ts';

/** The operator has to change something; the lines say what. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly lines: readonly string[];
  constructor(lines: readonly string[]) {
    super(lines[0] ?? 'wrong settings');
    this.lines = lines;
  }
}

/** Throws SettingsError when the key file can't be used. */
export async function readKeys(files: Files, config: ClusterConfig, uid: number): Promise<ClusterKeys> {
  const result = await loadKey(files, config.heartbeat.auth, uid);
  if (!result.ok) throw new SettingsError([result.problem]);
  return deriveKeys(config.name, result.keys);
}

/** The same for a running daemon: what is wrong with the file as one line. */
export async function rereadKeys(
  files: Files,
  config: ClusterConfig,
): Promise<ClusterKeys | { readonly problem: string }> {
  const result = await loadKey(files, config.heartbeat.auth, process.getuid?.() ?? 0);
  return result.ok ? deriveKeys(config.name, result.keys) : { problem: result.problem };
}

/** By the given name, else by the host's name, with or without its domain. Throws SettingsError. */
export function findSelf(config: ClusterConfig, wanted: string | undefined, hostname: string): NodeConfig {
  const names = config.nodes.map((node) => node.name).join(', ');
  const short = (name: string): string => name.split('.')[0] ?? name;
  if (wanted !== undefined) {
    const node = config.nodes.find(({ name }) => name === wanted);
    if (node === undefined) throw new SettingsError([`--node ${wanted}: cluster.xml has only ${names}`]);
    return node;
  }
  const exact = config.nodes.find(({ name }) => name === hostname);
  const similar = config.nodes.filter(({ name }) => short(name) === short(hostname));
  const node = exact ?? (similar.length === 1 ? similar[0] : undefined);
  if (node !== undefined) return node;
  throw new SettingsError([
    `this host is called ${hostname}, but cluster.xml has only ${names}: give --node NAME`,
  ]);
}
