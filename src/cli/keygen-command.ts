/** `picket keygen`: a new key file, readable by its owner alone, never over an existing one by accident. */
import { addKey, generateKey, loadKey } from '#src/config/key-file.ts';
import { createFiles } from '#src/host/files.ts';
import type { Files, Random } from '#src/host/ports.ts';
import { createRandom } from '#src/host/random.ts';
import { CliError } from './run.ts';
import { print } from './terminal.ts';

export interface KeygenOptions {
  readonly json?: boolean;
  readonly force?: boolean;
  /** A second key for the existing file. */
  readonly add?: boolean;
}

const ONLY_OWNER = 0o600;

/** Exit code 0 when the file is on the disk. The key itself is never printed. */
export async function keygenCommand(path: string, { json, force, add }: KeygenOptions): Promise<number> {
  const files = createFiles();
  const random = createRandom();
  if (add === true) return addCommand(files, random, path, json === true);
  if (force !== true && (await files.stat(path)) !== undefined) {
    throw new CliError(
      `${path} exists; nodes with another key could not join any more (--force replaces it)`,
    );
  }
  await files.writeDurably(path, new TextEncoder().encode(generateKey(random)), ONLY_OWNER);
  print(
    json === true
      ? JSON.stringify({ ok: true, file: path })
      : `${path} made. Copy it to every node, mode 0600.`,
  );
  return 0;
}

async function addCommand(files: Files, random: Random, path: string, json: boolean): Promise<number> {
  const result = await loadKey(files, path, process.getuid?.() ?? 0);
  if (!result.ok) throw new CliError(result.problem);
  const text = new TextDecoder().decode(await files.read(path));
  const more = addKey(text, result.keys, random);
  if (more === undefined) throw new CliError(`${path} holds 255 keys: remove some`);
  await files.writeDurably(path, new TextEncoder().encode(more), ONLY_OWNER);
  print(
    json
      ? JSON.stringify({ ok: true, file: path })
      : `A key was added to ${path}. Copy the file to every node, then run picket reload on each.`,
  );
  return 0;
}
