/**
 * Operators' commands on services, as the coordinator carries them out: hands them to the service's machine, waits for
 * what comes of them, and says so in clusvcadm's words. A service in transition lets a command wait its turn.
 */
import type { Clock, Millis } from '#src/host/ports.ts';
import type { NodeId } from '#src/membership/types.ts';
import { best } from '#src/resources/placement.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import type { OperatorEvent, StepResult } from '#src/resources/service-events.ts';
import { restrictionObjection } from './command-guard.ts';
import { fullName, type Overruled, VIEW_CHANGED } from './command-queue.ts';
import type { CommandResult, ResultCode, ServiceCommand } from './commands.ts';
import { convalesce } from './convalesce.ts';
import type { Coordinator } from './coordinator.ts';
import { runOnInstances } from './instance-commands.ts';
import { findObjection } from './objections.ts';

export interface CommandDeskDeps {
  readonly coordinator: Coordinator;
  readonly nodes: () => readonly { readonly id: NodeId; readonly name: string }[];
  readonly clock: Clock;
}

export interface CommandDesk {
  run(command: ServiceCommand, overruled: Overruled): Promise<CommandResult>;
  /** What is answered without waiting for a turn: a guest on its way to one node does not go to another after that. */
  refusal(command: ServiceCommand): CommandResult | undefined;
  /** An entry came in force: somebody may have waited for it. */
  check(): void;
  /** The view ended: whoever waits is told. */
  stop(): void;
}

/** How long a command waits for a service in transition, and for its own end. Longer than any agent's deadline by default. */
const LONGEST_WAIT_MS: Millis = 15 * 60_000;

interface Waiter {
  /** The result once there is one. */
  readonly look: () => CommandResult | undefined;
  readonly resolve: (result: CommandResult) => void;
}

