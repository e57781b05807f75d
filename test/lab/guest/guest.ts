/** The guest of the libvirt tests (tick.S): its boot sector, its domain and what it says. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { must } from '../run.ts';

/** Of one guest's disk, bytes. */
const DISK_BYTES = 1 << 20;
const SECTOR = 512;

export interface GuestOptions {
  /** Memory that a migration has to carry, MiB; a bandwidth then says how long it takes. Default 0. */
  readonly fill?: number;
  /** It doesn't hear the ACPI power button. */
  readonly deaf?: boolean;
  /** Memory besides `fill`, MiB; it needs 4. */
  readonly memory?: number;
}

/** Assembles the boot sector in `folder` and resolves with its path. Rejects with what `as` or `ld` said. */
export async function assembleGuest(folder: string): Promise<string> {
  const [object, sector] = [`${folder}/tick.o`, `${folder}/tick.bin`];
  await must(['as', '--32', join(import.meta.dirname, 'tick.S'), '-o', object]);
  const layout = ['-m', 'elf_i386', '-Ttext', '0x7c00', '--oformat', 'binary', '-e', 'start'];
  await must(['ld', ...layout, object, '-o', sector]);
  return sector;
}

/** The whole disk of a guest that has never run. */
export function guestDisk(bootSector: Buffer, { fill = 0, deaf = false }: GuestOptions): Buffer {
  const disk = Buffer.alloc(DISK_BYTES);
  bootSector.copy(disk);
  disk.writeUInt32LE(fill, SECTOR + 8);
  disk.writeUInt32LE(deaf ? 1 : 0, SECTOR + 12);
  return disk;
}

/** libvirt's name for it is the same on every host, so that a definition that travels is taken for the same guest. */
export function guestUuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** `disk` and `console`: paths on the host; `console` is appended to. Emulated, so that it runs on any machine. */
export function domainXml(
  name: string,
  { disk, console }: { readonly disk: string; readonly console: string },
  { fill = 0, memory = 4 }: GuestOptions,
): string {
  return `<domain type='qemu'>
  <name>${name}</name>
  <uuid>${guestUuid(name)}</uuid>
  <memory unit='MiB'>${fill + memory}</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type><boot dev='hd'/></os>
  <features><acpi/></features>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <controller type='usb' model='none'/>
    <memballoon model='none'/>
    <disk type='block' device='disk'>
      <driver name='qemu' type='raw' cache='none'/>
      <source dev='${disk}'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <serial type='file'><source path='${console}' append='on'/></serial>
  </devices>
</domain>
`;
}

export interface ConsoleLine {
  readonly word: 'UP' | 'TICK' | 'SPLIT-BRAIN' | 'IO-ERROR' | 'POWER-BUTTON';
  readonly count: number;
}

/**
 * All whole lines of a console, oldest first. A line that two hosts wrote parts of (the guest moved in the middle of it) is
 * left out, unless it tells of a double: that word counts wherever it stands.
 */
export function readConsole(text: string): readonly ConsoleLine[] {
  return text.split('\n').flatMap((line): readonly ConsoleLine[] => {
    const found = /^(UP|TICK|IO-ERROR|POWER-BUTTON|SPLIT-BRAIN) ([0-9A-F]{8})$/.exec(line.trim());
    if (found !== null) {
      const [, word, count = ''] = found;
      return [{ word: word as ConsoleLine['word'], count: Number.parseInt(count, 16) }];
    }
    return line.includes('SPLIT') ? [{ word: 'SPLIT-BRAIN', count: Number.NaN }] : [];
  });
}
