/** `picket keygen`: a new key file, readable by its owner alone, never over an existing one by accident. */
import { generateKey } from '#src/config/key-file.ts';
import { createFiles } from '#src/host/files.ts';
import { createRandom } from '#src/host/random.ts';
import { CliError } from './run.ts';
import { print } from './terminal.ts';

export interface KeygenOptions {
  readonly json?: boolean;
  readonly force?: boolean;
}

const ONLY_OWNER = 0o600;

/** Exit code 0 when the file is on the disk. The key itself is never printed. */
export async function keygenCommand(path: string, { json, force }: KeygenOptions): Promise<number> {
  const files = createFiles();
  if (force !== true && (await files.stat(path)) !== undefined) {
    throw new CliError(
      `${path} exists; nodes with another key could not join any more (--force replaces it)`,
    );
  }
  await files.writeDurably(path, new TextEncoder().encode(generateKey(createRandom())), ONLY_OWNER);
  print(
    json === true
      ? JSON.stringify({ ok: true, file: path })
      : `${path} made. Copy it to every node, mode 0600.`,
  );
  return 0;
}
