/** Simulated clusters at a point where a story can begin, and what the stories ask about them. */
import type { CommandResult } from '#src/cluster/commands.ts';
import type { ClusterEvent, StatusDocument } from '#src/cluster/status.ts';
import type { ClusterPlan } from '#src/sim/cluster-config.ts';
import { createWorld, type World } from '#src/sim/world.ts';

/** All hosts on, one view of all of them, every service running. */
export async function runningCluster(plan: ClusterPlan, seed = 1): Promise<World> {
  const world = createWorld(seed, plan);
  world.powerOnAll();
  await world.until('everything runs', () => isWhole(world));
  return world;
}

/** Every node is a member of one view, and every service that is to run is told as started. */
export function isWhole(world: World): boolean {
  return world.hosts.every(({ daemon }) => {
    const status = daemon?.status();
    return status?.view?.members.length === world.hosts.length && status.services.every(isSettled);
  });
}

function isSettled({ state }: StatusDocument['services'][number]): boolean {
  return state === 'started' || state === 'disabled';
}

export function statusOf(world: World, node: number): StatusDocument {
  const status = world.host(node).daemon?.status();
  if (status === undefined) throw new Error(`node ${node} has no daemon now`);
  return status;
}

/** What that node tells of a service. */
export function serviceOn(world: World, node: number, service: string): StatusDocument['services'][number] {
  const found = statusOf(world, node).services.find(({ id }) => id === service);
  if (found === undefined) throw new Error(`there is no ${service}`);
  return found;
}

export function eventsOf(world: World, node: number): readonly ClusterEvent[] {
  return world.host(node).daemon?.events(0) ?? [];
}

/** Names of the events that are about one of these, in the order in which the node told them. */
export function story(
  world: World,
  node: number,
  about: { node?: string; service?: string },
): readonly string[] {
  const concerns = (event: ClusterEvent): boolean =>
    (about.node !== undefined && event.node === about.node) ||
    (about.service !== undefined && event.service === about.service);
  return eventsOf(world, node)
    .filter(concerns)
    .map(({ name }) => name);
}

/** Gives a command and lets time pass until its result is there. */
export async function asked<T>(world: World, command: Promise<T> | undefined, within = 120_000): Promise<T> {
  if (command === undefined) throw new Error('there is no daemon to ask');
  let result: { readonly value: T } | undefined;
  void command.then((value) => {
    result = { value };
  });
  await world.until('the command has its result', () => result !== undefined, within);
  return (result as unknown as { readonly value: T }).value;
}

/** An operator tells the daemon of node `at` that `node` is down. */
export function confirmDown(world: World, at: number, node: string): Promise<CommandResult> {
  return asked(world, world.host(at).daemon?.confirmDown({ node, who: 'root' }));
}

/** A domain that prefers the nodes in that order. */
export function prefers(
  name: string,
  ...nodes: readonly number[]
): NonNullable<ClusterPlan['domains']>[number] {
  const members = nodes.map((node, index) => ({ node, priority: index + 1 }));
  return { name, ordered: true, restricted: false, nofailback: false, members };
}
