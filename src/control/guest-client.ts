/** The client's questions and orders about guests; see client.ts for how they travel. */
import type {
  GuestAddCommand,
  GuestAddResult,
  GuestsResult,
  GuestVerdict,
} from '#src/cluster/guest-commands.ts';

export interface GuestClient {
  /** Whether it may start on this node now. */
  guestMayStart(name: string): Promise<GuestVerdict>;
  /** What all nodes know of their guests; of all guests without names. */
  guests(names: readonly string[]): Promise<GuestsResult>;
  /** Resolves with what was found, also when it is not added. */
  guestAdd(command: GuestAddCommand): Promise<GuestAddResult>;
}

/** `get` and `post` reject with ControlError, also for a problem document. */
export function createGuestClient(
  get: (path: string) => Promise<unknown>,
  post: (path: string, body: object) => Promise<unknown>,
): GuestClient {
  return {
    guestMayStart: async (name) =>
      (await get(`/v1/guests/${encodeURIComponent(name)}/start`)) as GuestVerdict,
    guests: async (names) => (await post('/v1/guests/look', { names })) as GuestsResult,
    guestAdd: async ({ name, ...rest }) =>
      (await post(`/v1/guests/${encodeURIComponent(name)}/add`, rest)) as GuestAddResult,
  };
}
