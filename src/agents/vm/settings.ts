/** The attributes of a guest, read: what its agent works with. The configuration was checked before, so reading is lenient. */
import type { Millis } from '#src/host/ports.ts';
import { durationOf } from '../attributes.ts';
import { isOn } from '../mapped/attribute-kinds.ts';

type Attributes = Readonly<Record<string, string>>;

export const SHUTDOWN_TIMEOUT_MS = 120_000;
export const MIGRATE_TIMEOUT_MS = 600_000;

export interface GuestSettings {
  readonly xmlfile: string | undefined;
  readonly path: readonly string[];
  readonly snapshot: string | undefined;
  readonly statusProgram: string | undefined;
  readonly noKill: boolean;
  readonly shutdownTimeout: Millis;
  readonly memoryMiB: number | undefined;
}

export function guestSettings(attributes: Attributes): GuestSettings {
  return {
    xmlfile: text(attributes, 'xmlfile'),
    path: (text(attributes, 'path') ?? '').split(':').filter((folder) => folder !== ''),
    snapshot: text(attributes, 'snapshot')?.replace(/\/+$/, ''),
    statusProgram: programOf(attributes),
    noKill: isOn(attributes['no_kill'], false),
    shutdownTimeout: durationOf(attributes, 'shutdown_timeout', SHUTDOWN_TIMEOUT_MS),
    memoryMiB: positive(attributes, 'memory'),
  };
}

export interface MigrationSettings {
  readonly pause: boolean;
  readonly mapping: ReadonlyMap<string, string>;
  readonly uri: string | undefined;
  readonly transport: string;
  readonly tunnelled: boolean;
  readonly bandwidthMiB: number | undefined;
  readonly timeout: Millis;
  readonly autoConverge: boolean;
  readonly postcopy: boolean;
  readonly unsafe: boolean;
}

export function migrationSettings(attributes: Attributes): MigrationSettings {
  const pairs = (text(attributes, 'migration_mapping') ?? '').split(',').map((pair) => pair.trim());
  return {
    pause: text(attributes, 'migrate') === 'pause',
    mapping: new Map(
      pairs
        .filter((pair) => pair.includes(':'))
        .map((pair) => [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)]),
    ),
    uri: unlessAuto(attributes, 'migration_uri'),
    transport: text(attributes, 'migrate_transport') ?? 'ssh',
    tunnelled: isOn(attributes['tunnelled'], false),
    bandwidthMiB: positive(attributes, 'migrate_bandwidth'),
    timeout: migrateTimeout(attributes),
    autoConverge: isOn(attributes['auto_converge'], true),
    postcopy: isOn(attributes['postcopy'], false),
    unsafe: isOn(attributes['migrate_unsafe'], false),
  };
}

export function migrateTimeout(attributes: Attributes): Millis {
  return durationOf(attributes, 'migrate_timeout', MIGRATE_TIMEOUT_MS);
}

/** Undefined: the host's own. */
export function hypervisorUri(attributes: Attributes): string | undefined {
  const uri = unlessAuto(attributes, 'hypervisor_uri');
  if (uri !== undefined) return uri;
  switch (unlessAuto(attributes, 'hypervisor')) {
    case 'qemu':
      return QEMU_URI;
    case 'xen':
      return XEN_URI;
    default:
      return undefined;
  }
}

export const QEMU_URI = 'qemu:///system';
export const XEN_URI = 'xen:///';

/** rgmanager's own default was "0" for a time. */
function programOf(attributes: Attributes): string | undefined {
  const program = text(attributes, 'status_program');
  return program === '0' ? undefined : program;
}

function text(attributes: Attributes, name: string): string | undefined {
  return attributes[name]?.trim() || undefined;
}

function unlessAuto(attributes: Attributes, name: string): string | undefined {
  const value = text(attributes, name);
  return value === 'auto' ? undefined : value;
}

function positive(attributes: Attributes, name: string): number | undefined {
  const value = Number(text(attributes, name));
  return value > 0 ? Math.trunc(value) : undefined;
}
