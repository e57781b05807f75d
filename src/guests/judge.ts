/**
 * Which hosts can run a guest and take it from each other, from what all of them told: the comparisons that no host can
 * make alone. Pure.
 */
import type {
  Finding,
  GuestFit,
  GuestNode,
  GuestReport,
  HostDisk,
  HostFits,
  HostGuest,
  HostGuests,
} from './guest-types.ts';

/** What one node told; `problem` in its place when it told nothing. */
export interface NodeGuests extends HostGuests {
  readonly node: string;
}

export interface NodeFits extends Partial<HostFits> {
  readonly node: string;
  /** Why it told nothing; empty when it did. */
  readonly problem: string;
}

/** The definition to go by: of where it runs, else of the first node that knows it. */
export function definedBy(name: string, hosts: readonly NodeGuests[]): HostGuest | undefined {
  const all = hosts.flatMap(({ guests }) => guests.filter((guest) => guest.name === name));
  return all.find(({ state }) => state !== 'off') ?? all[0];
}

export function judge(
  name: string,
  service: string | null,
  hosts: readonly NodeGuests[],
  fits: readonly NodeFits[],
): GuestReport {
  const known = hosts.flatMap(({ node, guests }) =>
    guests.filter((guest) => guest.name === name).map((guest) => ({ node, ...guest })),
  );
  const definition = definedBy(name, hosts);
  const reference = known.find((one) => one.uuid === definition?.uuid && one.state === definition.state);
  const nodes = fits.map((fit): GuestNode => {
    const findings = nodeFindings(name, reference?.node, definition, fit, hosts, fits);
    const errors = findings.filter(({ severity }) => severity === 'error');
    const starts = errors.every(({ stops }) => stops !== 'start');
    return { node: fit.node, starts, migrates: errors.length === 0, findings };
  });
  return {
    name,
    uuid: definition?.uuid ?? '',
    service,
    on: known.map(({ node, state, autostart }) => ({ node, state, autostart })),
    nodes,
    findings: guestFindings(name, known, definition),
  };
}

type Known = HostGuest & { readonly node: string };

function guestFindings(
  name: string,
  known: readonly Known[],
  definition: HostGuest | undefined,
): readonly Finding[] {
  const found: Finding[] = [];
  if (definition === undefined)
    return [error(`libvirt knows no guest ${name} on any node`, 'define it: virsh define FILE')];
  const up = known.filter(({ state }) => state !== 'off').map(({ node }) => node);
  if (up.length > 1)
    found.push(
      error(
        `it runs on ${up.join(' and ')} at once`,
        'stop all but one now: two copies destroy its disks; then check its file systems',
      ),
    );
  if (definition.transient)
    found.push(
      error(
        'it is transient: its definition is gone when it ends',
        `virsh dumpxml ${name} > FILE; virsh define FILE`,
      ),
    );
  for (const { node, autostart } of known)
    if (autostart)
      found.push(
        error(
          `libvirt of ${node} starts it by itself when the host boots, perhaps for the second time`,
          `on ${node}: virsh autostart --disable ${name}`,
        ),
      );
  return found;
}

function nodeFindings(
  name: string,
  reference: string | undefined,
  definition: HostGuest | undefined,
  fit: NodeFits,
  hosts: readonly NodeGuests[],
  fits: readonly NodeFits[],
): readonly Finding[] {
  const { node } = fit;
  const host = hosts.find((one) => one.node === node);
  const silent = fit.problem || host?.problem || '';
  if (silent !== '') return [error(silent, 'start libvirtd there: systemctl start libvirtd')];
  const own = fit.guests?.find((one) => one.name === name);
  const other = host?.guests.find((one) => one.name === name);
  const twin =
    other === undefined || definition === undefined || other.uuid === definition.uuid
      ? []
      : [
          error(
            `another guest there has its name (${other.uuid}; the other one is ${definition.uuid})`,
            `rename or undefine one of them: virsh domrename, virsh undefine`,
          ),
        ];
  const first = fits.find((one) => one.node === reference)?.guests?.find((one) => one.name === name);
  const compared =
    node === reference || first === undefined || own === undefined ? [] : compare(own, first, reference);
  return [
    ...(own?.findings ?? []),
    ...twin,
    ...compared,
    ...unreached(name, node, fits, node === reference ? undefined : reference),
  ];
}

/** What differs between two hosts that both have all the guest asks for. */
function compare(own: GuestFit, first: GuestFit, reference: string | undefined): readonly Finding[] {
  const found: Finding[] = [];
  for (const disk of own.disks) {
    const same = first.disks.find(({ target }) => target === disk.target);
    if (same !== undefined) found.push(...compareDisks(disk, same, reference));
  }
  if (own.cpu !== first.cpu && own.cpu !== '' && first.cpu !== '')
    found.push({
      severity: 'warning',
      stops: 'migration',
      text: `this host's CPU is ${own.cpu}, that of ${reference} ${first.cpu}`,
      fix: 'give the guest a CPU model that both have (mode="custom"), or it may not migrate live',
    });
  return found;
}

function compareDisks(own: HostDisk, first: HostDisk, reference: string | undefined): readonly Finding[] {
  const what = `disk ${own.target} (${own.source})`;
  const fix = `give both hosts the same disk under that path: ${reference} has the one in use`;
  if (own.identity !== '' && first.identity !== '' && own.identity !== first.identity)
    return [
      error(`${what} is another disk than on ${reference}: ${own.identity}, not ${first.identity}`, fix),
    ];
  if (own.size !== first.size && own.size > 0 && first.size > 0)
    return [error(`${what} has ${own.size} bytes, and ${first.size} on ${reference}: another disk`, fix)];
  if (own.identity !== '' || own.size === 0) return [];
  const text = `${what}: whether it is the same disk as on ${reference} can't be seen`;
  return [{ severity: 'warning', stops: 'start', text, fix: 'make sure that it is' }];
}

/** Migration needs a connection of the source to the target. */
function unreached(
  guest: string,
  node: string,
  fits: readonly NodeFits[],
  reference: string | undefined,
): readonly Finding[] {
  return fits
    .filter((one) => one.node !== node && (reference === undefined || one.node === reference))
    .flatMap((one): readonly Finding[] => {
      const own = one.guests?.find(({ name }) => name === guest);
      const peer = own?.peers.find((each) => each.node === node);
      if (peer === undefined || peer.why === '') return [];
      const text = `${one.node} can't reach libvirt of ${node} (${peer.uri}): ${peer.why}`;
      return [{ severity: 'error', stops: 'migration', text, fix: wayTo(one.node, peer.uri) }];
    });
}

function wayTo(from: string, uri: string): string {
  const works = `virsh -c '${uri}' uri must work there as root, without a question`;
  const host = /^[a-z]+\+ssh:\/\/(?:[^@/]*@)?([^/]+)/.exec(uri)?.[1];
  return host === undefined ? `on ${from}: ${works}` : `on ${from} as root: ssh-copy-id ${host}; ${works}`;
}

function error(text: string, fix: string): Finding {
  return { severity: 'error', stops: 'start', text, fix };
}
