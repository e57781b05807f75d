/** What one daemon has learned of its BMCs: how they are reached fastest, and who needs more patience. */
import type { IpmiSettings } from '#src/fencing/ipmi/settings.ts';
import type { Commands, Millis } from '#src/host/ports.ts';

export interface Learned {
  /** The cipher suite that opened a session. */
  suite: string | undefined;
  /**
   * When it was silent to a reading and to an order, if that was the last that was heard of it; monotonic ms. Apart, as a
   * node that falls silent has its device checked: the shot that follows must not be late for what that has met.
   */
  silentAt: { reading?: Millis; order?: Millis };
  /** It only answered who listened longer. */
  slow: boolean;
  /** This host's ipmitool has no shell to give two commands to. */
  noShell: boolean;
}

/** One daemon has one Commands, so two daemons in one process (tests, the simulator) share nothing. */
const learned = new WeakMap<Commands, Map<string, Learned>>();

export function recall(commands: Commands, { host, port, protocol, user }: IpmiSettings): Learned {
  const all = learned.get(commands) ?? new Map<string, Learned>();
  learned.set(commands, all);
  const key = JSON.stringify([host, port, protocol, user]);
  const one = all.get(key) ?? { suite: undefined, silentAt: {}, slow: false, noShell: false };
  all.set(key, one);
  return one;
}
