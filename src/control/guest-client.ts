/** The client's questions and orders about guests; see client.ts for how they travel. */
import type { GuestAddCommand, GuestAddResult, GuestsResult } from '#src/cluster/guest-commands.ts';

export interface GuestClient {
  /** What all nodes know of their guests; of all guests without names. */
  guests(names: readonly string[]): Promise<GuestsResult>;
  /** Resolves with what was found, also when it is not added. */
  guestAdd(command: GuestAddCommand): Promise<GuestAddResult>;
}

/** `post` rejects with ControlError, also for a problem document. */
export function createGuestClient(post: (path: string, body: object) => Promise<unknown>): GuestClient {
  return {
    guests: async (names) => (await post('/v1/guests/look', { names })) as GuestsResult,
    guestAdd: async ({ name, ...rest }) =>
      (await post(`/v1/guests/${encodeURIComponent(name)}/add`, rest)) as GuestAddResult,
  };
}