export function createCommandDesk(deps: CommandDeskDeps): CommandDesk {
  const { services } = deps.coordinator;
  const waiters = new Set<Waiter>();

  function nameOf(id: NodeId): string | null {
    return deps.nodes().find((node) => node.id === id)?.name ?? null;
  }

  function result(code: ResultCode, message: string, entry: ServiceEntry | undefined): CommandResult {
    return { code, message, owner: nameOf(entry?.owner ?? 0) };
  }

  function wait(look: () => CommandResult | undefined, late: () => CommandResult): Promise<CommandResult> {
    const now = look();
    if (now !== undefined) return Promise.resolve(now);
    const { promise, resolve } = Promise.withResolvers<CommandResult>();
    const waiter: Waiter = {
      look,
      resolve: (value) => {
        cancel();
        waiters.delete(waiter);
        resolve(value);
      },
    };
    const cancel = deps.clock.after(LONGEST_WAIT_MS, () => waiter.resolve(late()));
    waiters.add(waiter);
    return promise;
  }

  async function run(command: ServiceCommand, overruled: Overruled): Promise<CommandResult> {
    const id = fullName(command.service);
    const instances = services.board.instances(id);
    if (instances.length > 0) {
      const { members } = deps.coordinator.view;
      const isMember = (node: NodeId): boolean => members.some((member) => member.id === node);
      return runOnInstances(
        { ...command, service: id },
        instances,
        (node) => nameOf(node) ?? '',
        isMember,
        (one) => run(one, overruled),
      );
    }
    if (services.entry(id) === undefined)
      return result('NOSERVICE', `there is no ${id} in cluster.xml`, undefined);
    const target =
      command.node === undefined ? 0 : deps.nodes().find((node) => node.name === command.node)?.id;
    if (target === undefined)
      return result('NODE', `there is no node ${command.node} in cluster.xml`, undefined);
    const event = toEvent(command, target);
    if (event.type === 'migrate' && target === 0)
      return result('INVAL', `where to? picket migrate ${id} NODE`, services.entry(id));
    const taken = await submit(id, command, event, overruled);
    if ('code' in taken) return taken;
    if (event.type === 'convalesce') {
      return convalesce({ services, perform: deps.coordinator.perform, nodeName: nameOf }, id);
    }
    services.evaluate();
    const done = await wait(
      () => outcome(id, event, taken.from),
      () =>
        result(
          'AGAIN',
          `${id} is not done after ${LONGEST_WAIT_MS / 60_000} min; see picket status`,
          services.entry(id),
        ),
    );
    // Said to be done only when every member has it on its disk (S8).
    if (done.code !== 'SUCCESS' || (await services.inForce(id))) return done;
    return { code: 'AGAIN', message: VIEW_CHANGED, owner: null };
  }

  /**
   * Hands the event in, waiting its turn while the service is in transition; the node that had the service then, or a
   * refusal. Much can have changed when its turn comes: all that may speak against it is asked anew each time.
   */
  async function submit(
    id: string,
    command: ServiceCommand,
    event: OperatorEvent,
    overruled: Overruled,
  ): Promise<CommandResult | { readonly from: NodeId }> {
    let from = services.entry(id)?.owner ?? 0;
    let accepted = false;
    const attempt = (): CommandResult | undefined => {
      const entry = services.entry(id);
      if (entry !== undefined && entry.owner !== 0) from = entry.owner;
      const against = overruled() ?? restrictionObjection(deps.coordinator, command);
      if (against !== undefined) return against;
      const joined = event.type === 'migrate' ? joinMigration(id, entry, event.target) : undefined;
      if (joined !== undefined) {
        accepted = joined.code === 'SUCCESS';
        return joined;
      }
      const objection = findObjection(services, id, event, from);
      if (objection !== undefined) return result(objection.code, objection.message, entry);
      const { refusal } = handIn(id, event, from);
      accepted = refusal === undefined;
      if (refusal === undefined) return result('SUCCESS', '', entry);
      const isStuck = entry?.state === 'failed' || entry?.state === 'error';
      return refusal.code === 'AGAIN' && !isStuck ? undefined : result(refusal.code, refusal.message, entry);
    };
    const late = (): CommandResult =>
      result('AGAIN', `${id} is still in transition; try again`, services.entry(id));
    const first = await wait(attempt, late);
    return accepted ? { from } : first;
  }

  /** A move takes along what is kept together with the service; without a word about where to, any other node will do. */
  function handIn(id: string, event: OperatorEvent, from: NodeId): StepResult {
    if (event.type !== 'relocate') return services.apply(id, event);
    const target =
      event.target === 0 ? best(services.ranks(id, { avoid: from, withGroup: true })) : event.target;
    const companions = services.companions(id);
    const taken = services.apply(id, { ...event, target });
    const why = `kept together with ${id}`;
    if (taken.refusal === undefined)
      for (const other of companions) services.apply(other, { ...event, target, why });
    return taken;
  }

  /** What came of the command; undefined while it goes on. */
  function outcome(id: string, event: OperatorEvent, ownerBefore: NodeId): CommandResult | undefined {
    const { type: verb } = event;
    const entry = services.entry(id);
    if (entry === undefined) return result('NOSERVICE', `there is no ${id} in cluster.xml`, undefined);
    if (verb === 'freeze') return result('SUCCESS', `${id} is frozen`, entry);
    if (verb === 'thaw') return result('SUCCESS', `${id} is thawed`, entry);
    if (entry.state === 'failed' || entry.state === 'error')
      return result('ABORT', `${id} is ${entry.state}: ${entry.why}`, entry);
    switch (event.type) {
      case 'disable':
        return entry.state === 'disabled' ? result('SUCCESS', `${id} is disabled`, entry) : undefined;
      case 'stop':
        return entry.owner === 0 ? result('SUCCESS', `${id} is stopped`, entry) : undefined;
      case 'convalesce':
        return undefined;
      case 'migrate':
        return entry.state === 'started'
          ? migrated(id, event.target, entry, ownerBefore)
          : notStarted(id, entry);
      case 'enable':
      case 'restart':
      case 'relocate':
        return entry.state === 'started' ? started(id, verb, entry, ownerBefore) : notStarted(id, entry);
    }
  }

  function migrated(id: string, target: NodeId, entry: ServiceEntry, ownerBefore: NodeId): CommandResult {
    const where = nameOf(entry.owner);
    if (entry.owner === target) return result('SUCCESS', `${id} is now running on ${where}`, entry);
    const code = entry.owner === ownerBefore ? 'RELO' : 'FAIL';
    return result(
      code,
      `${id} did not migrate to ${nameOf(target)} and runs on ${where}: ${entry.why}`,
      entry,
    );
  }

  /** One to the same node is waited for; undefined when none is under way, and nothing is against another. */
  function joinMigration(
    id: string,
    entry: ServiceEntry | undefined,
    target: NodeId,
  ): CommandResult | undefined {
    if (entry?.migration !== undefined && entry.state === 'migrating') {
      if (entry.migration.to === target) return result('SUCCESS', '', entry);
      const to = nameOf(entry.migration.to);
      return result('AGAIN', `${id} migrates to ${to}: wait until that is done, then try again`, entry);
    }
    const blocked = deps.coordinator.startsBlocked();
    if (blocked === undefined || entry?.state !== 'started') return undefined;
    return result('FENCE', `${id} does not migrate now: ${blocked}`, entry);
  }

  function started(id: string, verb: string, entry: ServiceEntry, ownerBefore: NodeId): CommandResult {
    const where = nameOf(entry.owner);
    if (verb === 'relocate' && entry.owner === ownerBefore) {
      return result('RELO', `${id} could not be moved and runs on ${where} again: ${entry.why}`, entry);
    }
    return result('SUCCESS', `${id} is now running on ${where}`, entry);
  }

  function notStarted(id: string, entry: ServiceEntry): CommandResult | undefined {
    if (entry.state === 'disabled' || entry.held)
      return result('FAIL', `${id} is ${entry.state}: ${entry.why}`, entry);
    if (entry.owner === 0 && entry.frozen)
      return result('FROZEN', `${id} is ${entry.state}: ${entry.why}`, entry);
    const blocked = services.unplaced(id);
    if (blocked === undefined || services.isPassing(id)) return undefined;
    const restricted = deps.coordinator.restrictions.startsBlocked();
    if (restricted !== undefined) return result('AGAIN', `${id} is not started: ${restricted}`, entry);
    const pending = deps.coordinator.startsBlocked() !== undefined;
    const last = entry.failedOn.at(-1);
    const why = pending || last === undefined ? blocked : `${last.why}; ${blocked}`;
    return result(pending ? 'FENCE' : 'FAIL', `${id} is not started: ${why}`, entry);
  }

  return {
    run,
    refusal({ verb, service, node }) {
      const id = fullName(service);
      const entry = services.entry(id);
      const target = deps.nodes().find(({ name }) => name === node)?.id;
      if (verb !== 'migrate' || target === undefined || entry?.state !== 'migrating') return undefined;
      const joined = joinMigration(id, entry, target);
      return joined?.code === 'SUCCESS' ? undefined : joined;
    },
    check() {
      for (const waiter of [...waiters]) {
        const now = waiter.look();
        if (now !== undefined) waiter.resolve(now);
      }
    },
    stop() {
      for (const waiter of [...waiters])
        waiter.resolve({ code: 'AGAIN', message: VIEW_CHANGED, owner: null });
    },
  };
}

function toEvent({ verb }: ServiceCommand, target: NodeId): OperatorEvent {
  switch (verb) {
    case 'enable':
    case 'relocate':
    case 'migrate':
      return { type: verb, target };
    default:
      return { type: verb };
  }
}
