/** bench:guests. How soon a guest that died is started again, what Picket adds to a live migration, how fast a host is drained. */
import { loadavg } from 'node:os';
import { createGuestHosts, type GuestHosts, type GuestPlan } from '#test/lab/guest-hosts.ts';
import { type Guest, libvirtMissing } from '#test/lab/libvirt.ts';
import { options } from './lib/args.ts';
import { type DeathTimes, death, drain, picketMigration, virshMigration } from './lib/guests.ts';
import { progress, report, spread } from './lib/stats.ts';

const HELP = `Usage: npm run bench:guests -- [options]

Two hosts (namespaces) with real daemons, a real libvirt each, ipmi_sim, and guests of 4 MiB under QEMU without KVM. Needs root
and the packages of the tests.

  --runs N     how often a guest dies, and migrates by Picket and by virsh in turn (10)
  --guests K   guests on the host that is drained (8)
  --drains N   how often it is drained, by Picket and by virsh in turn (3)

death: SIGKILL of the guest's QEMU until Picket noticed it, until the agent's start was called, until that was done. Aim: called
under 300.
migration: picket migrate until it is done, and virsh migrate with the same options, each of its own guest, in turn;
overheadMs is the difference of each pair. Aim: under 300.
drain: picket standby --wait, and as many guests of the same kind moved by as many virsh at once. Aim: no slower. live: no
guest was stopped for it.

Asked all the time, no guest may ever execute on both hosts; if one does, there is no result. All times are in ms.`;

const { numbers } = options(HELP, { runs: 10, guests: 8, drains: 3 });
const missing = await libvirtMissing();
if (missing !== undefined) throw new Error(`bench:guests ${missing}`);

const drained = Array.from({ length: numbers.guests }, (_, index) => `d${index + 1}`);
const plans: Record<string, GuestPlan> = { g1: { home: 'n1' }, g2: { home: 'n1' } };
for (const name of drained) plans[name] = { home: 'n1' };

/** Guests that are not Picket's, running on n1. */
async function ownGuests(hosts: GuestHosts, names: readonly string[]): Promise<readonly Guest[]> {
  return await Promise.all(
    names.map(async (name) => {
      const guest = await hosts.libvirt.addGuest(name);
      await guest.define('n1');
      const { code, stderr } = await hosts.libvirt.virsh('n1', 'start', name);
      if (code !== 0) throw new Error(stderr);
      await guest.ticks();
      return guest;
    }),
  );
}

async function measure(hosts: GuestHosts): Promise<Readonly<Record<string, unknown>>> {
  const deaths: DeathTimes[] = [];
  for (let run = 0; run < numbers.runs; run++) {
    deaths.push(await death(hosts, 'n1', 'g1'));
    progress(`death ${run + 1}: ${JSON.stringify(deaths.at(-1))}`);
  }

  const [plain] = await ownGuests(hosts, ['plain']);
  if (plain === undefined) throw new Error('no guest to compare with');
  const [byPicket, byVirsh]: [number[], number[]] = [[], []];
  for (let run = 0; run < numbers.runs; run++) {
    const [from, to] = run % 2 === 0 ? (['n1', 'n2'] as const) : (['n2', 'n1'] as const);
    byVirsh.push(await virshMigration(hosts, plain, from, to));
    byPicket.push(await picketMigration(hosts, 'g2', to));
    progress(`migration ${run + 1}: virsh ${byVirsh.at(-1)}, picket ${byPicket.at(-1)}`);
  }
  await hosts.libvirt.virsh('n1', 'destroy', plain.name);
  await hosts.libvirt.virsh('n2', 'destroy', plain.name);

  const others = await ownGuests(
    hosts,
    drained.map((name) => `v${name}`),
  );
  const [drainedByPicket, drainedByVirsh]: [number[], number[]] = [[], []];
  for (let run = 0; run < numbers.drains; run++) {
    const [from, to] = run % 2 === 0 ? (['n1', 'n2'] as const) : (['n2', 'n1'] as const);
    const begin = performance.now();
    await Promise.all(others.map((guest) => virshMigration(hosts, guest, from, to)));
    drainedByVirsh.push(performance.now() - begin);
    drainedByPicket.push(await drain(hosts, from, drained));
    progress(`drain ${run + 1}: virsh ${drainedByVirsh.at(-1)}, picket ${drainedByPicket.at(-1)}`);
  }
  const boots = await Promise.all(drained.map((name) => hosts.boots(name)));
  await hosts.neverTwice();
  return {
    bench: 'guests',
    runs: numbers.runs,
    guests: numbers.guests,
    noticedMs: spread(deaths.map(({ noticed }) => noticed)),
    startCalledMs: spread(deaths.map(({ called }) => called)),
    startedMs: spread(deaths.map(({ started }) => started)),
    migrationMs: spread(byPicket),
    virshMigrationMs: spread(byVirsh),
    overheadMs: spread(byPicket.map((ms, index) => ms - (byVirsh[index] ?? Number.NaN))),
    drainMs: spread(drainedByPicket),
    virshDrainMs: spread(drainedByVirsh),
    live: boots.every((count) => count === 1),
    twice: 0,
    load: loadavg()[0],
  };
}

const hosts = await createGuestHosts(plans);
try {
  report(await measure(hosts));
} catch (error) {
  progress(await hosts.logs());
  throw error;
} finally {
  await hosts.destroy();
}
