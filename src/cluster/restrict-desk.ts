/**
 * Operators' restricting words, at the node where they are said: standby and online, lock and unlock, maintenance. The
 * coordinator has them stored by all members; any other node asks it, and goes on asking the next one where it waits.
 */
import type { NodeConfig } from '#src/config/model.ts';
import type { CommandResult, RestrictCommand } from './commands.ts';
import type { Coordinator } from './coordinator.ts';
import { FORWARD_MS } from './courier.ts';
import type { LoopGuard } from './loop-guard.ts';
import { createRebootDesk, type RebootDesk, type RebootDeskDeps } from './reboot-desk.ts';
import { begun, emptied, result, viewChanged } from './restrict-words.ts';
import { LOCK, MAINTENANCE, type Restriction, rebootKey, standbyKey } from './restrictions.ts';

export interface RestrictDeskDeps extends RebootDeskDeps {
  readonly loops: () => Pick<LoopGuard, 'invite'>;
}

export interface RestrictDesk {
  /** An operator's word. Never rejects. */
  say(command: RestrictCommand): Promise<CommandResult>;
  /** The same, as coordinator: another node has forwarded it. */
  sayHere(command: Word): Promise<CommandResult>;
  readonly reboots: RebootDesk;
}

/** A reboot goes other ways: see reboot-desk.ts. */
type Word = RestrictCommand & { readonly verb: Exclude<RestrictCommand['verb'], 'reboot'> };

export function createRestrictDesk(deps: RestrictDeskDeps): RestrictDesk {
  const { clock } = deps;
  const reboots = createRebootDesk(deps);

  function find(name: string | undefined): NodeConfig | undefined {
    return deps.config().nodes.find((node) => node.name === name);
  }

  async function sayHere(command: Word): Promise<CommandResult> {
    const coordinator = deps.coordinator();
    if (coordinator === undefined) return result('AGAIN', 'the coordinator changed; try again');
    const { restrictions } = coordinator;
    const word = (on: boolean): Restriction => ({ on, who: command.who ?? '', since: clock.wall() });
    switch (command.verb) {
      case 'standby':
      case 'online': {
        const node = find(command.node);
        if (node === undefined) return result('NODE', `there is no node ${command.node} in cluster.xml`);
        return command.verb === 'standby'
          ? standby(coordinator, node, command)
          : online(coordinator, node, word(false));
      }
      case 'lock':
      case 'unlock': {
        const on = command.verb === 'lock';
        const { already, inForce } = restrictions.say(LOCK, word(on));
        if (!(await inForce)) return viewChanged();
        if (already) return result('SUCCESS', `the cluster is ${on ? 'locked' : 'not locked'} already`);
        const said = on
          ? 'the cluster is locked: nothing is started until picket unlock'
          : 'the cluster is unlocked';
        return result('SUCCESS', said);
      }
      case 'maintenance-on':
      case 'maintenance-off': {
        const on = command.verb === 'maintenance-on';
        const { already, inForce } = restrictions.say(MAINTENANCE, word(on));
        if (!(await inForce)) return viewChanged();
        if (already) return result('SUCCESS', `maintenance is ${on ? 'on' : 'off'} already`);
        return result(
          'SUCCESS',
          on ? MAINTENANCE_BEGINS : 'maintenance is over: services are looked after again',
        );
      }
    }
  }

  async function standby(
    { restrictions, drain }: Coordinator,
    { id, name }: NodeConfig,
    { who = '', wait, stop }: RestrictCommand,
  ): Promise<CommandResult> {
    const word = { on: true, who, since: clock.wall(), ...(stop === true && { stop }) };
    if (!(await restrictions.say(standbyKey(id), word).inForce)) return viewChanged();
    const left = wait === true ? await drain.done(id) : drain.left(id);
    if (left === undefined) return viewChanged();
    if (restrictions.standby(id) === undefined)
      return result('FAIL', `${name} has been set online again meanwhile`);
    return wait === true ? emptied(name, left) : begun(name, left);
  }

  async function online(
    { restrictions, letIn }: Coordinator,
    { id, name }: NodeConfig,
    word: Restriction,
  ): Promise<CommandResult> {
    const invitation = deps.loops().invite(id, word.who);
    if (invitation !== undefined && !(await letIn(id, invitation))) return viewChanged();
    const words = [standbyKey(id), rebootKey(id)].map((key) => restrictions.say(key, word));
    const inForce = await Promise.all(words.map((said) => said.inForce));
    if (inForce.includes(false)) return viewChanged();
    if (invitation !== undefined)
      return result('SUCCESS', `${name} is let in: the fences of before count no more`);
    if (words.every(({ already }) => already)) return result('SUCCESS', `${name} is not in standby`);
    return result('SUCCESS', `${name} is online: it takes services again`);
  }

  return {
    sayHere,
    reboots,
    async say(command) {
      if (!isWord(command)) return reboots.say(command);
      const deadline = clock.now() + FORWARD_MS;
      for (;;) {
        const here = deps.coordinator() !== undefined;
        const said = here ? await sayHere(command) : await deps.forward('restrict', command);
        // The word stands in the ledger, or is said anew to the next coordinator: both come to the same.
        if (said.code !== 'AGAIN' || command.wait !== true || clock.now() >= deadline) return said;
        await deps.nextChange();
      }
    },
  };
}

function isWord(command: RestrictCommand): command is Word {
  return command.verb !== 'reboot';
}

const MAINTENANCE_BEGINS =
  'maintenance begins: no service is monitored, recovered, moved, started or stopped; a lost node is still fenced';
