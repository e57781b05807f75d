/** Names of the machine's states as people and status see them. */
import type { SnapshotFrom } from 'xstate';
import type { fenceMachine } from '#src/fencing/fence-machine.ts';
import type { FenceJobState } from '#src/fencing/fence-types.ts';

/** The step a job is in, for status. */
export function stepOf(snapshot: SnapshotFrom<typeof fenceMachine>): FenceJobState['what'] {
  if (snapshot.matches('confirmed')) return 'confirmed';
  if (snapshot.matches('poweringOn')) return 'powering-on';
  if (snapshot.matches('done')) return 'done';
  if (snapshot.matches('cancelled')) return 'cancelled';
  if (snapshot.matches({ trying: 'waiting' })) return 'waiting';
  if (snapshot.matches({ trying: 'asking' }) || snapshot.matches({ trying: 'heldBack' })) return 'waiting';
  if (snapshot.matches({ trying: 'announcing' }) || snapshot.matches({ trying: 'unannounced' }))
    return snapshot.context.attempts === 0 ? 'waiting' : 'backing-off';
  if (snapshot.matches({ trying: 'helping' })) return 'helped';
  if (snapshot.matches({ trying: 'settling' })) return 'settling';
  if (snapshot.matches({ trying: 'lettingIn' })) return 'letting-in';
  if (snapshot.matches({ trying: 'backingOff' })) return 'backing-off';
  if (snapshot.matches({ trying: 'verifying' })) return 'verifying';
  return 'shooting';
}
