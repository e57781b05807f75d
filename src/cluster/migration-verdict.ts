/**
 * What two looks say about a migration: first at the node from which it goes, then at the one to which. In this order,
 * because nothing comes to life where it has left: a target that is asked after a stopped source tells the end of it. Pure.
 */
import type { Millis } from '#src/host/ports.ts';
import type { LocalState } from '#src/resources/service-entry.ts';
import type { MigrationOutcome } from '#src/resources/service-events.ts';

export interface MigrationLooks {
  readonly source: LocalState;
  readonly target: LocalState;
  /** The look before these saw it running on the target already. */
  readonly ranOnTarget: boolean;
  /** The source was told to begin: even if it says that it has failed, something may still be on its way. */
  readonly begun: boolean;
  /** Since the looks began. */
  readonly waited: Millis;
}

export type Verdict =
  | { readonly kind: 'over'; readonly outcome: Exclude<MigrationOutcome, 'interrupted'> }
  /** Something is still going on, or is about to vanish: look again. */
  | { readonly kind: 'again' }
  /** One of the two is left with a copy that is not the guest: to be stopped there. */
  | { readonly kind: 'stop'; readonly where: 'source' | 'target' };

/**
 * How long something may remain unclear before it is ended: a copy that lost its source in the middle vanishes by
 * itself after 6.7 s (measured with libvirt).
 */
export const PATIENCE_MS: Millis = 10_000;
/** How long the source may be unable to tell: a libvirtd that is restarted there is no reason to stop a guest. */
export const SOURCE_PATIENCE_MS: Millis = 30_000;
/** What is still on its way shows on the target within this time. */
export const CALM_MS: Millis = 5_000;

const AGAIN: Verdict = { kind: 'again' };

export function judgeMigration(looks: MigrationLooks): Verdict {
  const { source, target, waited } = looks;
  const patient = waited < PATIENCE_MS;
  switch (source) {
    case 'stopped':
      if (target === 'running') return over('moved');
      if (target === 'stopped') return over('gone');
      return patient ? AGAIN : { kind: 'stop', where: 'target' };
    case 'running':
      if (target === 'running') return looks.ranOnTarget ? over('twice') : AGAIN;
      if (target === 'may-run') return patient ? AGAIN : { kind: 'stop', where: 'target' };
      return looks.begun && waited < CALM_MS ? AGAIN : over('stayed');
    case 'may-run':
      if (waited < SOURCE_PATIENCE_MS) return AGAIN;
      // What runs on the target goes on; what is left here has to go.
      return target === 'running' ? { kind: 'stop', where: 'source' } : over('unclear');
  }
}

function over(outcome: Exclude<MigrationOutcome, 'interrupted'>): Verdict {
  return { kind: 'over', outcome };
}
