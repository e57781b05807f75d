/**
 * Completes package-lock.json after `npm install`.
 *
 * Some registries don't serve the binaries of every platform. npm then leaves those optional packages out of the lock
 * file, and `npm ci` refuses the file as incomplete. They are written here as npm would write them; they are never
 * installed on another platform than theirs.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface Locked {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly optional?: boolean;
  readonly dev?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, Locked> };
let added = 0;
for (const [parent, { optionalDependencies, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key] !== undefined || lock.packages[`${parent}/${key}`] !== undefined) continue;
    lock.packages[key] = { version, cpu: named(PROCESSORS, name), ...(dev && { dev }), ...libc(name), optional: true, os: named(SYSTEMS, name) };
    added++;
  }
}
const [root, ...others] = Object.entries(lock.packages);
const sorted = others.toSorted(([a], [b]) => a.localeCompare(b, 'en'));
lock.packages = Object.fromEntries(root === undefined ? sorted : [root, ...sorted]);
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} packages of other platforms added to package-lock.json\n`);

/** What the package's name says of its platform. */
function named(words: readonly string[], name: string): readonly string[] {
  const parts = name.split(/[-/]/);
  const found = words.filter((word) => parts.includes(word));
  if (found.length === 0) throw new Error(`package-lock.json lacks ${name}, whose platform its name does not tell`);
  return found;
}

function libc(name: string): Pick<Locked, 'libc'> {
  if (!name.includes('linux')) return {};
  return { libc: [/musl/.test(name) ? 'musl' : 'glibc'] };
}
