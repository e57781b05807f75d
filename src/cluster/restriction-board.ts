/**
 * The restricting words during one view, as its coordinator heeds them. A word that restricts counts at once; one that
 * takes it back counts when every member has it.
 */
import type { ClusterConfig } from '#src/config/model.ts';
import { sameIncarnation } from '#src/membership/epoch.ts';
import type { Ledger, NodeId } from '#src/membership/types.ts';
import {
  byWhom,
  eitherStandby,
  LOCK,
  MAINTENANCE,
  type Reboot,
  type Restriction,
  rebootKey,
  restriction,
  standbyKey,
} from './restrictions.ts';

export interface RestrictionBoard {
  lock(): Restriction | undefined;
  maintenance(): Restriction | undefined;
  /** Said by an operator, or until it has rebooted. */
  standby(node: NodeId): Restriction | undefined;
  /** The word that it is to reboot. */
  reboot(node: NodeId): Restriction | undefined;
  /** In words, for placement; undefined when the node is none. */
  standbyWords(node: NodeId): string | undefined;
  /** Why nothing is started now; undefined when no word speaks against it. */
  startsBlocked(): string | undefined;
  /** What was said last, in force or on its way, is not said again. */
  say(key: string, word: Restriction): Said;
}

interface Said {
  readonly already: boolean;
  /** Resolves with whether it is in force. */
  readonly inForce: Promise<boolean>;
}

export interface RestrictionBoardDeps {
  readonly config: () => ClusterConfig;
  /** As the view began with it. */
  readonly ledger: Ledger;
  readonly submit: (values: ReadonlyMap<string, unknown>) => Promise<boolean>;
  /** A word came in force, or a restricting one is on its way. */
  readonly changed: () => void;
}

export function createRestrictionBoard({
  config,
  ledger,
  submit,
  changed,
}: RestrictionBoardDeps): RestrictionBoard {
  const words = new Map<string, Restriction | undefined>();
  /** The last word said on each, so that the end of an earlier one does not undo it. */
  const last = new Map<string, Restriction>();
  const storing = new Map<string, Promise<boolean>>();

  function get(key: string): Restriction | undefined {
    return words.has(key) ? words.get(key) : restriction(ledger, key);
  }

  function standby(node: NodeId): Restriction | undefined {
    return eitherStandby(get(standbyKey(node)), get(rebootKey(node)));
  }

  function wanted(key: string): Restriction | undefined {
    const said = last.get(key);
    if (said === undefined) return restriction(ledger, key);
    return said.on ? said : undefined;
  }

  async function store(key: string, word: Restriction): Promise<boolean> {
    const inForce = await submit(new Map([[key, word]]));
    if (inForce && last.get(key) === word) {
      words.set(key, word.on ? word : undefined);
      changed();
    }
    return inForce;
  }

  return {
    lock: () => get(LOCK),
    maintenance: () => get(MAINTENANCE),
    standby,
    reboot: (node) => get(rebootKey(node)),
    standbyWords(node) {
      const word = standby(node);
      if (word === undefined) return undefined;
      const name = config().nodes.find(({ id }) => id === node)?.name ?? `node ${node}`;
      const until = get(standbyKey(node)) === undefined ? ' until it has rebooted' : '';
      return `in standby${until}${byWhom(word)} (picket online ${name})`;
    },
    startsBlocked() {
      const maintenance = get(MAINTENANCE);
      if (maintenance !== undefined) return maintenanceWords(maintenance);
      const lock = get(LOCK);
      return lock === undefined ? undefined : lockWords(lock);
    },
    say(key, word) {
      if (saysAsMuch(wanted(key), word))
        return { already: true, inForce: storing.get(key) ?? Promise.resolve(true) };
      last.set(key, word);
      if (word.on) {
        words.set(key, word);
        changed();
      }
      const stored = store(key, word);
      storing.set(key, stored);
      return { already: false, inForce: stored };
    },
  };
}

function saysAsMuch(before: Restriction | undefined, word: Restriction): boolean {
  if (before === undefined || !word.on) return (before !== undefined) === word.on;
  if (word.reboot !== undefined && !sameReboot(before.reboot, word.reboot)) return false;
  return before.stop === true || word.stop !== true;
}

function sameReboot(before: Reboot | undefined, { target, failed }: Reboot): boolean {
  return sameIncarnation(before?.target, target) && before?.failed === failed;
}

export function lockWords(word: Restriction): string {
  return `the cluster is locked${byWhom(word)}: picket unlock`;
}

export function maintenanceWords(word: Restriction): string {
  return `the cluster is in maintenance${byWhom(word)}: picket maintenance off`;
}
