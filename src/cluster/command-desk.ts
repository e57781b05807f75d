/**
 * Operators' commands on services, as the coordinator carries them out: hands them to the service's machine, waits for
 * what comes of them, and says so in clusvcadm's words. A service in transition lets a command wait its turn.
 */
import type { Clock, Millis } from '#src/host/ports.ts';
import type { NodeId } from '#src/membership/types.ts';
import { best } from '#src/resources/placement.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import type { OperatorEvent } from '#src/resources/service-events.ts';
import { type Overruled, VIEW_CHANGED } from './command-queue.ts';
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
    const id = command.service.includes(':') ? command.service : `service:${command.service}`;
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
    const ownerBefore = services.entry(id)?.owner ?? 0;
    const event = toEvent(command, target);
    const objection = findObjection(services, id, event, ownerBefore);
    if (objection !== undefined) return result(objection.code, objection.message, services.entry(id));
    // Without a word about where to, any other node will do.
    const elsewhere =
      event.type === 'relocate' && target === 0
        ? { ...event, target: best(services.ranks(id, { avoid: ownerBefore, withGroup: true })) }
        : event;
    const companions = services.companions(id);
    const refused = await submit(id, elsewhere, overruled);
    if (refused !== undefined) return refused;
    if (event.type === 'convalesce') {
      return convalesce({ services, perform: deps.coordinator.perform, nodeName: nameOf }, id);
    }
    if (elsewhere.type === 'relocate') {
      const why = `kept together with ${id}`;
      for (const other of companions) services.apply(other, { ...elsewhere, why });
    }
    services.evaluate();
    const done = await wait(
      () => outcome(id, command.verb, ownerBefore),
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

  /** Hands the event in, waiting its turn while the service is in transition; a refusal otherwise. */
  async function submit(
    id: string,
    event: OperatorEvent,
    overruled: Overruled,
  ): Promise<CommandResult | undefined> {
    let accepted = false;
    const attempt = (): CommandResult | undefined => {
      const over = overruled();
      if (over !== undefined) return over;
      const { refusal, accepted: taken } = services.apply(id, event);
      if (taken) accepted = true;
      if (taken || refusal === undefined) return result('SUCCESS', '', services.entry(id));
      const { state } = services.entry(id) ?? {};
      const passes = refusal.code === 'AGAIN' && state !== 'failed' && state !== 'error';
      return passes ? undefined : result(refusal.code, refusal.message, services.entry(id));
    };
    const late = (): CommandResult =>
      result('AGAIN', `${id} is still in transition; try again`, services.entry(id));
    const first = await wait(attempt, late);
    return accepted || first.code === 'SUCCESS' ? undefined : first;
  }

  /** What came of the command; undefined while it goes on. */
  function outcome(id: string, verb: ServiceCommand['verb'], ownerBefore: NodeId): CommandResult | undefined {
    const entry = services.entry(id);
    if (entry === undefined) return result('NOSERVICE', `there is no ${id} in cluster.xml`, undefined);
    if (entry.state === 'failed' || entry.state === 'error')
      return result('ABORT', `${id} is ${entry.state}: ${entry.why}`, entry);
    switch (verb) {
      case 'freeze':
        return result('SUCCESS', `${id} is frozen`, entry);
      case 'thaw':
        return result('SUCCESS', `${id} is thawed`, entry);
      case 'disable':
        return entry.state === 'disabled' ? result('SUCCESS', `${id} is disabled`, entry) : undefined;
      case 'stop':
        return entry.owner === 0 ? result('SUCCESS', `${id} is stopped`, entry) : undefined;
      case 'convalesce':
        return undefined;
      case 'enable':
      case 'restart':
      case 'relocate':
        return entry.state === 'started' ? started(id, verb, entry, ownerBefore) : notStarted(id, entry);
    }
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
  return verb === 'enable' || verb === 'relocate' ? { type: verb, target } : { type: verb };
}
