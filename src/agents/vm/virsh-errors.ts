/** virsh's texts on standard error (LC_ALL=C), which are all that tells its failures apart. Recorded in test/agents/vm. */

/** The last thing that it says: the cause comes after what it was about. */
export function lastError(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.replace(/^error:\s*/, '').trim())
    .filter((line) => line !== '');
  return (lines.at(-1) ?? '').slice(0, 300);
}

/** The libvirt that was asked did not answer, or went away while it did. */
export function isSilence(stderr: string): boolean {
  return /failed to connect to the hypervisor|Disconnected from \S+ due to|^error: (?:Cannot recv data|End of file while reading data)/m.test(
    stderr,
  );
}

/** No domain of that name is known or lives. */
export function isAbsent(stderr: string): boolean {
  return /failed to get domain|Domain not found/i.test(stderr);
}

/** Also said of the corpse of a migration: never a success by itself. */
export function isActive(stderr: string): boolean {
  return /already active/.test(stderr);
}

/** What keeps a migration from beginning or ending well: first match wins. `$1` stands for what the parentheses hold. */
const MIGRATION: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/operation aborted.*cance(?:l|ll)ed|migration was cance(?:l|ll)ed/, 'it was cancelled'],
  [
    /Unsafe migration: (.*)/,
    'libvirt calls it unsafe: $1. If all nodes share the disks, migrate_unsafe="yes" allows it',
  ],
  [
    /already exists with uuid (\S+)/,
    'the target knows another guest of that name, with uuid $1: undefine it there, or give it the same uuid',
  ],
  [/already active/, 'the target has a guest of that name: the copy of an earlier migration, or another one'],
  [/another migration job is already running/, 'the guest is being migrated already'],
  [
    /Attempt to migrate guest to the same host (\S*)/,
    'the target says that it is this host ($1): their libvirts need different host_uuid',
  ],
  [/Host key verification failed/, "ssh does not know the target's host key: connect once as root"],
  [/Permission denied(?:, please| \()/, "ssh to the target is refused: root's key must be accepted there"],
  [/unable to connect to server at '([^']+)': (.*)/, 'nobody answers on the target at $1: $2'],
  [/Unable to resolve address '([^']+)'/, "the target's address $1 can't be resolved"],
  [/Failed to connect to remote libvirt URI (\S+?):? (.*)/, 'libvirt on the target ($1) does not answer: $2'],
  [
    /client socket is closed|keepalive timeout|End of file while reading|Connection reset by peer/,
    'the connection to the target was lost',
  ],
  [/No route to host|Network is unreachable|Connection timed out/, 'the target is not reached'],
  [/Cannot access storage file '([^']+)'(.*)/, 'the target lacks the disk $1$2'],
  [/Could not open '([^']+)': (.*)/, 'the target can not open $1: $2'],
  [
    /Cannot get interface MTU on '([^']+)'|Unable to (?:get index for|add) (?:interface|bridge) (\S+)/,
    'the target lacks the bridge $1$2',
  ],
  [/no network with matching name '([^']+)'/, 'the target lacks the network $1'],
  [/network '([^']+)' is not active/, 'the network $1 is not active on the target'],
  [/[Cc]annot (?:allocate|set up guest) memory/, 'the target has too little memory'],
  [
    /guest CPU doesn't match|CPU is incompatible|[Gg]uest and host CPU are not compatible|missing features: (.*)/,
    "the target's processor lacks what the guest uses $1",
  ],
  [/Unable to find an unused port/, 'no port of the migration range is free on the target'],
  [/domain is not running|failed to get domain|Domain not found/, 'the guest does not run here'],
];

/** The libvirt of the target was not reached, so nothing has begun. */
export function isUnreached(stderr: string): boolean {
  return /unable to connect to server at|Unable to resolve address|Failed to connect to remote libvirt|Host key verification|No route to host/i.test(
    stderr,
  );
}

/** In one line for people. */
export function migrationWords(stderr: string): string {
  for (const [pattern, words] of MIGRATION) {
    const match = pattern.exec(stderr);
    if (match === null) continue;
    return words.replaceAll(/\$(\d)/g, (_all, group: string) => match[Number(group)] ?? '').trim();
  }
  return lastError(stderr) || 'virsh gives no reason';
}
