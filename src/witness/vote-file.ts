/** Whose the vote is, on the witness's disk: one line with format and checksum, then JSON. */
import type { Files } from '#src/host/ports.ts';
import { checksum } from '#src/wire/checksum.ts';
import type { StoredVote } from './rule.ts';

const FORMAT = 'picket-witness 1';

export type VoteFile =
  | { readonly ok: true; readonly vote: StoredVote | undefined }
  /** One line for an administrator, with the way out. */
  | { readonly ok: false; readonly problem: string };

/** Rejects with HostError when the file is there and can't be read. */
export async function readVote(files: Files, path: string): Promise<VoteFile> {
  const bytes = await files.read(path);
  if (bytes === undefined) return { ok: true, vote: undefined };
  const text = Buffer.from(bytes).toString('utf8');
  const end = text.indexOf('\n');
  const body = text.slice(end + 1, -1);
  if (end < 0 || text.slice(0, end) !== `${FORMAT} ${checksum(body)}`) {
    const problem = `${path} is corrupt: remove it while all nodes see each other, and start the witness again`;
    return { ok: false, problem };
  }
  // The checksum proves that this is what `writeVote` wrote.
  return { ok: true, vote: JSON.parse(body) as StoredVote };
}

/** Resolves when it is on the disk; rejects with HostError. */
export function writeVote(files: Files, path: string, vote: StoredVote): Promise<void> {
  const body = JSON.stringify(vote);
  return files.writeDurably(path, Buffer.from(`${FORMAT} ${checksum(body)}\n${body}\n`), 0o600);
}
