/**
 * The cluster's keys. Whoever reads this file may command every node to be switched off, so a file that others can
 * read is refused like one that is missing. No message ever holds a part of a key.
 */
import { type Files, HostError, type Random } from '#src/host/ports.ts';

export interface Key {
  /** 0 .. 255; travels in the clear, so that keys can be changed while the cluster runs. */
  readonly id: number;
  readonly secret: Uint8Array;
}

export type KeyResult =
  /** The first key seals what is sent; all are accepted. */
  | { readonly ok: true; readonly keys: readonly Key[] }
  /** One line for an administrator, with the way out. */
  | { readonly ok: false; readonly problem: string };

/** Fewest characters of a key: 16 bytes in hex. */
const SHORTEST = 32;
const SIZE_LIMIT = 64 * 1024;
const NEW_KEY_BYTES = 32;

/**
 * Lines `ID KEY`, or one line with just a key (its id is 1); `#` begins a comment. KEY is hex when it holds nothing
 * but hex digits, else base64. The file must belong to root or `uid` and be closed to group and others.
 */
export async function loadKey(files: Files, path: string, uid: number): Promise<KeyResult> {
  try {
    const stat = await files.stat(path);
    if (stat === undefined) return refuse(`key file ${path} is missing`, makeOne(path));
    if (stat.kind !== 'file') return refuse(`key file ${path} is not a file`, makeOne(path));
    if (stat.uid !== 0 && stat.uid !== uid) {
      return refuse(
        `key file ${path} belongs to user ${stat.uid}, who could change it`,
        `chown root ${path}`,
      );
    }
    if ((stat.mode & 0o077) !== 0) {
      const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
      return refuse(`key file ${path} can be used by group or others (mode ${mode})`, `chmod 600 ${path}`);
    }
    if (stat.size > SIZE_LIMIT) return refuse(`key file ${path} is too large for a key file`, makeOne(path));
    const data = await files.read(path);
    if (data === undefined) return refuse(`key file ${path} is missing`, makeOne(path));
    return parseKeys(new TextDecoder().decode(data), path);
  } catch (error) {
    if (error instanceof HostError) return refuse(`key file ${path} can't be read`, error.message);
    throw error;
  }
}

/** The content of a new key file with one random key of 256 bits. Write it with mode 0600. */
export function generateKey(random: Random): string {
  const key = Buffer.from(random.bytes(NEW_KEY_BYTES)).toString('hex');
  return `# Picket's key: the same file on every node, mode 0600. To change it, see docs/cluster-xml.md.\n1 ${key}\n`;
}

/** The same file with one random key more, at its end: accepted, but not used for sending. Undefined when none fits. */
export function addKey(text: string, keys: readonly Key[], random: Random): string | undefined {
  const free = Array.from({ length: 256 }, (_, id) => id).find(
    (id) => id > 0 && !keys.some((key) => key.id === id),
  );
  if (free === undefined) return undefined;
  const key = Buffer.from(random.bytes(NEW_KEY_BYTES)).toString('hex');
  // A line with just a key has the id 1, and says so from now on: two of them could not be told apart.
  const numbered = text.replace(/^([ \t]*)([\w+/=-]{32,})([ \t]*(?:#.*)?)$/gm, '$11 $2$3');
  return `${numbered}${numbered.endsWith('\n') ? '' : '\n'}${free} ${key}\n`;
}

/** Exported for tests and tools that have the text already; `path` only names it. */
export function parseKeys(text: string, path: string): KeyResult {
  const keys: Key[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    const words = line.replace(/#.*/, '').trim().split(/\s+/);
    if (words[0] === '') continue;
    const where = `key file ${path}, line ${index + 1}`;
    const [id, secret] = words.length === 1 ? ['1', words[0]] : words;
    if (words.length > 2 || id === undefined || secret === undefined)
      return refuse(`${where}: not ID KEY`, makeOne(path));
    if (!/^\d{1,3}$/.test(id) || Number(id) > 255)
      return refuse(`${where}: the id must be 0 to 255`, makeOne(path));
    if (keys.some((key) => key.id === Number(id)))
      return refuse(`${where}: key ${id} is given twice`, 'number each key');
    if (secret.length < SHORTEST)
      return refuse(`${where}: the key is shorter than ${SHORTEST} characters`, makeOne(path));
    const bytes = decode(secret);
    if (bytes === undefined) return refuse(`${where}: the key is neither hex nor base64`, makeOne(path));
    keys.push({ id: Number(id), secret: bytes });
  }
  return keys.length === 0 ? refuse(`key file ${path} holds no key`, makeOne(path)) : { ok: true, keys };
}

function decode(secret: string): Uint8Array | undefined {
  if (/^[0-9a-f]+$/i.test(secret))
    return secret.length % 2 === 0 ? new Uint8Array(Buffer.from(secret, 'hex')) : undefined;
  if (!/^[\w+/-]+={0,2}$/.test(secret)) return undefined;
  return new Uint8Array(Buffer.from(secret, 'base64'));
}

function makeOne(path: string): string {
  return `make one with: picket keygen ${path}, and copy it to every node`;
}

function refuse(problem: string, wayOut: string): KeyResult {
  return { ok: false, problem: `${problem} (${wayOut})` };
}
