/** What a `<vm>` element may say of its guest, for the configuration check and the reference. */
import { parseFlag } from '#src/config/attribute-values.ts';
import type { AttributeFinding, AttributeSpec } from '../agent.ts';
import { attribute, isOn, needless, wrong } from '../mapped/attribute-kinds.ts';

const LIVE = { reconfigurable: true } as const;

/** Names of rgmanager's vm.sh, then what libvirt of today needs. Changes take effect at the next use: no guest is restarted for them. */
export const VM_ATTRIBUTES: readonly AttributeSpec[] = [
  attribute(
    'name',
    'The name of its domain in libvirt. Not digits only, nor a uuid: virsh takes these for something else.',
    {
      required: true,
    },
  ),
  attribute('xmlfile', 'A file with its libvirt definition, defined anew before each start.', {
    type: 'path',
    ...LIVE,
  }),
  attribute(
    'path',
    'Folders, separated by colons, searched for NAME and NAME.xml when there is no `xmlfile`. Without both, and where nothing is found, libvirt must know the guest.',
    LIVE,
  ),
  attribute('hypervisor', '`auto`, `qemu` or `xen`; `auto` is xen on a Xen host, else qemu.', {
    default: 'auto',
  }),
  attribute('hypervisor_uri', 'As for `virsh -c`; `auto` is `qemu:///system` or `xen:///`.', {
    default: 'auto',
  }),
  attribute(
    'migrate',
    '`live`; `pause`: the guest stands still meanwhile; `fallback`: live, and when that fails stopped and started; `never`: always stopped and started.',
    { default: 'live', ...LIVE },
  ),
  attribute(
    'migration_mapping',
    '`node:host,node:host`: under which name or address a node is reached for migrations. Others are reached at their first address in the cluster.',
    LIVE,
  ),
  attribute(
    'migration_uri',
    "URI of the target's libvirt, with `%s` for the node's name (or what `migration_mapping` has for it); `auto` follows `migrate_transport`.",
    { default: 'auto', ...LIVE },
  ),
  attribute('migrate_transport', '`ssh`, `tls` or `tcp`: how libvirt reaches the libvirt of the target.', {
    default: 'ssh',
    ...LIVE,
  }),
  attribute(
    'tunnelled',
    'The memory goes through the connection of `migrate_transport`, too. Safe on an open network, and slower.',
    {
      type: 'boolean',
      default: 'no',
      ...LIVE,
    },
  ),
  attribute('migrate_bandwidth', 'At most that many MiB/s.', { type: 'integer', ...LIVE }),
  attribute('migrate_timeout', 'A migration that takes longer is cancelled; the guest stays.', {
    type: 'duration',
    default: '10m',
    ...LIVE,
  }),
  attribute(
    'auto_converge',
    'A guest that changes its memory faster than it can be sent is slowed down by and by.',
    {
      type: 'boolean',
      default: 'yes',
      ...LIVE,
    },
  ),
  attribute(
    'postcopy',
    'When half of `migrate_timeout` is over, the guest goes on at the target and its memory follows. It can not be cancelled then, and is lost if either host dies meanwhile.',
    { type: 'boolean', default: 'no', ...LIVE },
  ),
  attribute(
    'migrate_unsafe',
    'Migrates although libvirt calls it unsafe. Only for disks that all nodes share, and that libvirt takes for local ones (files on a cluster file system).',
    { type: 'boolean', default: 'no', ...LIVE },
  ),
  attribute(
    'shutdown_timeout',
    'From the first press of the power button to the destruction of a guest that does not heed it.',
    {
      type: 'duration',
      default: '120s',
      ...LIVE,
    },
  ),
  attribute('no_kill', 'A guest that does not heed the power button is never destroyed: the stop fails.', {
    type: 'boolean',
    default: 'no',
    ...LIVE,
  }),
  attribute(
    'snapshot',
    'A folder on shared storage: a stop saves the guest there with its memory, a start goes on from that.',
    {
      type: 'path',
      ...LIVE,
    },
  ),
  attribute(
    'status_program',
    'A line for `bash -c`; exit code 0 means healthy. Every 30 s, and a start waits for it.',
    LIVE,
  ),
  attribute(
    'memory',
    'MiB that a target must have free, when the definition is not known there yet; else what the definition says.',
    { type: 'integer', ...LIVE },
  ),
  needless('use_virsh', 'it is always virsh; `0` (xm) is refused'),
  needless('uuid', 'the definition has it'),
];

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  hypervisor: ['auto', 'qemu', 'xen'],
  migrate: ['live', 'pause', 'fallback', 'never'],
  migrate_transport: ['ssh', 'tls', 'tcp'],
};

export function reviewGuest(attributes: Readonly<Record<string, string>>): readonly AttributeFinding[] {
  const text = (name: string): string => attributes[name]?.trim() ?? '';
  const findings: AttributeFinding[] = [];
  for (const [name, words] of Object.entries(CHOICES)) {
    const value = text(name);
    if (value !== '' && !words.includes(value))
      findings.push(wrong(name, `${name} must be one of ${words.join(', ')}, not "${value}"`));
  }
  if (parseFlag(text('use_virsh')) === false)
    findings.push(wrong('use_virsh', 'use_virsh="0" asks for xm, which is no more', 'leave it out'));
  const uri = text('migration_uri');
  if (uri !== '' && uri !== 'auto' && !uri.includes('%s'))
    findings.push(
      wrong(
        'migration_uri',
        `migration_uri="${uri}" names one host for every target`,
        'write %s for the host',
      ),
    );
  const mapping = text('migration_mapping');
  const odd = mapping.split(',').find((pair) => mapping !== '' && !/^\s*[^:\s]+:\S+\s*$/.test(pair));
  if (odd !== undefined)
    findings.push(
      wrong('migration_mapping', `"${odd.trim()}" is not NODE:HOST`, 'e.g. n01:10.0.1.1,n02:10.0.1.2'),
    );
  if (isOn(text('tunnelled'), false) && isOn(text('postcopy'), false))
    findings.push(wrong('postcopy', "postcopy can't go through a tunnel", 'leave out tunnelled or postcopy'));
  if (Number(text('migrate_bandwidth')) < 0)
    findings.push(wrong('migrate_bandwidth', 'migrate_bandwidth is a number of MiB/s above 0'));
  return findings;
}
