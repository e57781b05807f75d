/** What virsh 9.0 writes on standard error, and what is made of it. The first of each kind were recorded in the laboratory. */
import { describe, expect, it } from 'vitest';
import {
  isAbsent,
  isActive,
  isSilence,
  isUnreached,
  lastError,
  migrationWords,
} from '#src/agents/vm/virsh-errors.ts';

const DOWN = `error: failed to connect to the hypervisor
error: Failed to connect socket to '/var/run/libvirt/libvirt-sock': Connection refused
`;
const ABSENT = "error: failed to get domain 'g1'\n";
const ACTIVE =
  "error: Failed to start domain 'g1'\nerror: Requested operation is not valid: domain is already active\n";

describe('the words', () => {
  it('end with the cause', () => {
    expect(lastError(DOWN)).toBe(
      "Failed to connect socket to '/var/run/libvirt/libvirt-sock': Connection refused",
    );
    expect(lastError('')).toBe('');
  });

  it.each([
    { text: DOWN, silence: true, absent: false, active: false },
    {
      text: 'error: Disconnected from qemu:///system due to end of file\n',
      silence: true,
      absent: false,
      active: false,
    },
    { text: ABSENT, silence: false, absent: true, active: false },
    { text: ACTIVE, silence: false, absent: false, active: true },
    { text: 'error: Domain is already active\n', silence: false, absent: false, active: true },
    // The libvirt of the target is not the one that was asked.
    {
      text: "error: unable to connect to server at '10.77.0.2:16509': Connection refused\n",
      silence: false,
      absent: false,
      active: false,
    },
  ])('$text', ({ text, silence, absent, active }) => {
    expect([isSilence(text), isAbsent(text), isActive(text)]).toEqual([silence, absent, active]);
  });
});

describe('a migration that failed', () => {
  it.each([
    ["error: operation aborted: job 'migration out' canceled by client", 'it was cancelled'],
    [
      'error: Unsafe migration: Migration without shared storage is unsafe',
      'libvirt calls it unsafe: Migration without shared storage is unsafe. If all nodes share the disks, migrate_unsafe="yes" allows it',
    ],
    [
      "error: operation failed: domain 'm6' already exists with uuid 3f2c97b2-9dbf-47b4-9f0a-7d2b8d5e1c11",
      'the target knows another guest of that name, with uuid 3f2c97b2-9dbf-47b4-9f0a-7d2b8d5e1c11: undefine it there, or give it the same uuid',
    ],
    [
      "error: Requested operation is not valid: domain 'g1' is already active",
      'the target has a guest of that name: the copy of an earlier migration, or another one',
    ],
    [
      "error: Timed out during operation: another migration job is already running for domain 'g1'",
      'the guest is being migrated already',
    ],
    [
      'error: internal error: Attempt to migrate guest to the same host 7c0ffee0-0000-4000-8000-000000000001',
      'the target says that it is this host (7c0ffee0-0000-4000-8000-000000000001): their libvirts need different host_uuid',
    ],
    [
      "error: unable to connect to server at '10.77.0.2:16509': Connection refused",
      'nobody answers on the target at 10.77.0.2:16509: Connection refused',
    ],
    [
      "error: unable to connect to server at 'n2:16509': No route to host",
      'nobody answers on the target at n2:16509: No route to host',
    ],
    [
      'error: operation failed: Failed to connect to remote libvirt URI qemu+ssh://n2/system: Cannot recv data: Host key verification failed.: Connection reset by peer',
      "ssh does not know the target's host key: connect once as root",
    ],
    [
      'error: operation failed: Failed to connect to remote libvirt URI qemu+ssh://n2/system: Cannot recv data: root@n2: Permission denied (publickey,password).: Connection reset by peer',
      "ssh to the target is refused: root's key must be accepted there",
    ],
    ['error: internal error: client socket is closed', 'the connection to the target was lost'],
    [
      "error: Cannot access storage file '/run/luns/g1': No such file or directory",
      'the target lacks the disk /run/luns/g1: No such file or directory',
    ],
    ["error: Cannot get interface MTU on 'br7': No such device", 'the target lacks the bridge br7'],
    ["error: Network not found: no network with matching name 'front'", 'the target lacks the network front'],
    ['error: internal error: something new\n', 'internal error: something new'],
    ['', 'virsh gives no reason'],
  ])('%s', (text, words) => {
    expect(migrationWords(text)).toBe(words);
  });

  it('before the target was reached may take another way', () => {
    expect(isUnreached("error: unable to connect to server at 'n2:16509': No route to host")).toBe(true);
    expect(isUnreached('error: internal error: client socket is closed')).toBe(false);
  });
});
