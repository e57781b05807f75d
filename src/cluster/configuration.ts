/** cluster.xml as text and as configuration, and what a node needs to handle several versions of it. */
import type { ClusterConfig } from '#src/config/model.ts';
import type { ConfigStore } from './config-store.ts';

/** One version of cluster.xml. */
export interface Configuration {
  readonly config: ClusterConfig;
  readonly text: string;
  /** SHA-256 of the text, in hex: two texts of one version are two configurations. */
  readonly digest: string;
}

/** The file on this node's disk; `configuration` is undefined when it has errors or is absent. */
export interface ReadFile {
  readonly configuration: Configuration | undefined;
  /** Errors and warnings as lines for people. */
  readonly problems: readonly string[];
}

export interface ConfigurationSource {
  /** What this daemon begins with: what was in force when this node was last told, else what its file says. */
  readonly first: Configuration;
  /** The file as it was when the daemon began. */
  readonly file: ReadFile;
  readonly store: ConfigStore;
  /** Pure. `name` only names the text in the problems. */
  readonly parse: (text: string, name: string) => ReadFile;
  readonly readFile: () => Promise<ReadFile>;
  /** Replaces the file. Rejects with HostError. */
  readonly writeFile: (text: string) => Promise<void>;
  /** Where the file is. */
  readonly path: string;
}

/** How digests are shown: enough to tell two apart. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 12);
}

/** `version 9`, with the digest where it could be another one of that number. */
export function nameOf({ config, digest }: Configuration): string {
  return `version ${config.version} (${shortDigest(digest)})`;
}

/** Longest cluster.xml that is handed around, in characters: it travels in one frame, as JSON. */
export const LONGEST_TEXT = 4 * 1024 * 1024;
