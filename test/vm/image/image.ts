/**
 * The image of a virtual host: kernel, initial file system, and a Debian with systemd as one read-only file that any number
 * of hosts share. Built once and kept outside of the repository.
 */
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { must, run } from '#test/lab/run.ts';
import { cached } from './cache.ts';
import { type Debian, obtainDebian } from './debian.ts';
import { EARLY_MODULES, KERNEL_MODULES } from './packages.ts';

export interface Image {
  /** Uncompressed: QEMU boots it directly, seconds before a compressed one. */
  readonly kernel: string;
  readonly initrd: string;
  /** squashfs. */
  readonly root: string;
}

const HERE = import.meta.dirname;
const MINUTES = 60_000;

/** Resolves with the image; whatever of it isn't there is built first. Needs root. */
export async function obtainImage(say: (line: string) => void = () => {}): Promise<Image> {
  const debian = await obtainDebian(say);
  const folder = await cached('image', [debian.root, ...(await ingredients())], async (work) => {
    say('Building the image of the virtual hosts ...');
    const root = `${work}/root`;
    await mkdir(root);
    await must(['tar', '-C', root, '-xf', debian.root], { timeout: 5 * MINUTES });
    await must([`${HERE}/customize.sh`, root]);
    await installModules(debian, root);
    await must(['mksquashfs', root, `${work}/root.squashfs`, '-comp', 'lz4', '-quiet', '-no-progress'], {
      timeout: 15 * MINUTES,
    });
    await rm(root, { recursive: true });
    await buildInitrd(debian, `${work}/early`, `${work}/initrd`);
    await rm(`${work}/early`, { recursive: true });
  });
  return { kernel: debian.kernel, initrd: `${folder}/initrd`, root: `${folder}/root.squashfs` };
}

/** Everything in this folder. */
async function ingredients(): Promise<readonly (string | Buffer)[]> {
  const entries = await readdir(HERE, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const each = await Promise.all(
    files.toSorted().map(async (path) => [path.slice(HERE.length), await readFile(path)]),
  );
  return each.flat();
}

/** The files of these modules and of all they need, each after those it needs. */
async function moduleFiles(
  { modules, version }: Debian,
  names: readonly string[],
): Promise<readonly string[]> {
  const files = new Set<string>();
  for (const name of names) {
    const { stdout } = await run(['modprobe', '-d', modules, '-S', version, '--show-depends', name]);
    if (!/^(insmod|builtin) /m.test(stdout)) throw new Error(`the kernel ${version} has no module ${name}`);
    for (const [, file = ''] of stdout.matchAll(/^insmod (\S+)/gm)) files.add(file);
  }
  return [...files];
}

async function installModules(debian: Debian, root: string): Promise<void> {
  const base = `lib/modules/${debian.version}`;
  for (const file of await moduleFiles(debian, KERNEL_MODULES)) {
    await cp(file, join(root, file.slice(file.indexOf(`/${base}/`))));
  }
  for (const list of ['builtin', 'order', 'builtin.modinfo']) {
    await cp(`${debian.modules}/${base}/modules.${list}`, `${root}/${base}/modules.${list}`);
  }
  await must(['depmod', '-b', root, debian.version]);
}

async function buildInitrd(debian: Debian, folder: string, file: string): Promise<void> {
  for (const name of ['bin', 'modules', 'dev']) await mkdir(`${folder}/${name}`, { recursive: true });
  const modules = await moduleFiles(debian, EARLY_MODULES);
  for (const path of modules) await cp(path, `${folder}/modules/${basename(path)}`);
  await writeFile(`${folder}/modules/order`, `${modules.map((path) => basename(path)).join('\n')}\n`);
  await cp('/bin/busybox', `${folder}/bin/busybox`);
  await cp(`${HERE}/init`, `${folder}/init`);
  await must(['mknod', `${folder}/dev/console`, 'c', '5', '1']);
  await must(['sh', '-c', 'find . | cpio --quiet -o -H newc >"$0"', file], { cwd: folder });
}
