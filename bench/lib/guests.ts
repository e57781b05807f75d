/** What bench:guests measures on two hosts with real libvirts: each function is one measurement, in ms of the machine's clock. */
import type { GuestHosts } from '#test/lab/guest-hosts.ts';
import { type Guest, libvirtUri } from '#test/lab/libvirt.ts';

const now = (): number => performance.timeOrigin + performance.now();

export interface DeathTimes {
  /** From the death of its QEMU until Picket said that it is gone. */
  readonly noticed: number;
  /** From the death until the agent's start was called. */
  readonly called: number;
  /** From the death until it was started again, as libvirt and the agent see it. */
  readonly started: number;
}

/** Kills the QEMU of a guest that counts; resolves when it counts again. */
export async function death(hosts: GuestHosts, node: string, name: string): Promise<DeathTimes> {
  await hosts.guest(name).ticks();
  const events = hosts.events(node);
  const killed = now();
  await hosts.libvirt.signalGuest(node, name, 'KILL');
  const when = async (what: string): Promise<number> => {
    const event = await events.wait(
      `${what} of ${name}`,
      (one) => one.name === what && one.service === `vm:${name}` && one.at >= Math.floor(killed),
      60_000,
    );
    return event.at - killed;
  };
  const times = {
    noticed: await when('resource.failed'),
    called: await when('resource.starting'),
    started: await when('resource.started'),
  };
  await hosts.started(name, node);
  await hosts.guest(name).ticks();
  return times;
}

/** By virsh alone, with the options that the agent uses. The guest is not Picket's. */
export async function virshMigration(
  hosts: GuestHosts,
  guest: Pick<Guest, 'name'>,
  from: string,
  to: string,
): Promise<number> {
  const address = hosts.lab.address(to, 'lan0');
  const begin = now();
  const { code, stderr } = await hosts.libvirt.virsh(
    from,
    ...['migrate', '--p2p', '--persistent', '--live', '--auto-converge'],
    ...['--domain', guest.name, '--desturi', libvirtUri(address), '--migrateuri', `tcp://${address}`],
  );
  if (code !== 0) throw new Error(`virsh migrate: ${stderr}`);
  return now() - begin;
}

/** By an operator's word to the daemon, until it says that it is done. */
export async function picketMigration(hosts: GuestHosts, name: string, to: string): Promise<number> {
  const control = await hosts.control('n1');
  const begin = now();
  const { code, message } = await control.service({ verb: 'migrate', service: `vm:${name}`, node: to });
  if (code !== 'SUCCESS') throw new Error(`picket migrate: ${message}`);
  return now() - begin;
}

/** An operator's standby, until nothing is left there. */
export async function drain(hosts: GuestHosts, node: string, names: readonly string[]): Promise<number> {
  const to = node === 'n1' ? 'n2' : 'n1';
  const control = await hosts.control(to);
  const begin = now();
  const { code, message } = await control.restrict({ verb: 'standby', node, wait: true });
  if (code !== 'SUCCESS') throw new Error(`picket standby: ${message}`);
  const took = now() - begin;
  for (const name of names) await hosts.started(name, to);
  await control.restrict({ verb: 'online', node });
  return took;
}
