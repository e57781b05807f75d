/** The key file on a real disk: what is accepted, and what is said about one that is not safe. */
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addKey, generateKey, loadKey, parseKeys } from '#src/config/key-file.ts';
import { createFiles } from '#src/host/files.ts';
import { createRandom } from '#src/host/random.ts';

const HEX = '00112233445566778899aabbccddeeff';
const self = process.getuid?.() ?? 0;
const files = createFiles();
let folder = '';
let path = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'picket-key-'));
  path = join(folder, 'authkey');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(text: string, mode = 0o600): Promise<void> {
  await writeFile(path, text);
  await chmod(path, mode);
}

async function problemOf(text: string, mode = 0o600): Promise<string> {
  await write(text, mode);
  const result = await loadKey(files, path, self);
  if (result.ok) throw new Error('it was accepted');
  return result.problem.replaceAll(path, 'FILE');
}

const MAKE = '(make one with: picket keygen FILE, and copy it to every node)';

describe('a good key file', () => {
  it('is what keygen makes: one key of 32 bytes, another each time', async () => {
    await write(generateKey(createRandom()));
    const first = await loadKey(files, path, self);
    await write(generateKey(createRandom()));
    const second = await loadKey(files, path, self);
    if (!first.ok || !second.ok) throw new Error('refused');
    expect(first.keys.map(({ id, secret }) => [id, secret.length])).toEqual([[1, 32]]);
    expect(first.keys[0]?.secret).not.toEqual(second.keys[0]?.secret);
  });

  it('may hold several keys while they are changed; the first one is for sending', async () => {
    await write(`# new\r\n2 ${Buffer.alloc(24, 7).toString('base64')}\r\n\r\n1 ${HEX} # old\r\n`);
    const result = await loadKey(files, path, self);
    expect(result).toEqual({
      ok: true,
      keys: [
        { id: 2, secret: new Uint8Array(24).fill(7) },
        { id: 1, secret: new Uint8Array(Buffer.from(HEX, 'hex')) },
      ],
    });
  });

  it('may hold just a key', async () => {
    await write(`${HEX}\n`);
    expect(await loadKey(files, path, self)).toMatchObject({ ok: true, keys: [{ id: 1 }] });
  });
});

describe('a bad key file', () => {
  it('that is missing: says how to make one', async () => {
    const result = await loadKey(files, path, self);
    expect(result).toEqual({
      ok: false,
      problem: `key file ${path} is missing (make one with: picket keygen ${path}, and copy it to every node)`,
    });
  });

  it.each([0o640, 0o604, 0o620, 0o601])(
    'that others can use (mode %o): says how to close it',
    async (mode) => {
      const shown = mode.toString(8).padStart(4, '0');
      expect(await problemOf(HEX, mode)).toBe(
        `key file FILE can be used by group or others (mode ${shown}) (chmod 600 FILE)`,
      );
    },
  );

  it.runIf(self === 0)('that belongs to someone else', async () => {
    await write(HEX);
    await chown(path, 12_345, 0);
    expect(await loadKey(files, path, 0)).toEqual({
      ok: false,
      problem: `key file ${path} belongs to user 12345, who could change it (chown root ${path})`,
    });
    expect(await loadKey(files, path, 12_345)).toMatchObject({ ok: true });
  });

  it('that is a folder', async () => {
    await mkdir(path);
    expect(await loadKey(files, path, self)).toMatchObject({
      ok: false,
      problem: expect.stringContaining('is not a file'),
    });
  });

  it.each([
    ['', `key file FILE holds no key ${MAKE}`],
    ['# nothing\n\n', `key file FILE holds no key ${MAKE}`],
    ['1 changeme', `key file FILE, line 1: the key is shorter than 32 characters ${MAKE}`],
    [`\n300 ${HEX}`, `key file FILE, line 2: the id must be 0 to 255 ${MAKE}`],
    [`1 ${HEX}\n1 ${HEX}0`, 'key file FILE, line 2: key 1 is given twice (number each key)'],
    [`1 ${HEX}0`, `key file FILE, line 1: the key is neither hex nor base64 ${MAKE}`],
    [`1 ${HEX} x`, `key file FILE, line 1: not ID KEY ${MAKE}`],
    [`1 ${'*'.repeat(40)}`, `key file FILE, line 1: the key is neither hex nor base64 ${MAKE}`],
    ['0'.repeat(70_000), `key file FILE is too large for a key file ${MAKE}`],
  ])('%#: is refused with the line and without the key', async (text, problem) => {
    expect(await problemOf(text)).toBe(problem);
  });
});

describe('a key more', () => {
  const bytes = (count: number): Uint8Array => new Uint8Array(count).fill(0xab);
  const random = { bytes, below: () => 0 };
  const KEY = 'cd'.repeat(32);

  it.each([
    ['after a numbered key', `# ours\n1 ${KEY}\n`, `# ours\n1 ${KEY}\n2 ${'ab'.repeat(32)}\n`],
    ['after a bare key, which gets its number', `${KEY} # ours`, `1 ${KEY} # ours\n2 ${'ab'.repeat(32)}\n`],
    [
      'in a gap of the numbers',
      `3 ${KEY}\n1 ${KEY.replaceAll('c', 'e')}\n`,
      `3 ${KEY}\n1 ${KEY.replaceAll('c', 'e')}\n2 ${'ab'.repeat(32)}\n`,
    ],
  ])('%s', (_, text, wanted) => {
    const before = parseKeys(text, 'key');
    const more = addKey(text, before.ok ? before.keys : [], random);
    expect(more).toBe(wanted);
    const after = parseKeys(more ?? '', 'key');
    expect(after.ok && after.keys.slice(0, -1)).toEqual(before.ok && before.keys);
  });
});
