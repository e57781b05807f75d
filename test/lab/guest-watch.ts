/**
 * Asks the libvirt of every host, all the time, which guests execute there: whether one ever did on two hosts at once, and
 * where it was. Nothing of Picket's own word goes into this. A guest that is paused does not execute.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab } from './lab.ts';
import { openVirsh, type VirshShell } from './virsh-shell.ts';

const PAUSE_MS = 50;
/** A host that answers later is not waited for: its libvirt hangs or it just died. */
const PATIENCE_MS = 1_000;

export interface GuestWatch {
  /** Every time that a guest was found executing on two hosts, in words; none is what S1 demands. */
  readonly doubles: readonly string[];
  /** Where it executed, one entry for each change: `['n1', 'n2']` = first on n1, then on n2. */
  places(guest: string): readonly string[];
  /** How often all hosts were asked so far, each of them having answered. */
  rounds(): number;
  /** The last round is over when it resolves. */
  stop(): Promise<void>;
}

/** From now on, until `stop`. Hosts may go off and come back. */
export function watchGuests(lab: Lab): GuestWatch {
  const shells = new Map<string, VirshShell>();
  const doubles: string[] = [];
  const places = new Map<string, string[]>();
  let rounds = 0;
  let stopped = false;

  /** The guests that execute there; undefined if nobody tells. */
  async function running(node: string): Promise<ReadonlySet<string> | undefined> {
    try {
      const shell = shells.get(node) ?? (await openVirsh(lab, node));
      shells.set(node, shell);
      const answer = await shell.ask('list --name --state-running', PATIENCE_MS);
      if (answer.includes('error:')) throw new Error(answer);
      return new Set(answer.split('\n').filter((name) => name !== ''));
    } catch {
      shells.get(node)?.close();
      shells.delete(node);
      return undefined;
    }
  }

  /** One after the other, and whoever said first that a guest runs is asked again: only then both had it at one instant. */
  async function round(): Promise<void> {
    const seen = new Map<string, string>();
    let all = true;
    for (const node of lab.nodes) {
      const here = await running(node);
      all &&= here !== undefined;
      for (const guest of here ?? []) {
        const before = seen.get(guest);
        const still = before === undefined ? undefined : await running(before);
        if (still?.has(guest) === true) doubles.push(`${guest} on ${before} and on ${node} at ${Date.now()}`);
        seen.set(guest, node);
      }
    }
    for (const [guest, node] of seen) {
      const known = places.get(guest) ?? [];
      if (known.at(-1) !== node) known.push(node);
      places.set(guest, known);
    }
    if (all) rounds += 1;
  }

  const over = (async () => {
    while (!stopped) {
      await round();
      await sleep(PAUSE_MS);
    }
    for (const shell of shells.values()) shell.close();
  })();
  return {
    doubles,
    places: (guest) => [...(places.get(guest) ?? [])],
    rounds: () => rounds,
    async stop() {
      stopped = true;
      await over;
    },
  };
}
