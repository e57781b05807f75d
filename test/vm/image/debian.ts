/** What the image is made of: Debian's packages in one archive, and its kernel with the modules that are needed. */
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { must } from '#test/lab/run.ts';
import { cached } from './cache.ts';
import { KERNEL_PACKAGE, NODE_PACKAGES } from './packages.ts';
import { unpackKernel } from './vmlinux.ts';

export interface Debian {
  /** tar of the root file system. */
  readonly root: string;
  /** Uncompressed. */
  readonly kernel: string;
  /** Folder with lib/modules/VERSION. */
  readonly modules: string;
  readonly version: string;
}

const MINUTES = 60_000;
const SUITE = 'bookworm';
const NEEDLESS = ['man', 'doc', 'locale', 'info'].map(
  (name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`,
);

/**
 * Resolves with Debian as it was when it was first asked for; remove the folder `debian-...` of the cache for today's
 * versions. Fetches 250 MB by the machine's own package sources.
 */
export async function obtainDebian(say: (line: string) => void): Promise<Debian> {
  const folder = await cached('debian', [SUITE, KERNEL_PACKAGE, ...NODE_PACKAGES], async (work) => {
    say(`Fetching Debian ${SUITE} for the virtual hosts (some minutes, once) ...`);
    await fetchKernel(work);
    await must(
      [
        ...['mmdebstrap', '--mode=root', '--variant=minbase', `--include=${NODE_PACKAGES.join(',')}`],
        ...['--aptopt=APT::Install-Recommends "false"', ...NEEDLESS],
        ...[SUITE, `${work}/root.tar`, ...(await packageSources())],
      ],
      { timeout: 30 * MINUTES },
    );
  });
  const [version = ''] = await readdir(`${folder}/modules/lib/modules`);
  return { root: `${folder}/root.tar`, kernel: `${folder}/vmlinux`, modules: `${folder}/modules`, version };
}

async function fetchKernel(work: string): Promise<void> {
  const depends = await must(['apt-cache', 'depends', '--important', KERNEL_PACKAGE]);
  const [, name, version] = /Depends: (linux-image-(\S+))/.exec(depends) ?? [];
  if (name === undefined) throw new Error(`apt-cache knows no kernel for ${KERNEL_PACKAGE}:\n${depends}`);
  const [package_, tree] = [`${work}/package`, `${work}/tree`];
  await mkdir(package_);
  await must(['apt-get', 'download', name], { cwd: package_, timeout: 10 * MINUTES });
  for (const deb of await readdir(package_)) {
    await must(['dpkg-deb', '-x', `${package_}/${deb}`, tree], { timeout: 5 * MINUTES });
  }
  await unpackKernel(`${tree}/boot/vmlinuz-${version}`, `${work}/vmlinux`);
  await must(['depmod', '-b', tree, `${version}`], { timeout: 5 * MINUTES });
  await mkdir(`${work}/modules/lib`, { recursive: true });
  await rename(`${tree}/lib/modules`, `${work}/modules/lib/modules`);
  await rm(package_, { recursive: true });
  await rm(tree, { recursive: true });
}

/** The machine's own sources, which reach a mirror from here; those of other projects have nothing that is needed. */
async function packageSources(): Promise<readonly string[]> {
  const folder = '/etc/apt/sources.list.d';
  const names = await readdir(folder).catch(() => []);
  const files = ['/etc/apt/sources.list', ...names.map((name) => `${folder}/${name}`)];
  const debian: string[] = [];
  for (const file of files.filter((path) => /\.(list|sources)$/.test(path))) {
    if (/debian\.org|debian-archive/.test(await readFile(file, 'utf8').catch(() => ''))) debian.push(file);
  }
  return debian;
}
