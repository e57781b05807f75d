/**
 * Resources that several services of one node use together, e.g. a mounted cluster file system: started by the first,
 * stopped by the last. Who uses one is noted in the run folder, so it survives the daemon and ends with the boot.
 */
import { HostError } from '#src/host/ports.ts';
import type { Agent, Operation, OperationResult } from './agent.ts';
import type { Attributes } from './attributes.ts';
import { instanceName } from './instance.ts';
import { failedByHost } from './outcome-words.ts';

export interface SharingRules {
  /** Two resources with the same key are the same thing on a node. */
  readonly key: (attributes: Attributes, name: string) => string;
  /**
   * What a look says when no service here has noted that it uses the thing. `look`: what the agent finds, since it may
   * run on one node only. `not-running`: it may be there on every node, so being there says nothing about the service.
   */
  readonly unused: 'look' | 'not-running';
  /** Whether even the last stop leaves it as it is. */
  readonly stays?: (attributes: Attributes) => boolean;
}

/** The same agent, safe for several services of a node at the same time. */
export function createSharing(agent: Agent, rules: SharingRules): Agent {
  const turns = new Map<string, Promise<unknown>>();

  function inTurn<T>(operation: Operation, work: () => Promise<T>): Promise<T> {
    const folder = folderOf(agent, rules, operation);
    const mine = (turns.get(folder) ?? Promise.resolve()).then(work, work);
    turns.set(folder, mine);
    const forget = (): void => {
      if (turns.get(folder) === mine) turns.delete(folder);
    };
    mine.then(forget, forget);
    return mine;
  }

  async function start(operation: Operation): Promise<OperationResult> {
    if (operation.cancel.aborted) return { ok: false, reason: 'cancelled', timedOut: false };
    const folder = folderOf(agent, rules, operation);
    await operation.ports.files.makeFolder(folder, 0o755);
    // Before the start, and not taken back if it fails: the stop that follows needs it.
    const user = new TextEncoder().encode(`${operation.service}\n`);
    await operation.ports.files.writeDurably(`${folder}/${userOf(operation)}`, user);
    return agent.start(operation);
  }

  async function stop(operation: Operation): Promise<OperationResult> {
    const folder = folderOf(agent, rules, operation);
    const users = await usersIn(operation, folder);
    const others = users.some((user) => user !== userOf(operation));
    const stays = others || rules.stays?.(operation.resource.attributes) === true;
    const result = stays ? ({ ok: true } as const) : await agent.stop(operation);
    if (result.ok) await operation.ports.files.remove(`${folder}/${userOf(operation)}`);
    return result;
  }

  return {
    ...agent,
    start: (operation) => failedByHost(() => inTurn(operation, () => start(operation))),
    stop: (operation) => failedByHost(() => inTurn(operation, () => stop(operation))),
    monitor: async (operation, depth) => {
      try {
        const users = await usersIn(operation, folderOf(agent, rules, operation));
        const looks = users.includes(userOf(operation)) || (users.length === 0 && rules.unused === 'look');
        return looks ? await agent.monitor(operation, depth) : { status: 'not-running', reason: '' };
      } catch (error) {
        if (error instanceof HostError) return { status: 'unknown', reason: error.message };
        throw error;
      }
    },
  };
}

function folderOf(agent: Agent, rules: SharingRules, { resource, runFolder }: Operation): string {
  const key = rules.key(resource.attributes, resource.name);
  return `${runFolder}/users/${instanceName(`${agent.type}:`, key)}`;
}

function userOf({ service, resource }: Operation): string {
  return instanceName(service, resource.name);
}

/** Names of instances have three parts; a file that a crash left half written has one more. */
async function usersIn({ ports }: Operation, folder: string): Promise<readonly string[]> {
  if ((await ports.files.stat(folder)) === undefined) return [];
  const names = await ports.files.list(folder);
  return names.filter((name) => name.split('.').length === 3);
}
