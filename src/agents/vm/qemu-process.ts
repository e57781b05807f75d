/** Whether a guest's QEMU lives, from /proc: for when libvirt, which would know, does not answer. */
import type { Files } from '#src/host/ports.ts';

export type QemuTrace =
  | { readonly kind: 'lives'; readonly pid: number }
  /** No QEMU of it, and no libvirt that could start one. */
  | { readonly kind: 'gone' }
  /** None was found, but it can't be ruled out. */
  | { readonly kind: 'unclear'; readonly why: string };

/** libvirt's daemons that start guests: the one for all, and the one for QEMU. */
const STARTERS = new Set(['libvirtd', 'virtqemud']);

/** For the QEMU of the system's libvirt only. Reads every process of the host once. */
export async function findQemu(files: Pick<Files, 'read' | 'list'>, name: string): Promise<QemuTrace> {
  let pids: readonly string[];
  try {
    pids = (await files.list('/proc')).filter((entry) => /^\d+$/.test(entry));
  } catch {
    return { kind: 'unclear', why: '/proc can not be read' };
  }
  if (pids.length === 0) return { kind: 'unclear', why: '/proc shows no process' };
  let why: string | undefined;
  for (const pid of pids) {
    const found = await processOf(files, pid);
    if (found === undefined) continue;
    if (isGuest(found.words, name)) return { kind: 'lives', pid: Number(pid) };
    if (isStarter(found)) why ??= `${found.program} (pid ${pid}) runs and may be about to start it`;
    // A QEMU whose first thread has ended says no more whose it is, while others may still write.
    if (found.words.length === 0 && isQemu(found.program)) why ??= `a QEMU is ending (pid ${pid})`;
  }
  return why === undefined ? { kind: 'gone' } : { kind: 'unclear', why };
}

interface Process {
  readonly program: string;
  /** Its command line; empty for a zombie and for threads of the kernel. */
  readonly words: readonly string[];
}

/** Undefined when it has ended. */
async function processOf(files: Pick<Files, 'read'>, pid: string): Promise<Process | undefined> {
  const name = await textOf(files, `/proc/${pid}/comm`);
  if (name === undefined) return undefined;
  const line = await textOf(files, `/proc/${pid}/cmdline`);
  return { program: name.trimEnd(), words: (line ?? '').split('\0').filter((word) => word !== '') };
}

/** libvirt's form: `-name guest=NAME,debug-threads=on`. */
function isGuest(words: readonly string[], name: string): boolean {
  const value = words[words.indexOf('-name') + 1] ?? '';
  return words.includes('-name') && (value === `guest=${name}` || value.startsWith(`guest=${name},`));
}

/** By its command line too: a child that is to become a QEMU has the name of a thread until then. */
function isStarter({ program, words }: Process): boolean {
  return STARTERS.has(program) || STARTERS.has(words[0]?.split('/').at(-1) ?? '');
}

function isQemu(program: string): boolean {
  return program.startsWith('qemu') || program === 'kvm';
}

async function textOf(files: Pick<Files, 'read'>, path: string): Promise<string | undefined> {
  const data = await files.read(path).catch(() => undefined);
  return data === undefined ? undefined : new TextDecoder().decode(data);
}
