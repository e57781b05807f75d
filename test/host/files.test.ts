/** What is written durably is there after a crash, or the old content is. Real files; a real full disk where root. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFiles } from '#src/host/files.ts';
import { HostError } from '#src/host/ports.ts';

const files = createFiles();
const bytes = (text: string): Uint8Array => Buffer.from(text);
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'picket-files-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('writing durably', () => {
  it('replaces the content and leaves nothing else in the folder', async () => {
    await files.makeFolder(join(folder, 'a/b'), 0o700);
    const path = join(folder, 'a/b/ledger');
    await files.writeDurably(path, bytes('old'));
    await files.writeDurably(path, bytes('new'));
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(await files.list(join(folder, 'a/b'))).toEqual(['ledger']);
  });

  it('gives the file the mode that was asked for, whatever the umask', async () => {
    const path = join(folder, 'mode');
    await files.writeDurably(path, bytes(''));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await files.writeDurably(path, bytes(''), 0o666);
    expect(await files.stat(path)).toMatchObject({ mode: 0o666, kind: 'file', size: 0 });
  });

  it('never shows a reader half of it', async () => {
    const path = join(folder, 'torn');
    const content = (letter: string): Uint8Array => Buffer.alloc(3_000_000, letter);
    await files.writeDurably(path, content('a'));
    const seen = new Set<string>();
    let writing = true;
    const reader = (async () => {
      while (writing) {
        const now = Buffer.from((await files.read(path)) ?? []);
        const letter = String.fromCharCode(now[0] ?? 0);
        seen.add(now.equals(content(letter)) ? letter : `torn at ${now.length} bytes`);
      }
    })();
    for (const letter of 'bcdefghij') await files.writeDurably(path, content(letter));
    writing = false;
    await reader;
    expect([...seen].filter((found) => found.length > 1)).toEqual([]);
  });

  it('keeps the order of the calls: the last one wins', async () => {
    const path = join(folder, 'order');
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        files.writeDurably(path, bytes(`${index}`.repeat(20_000 * (20 - index)))),
      ),
    );
    expect(readFileSync(path, 'utf8').startsWith('1919')).toBe(true);
  });

  it('takes over what a crash left half-written', async () => {
    const path = join(folder, 'crashed');
    writeFileSync(`${path}.tmp`, 'half of something much longer than the new content');
    await files.writeDurably(path, bytes('whole'));
    expect(readFileSync(path, 'utf8')).toBe('whole');
  });

  it('fails in words when the folder is missing', async () => {
    const written = files.writeDurably(join(folder, 'none/x'), bytes('x'));
    await expect(written).rejects.toBeInstanceOf(HostError);
    await expect(written).rejects.toThrow(/^cannot write .*none\/x: no such file or directory \(ENOENT\)$/);
  });

  it.runIf(canMount())(
    'keeps the old content when the disk is full, and can write again after room was made',
    async () => {
      const disk = mkdtempSync(join(tmpdir(), 'picket-full-'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]);
      try {
        const path = join(disk, 'ledger');
        await files.writeDurably(path, bytes('old'));
        await files.writeDurably(join(disk, 'filler'), Buffer.alloc(200_000));
        const written = files.writeDurably(path, Buffer.alloc(100_000));
        await expect(written).rejects.toMatchObject({ code: 'ENOSPC' });
        await expect(written).rejects.toThrow(/no space left on device/);
        expect(readFileSync(path, 'utf8')).toBe('old');
        expect([...(await files.list(disk))].sort()).toEqual(['filler', 'ledger']);
        await files.remove(join(disk, 'filler'));
        await files.writeDurably(path, Buffer.alloc(100_000));
        expect(statSync(path).size).toBe(100_000);
      } finally {
        execFileSync('umount', [disk]);
        rmSync(disk, { recursive: true });
      }
    },
  );
});

describe('other files', () => {
  it('that are absent read as undefined, have no stat, and can be removed', async () => {
    const path = join(folder, 'absent');
    expect(await files.read(path)).toBeUndefined();
    expect(await files.stat(path)).toBeUndefined();
    await files.remove(path);
  });

  it('grow by appending', async () => {
    const path = join(folder, 'journal');
    await files.append(path, bytes('one\n'), { sync: true });
    await files.append(path, bytes('two\n'), { sync: false });
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  });

  it('can be put aside', async () => {
    const path = join(folder, 'corrupt');
    writeFileSync(path, 'x');
    await files.rename(path, `${path}.1`);
    expect(await files.read(path)).toBeUndefined();
    expect(await files.read(`${path}.1`)).toEqual(Buffer.from('x'));
  });

  it('that cannot be read say why', async () => {
    await expect(files.read(folder)).rejects.toThrow(
      /cannot read .*: illegal operation on a directory \(EISDIR\)/,
    );
    await expect(files.list(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('tell folders and devices apart', async () => {
    expect(await files.stat(folder)).toMatchObject({ kind: 'folder', uid: process.getuid?.() });
    expect(await files.stat('/dev/null')).toMatchObject({ kind: 'other' });
  });
});

function canMount(): boolean {
  try {
    const probe = mkdtempSync(join(tmpdir(), 'picket-probe-'));
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe]);
    rmSync(probe, { recursive: true });
    return true;
  } catch {
    return false;
  }
}
