/** Questions that any member answers for itself, whether or not it coordinates. They travel as forwarded commands. */

/** See fence-tests.ts. */
export type FenceQuestion = 'fence-test-from-here' | 'who-are-you';
/** See guest-desk.ts. */
export type GuestQuestion = 'guests-here' | 'guests-fit-here';
/** For the text of a guest's definition; see guest-definitions.ts. */
export const DEFINITION_QUESTION = 'guest-definition';
/** An order, of which the member decides whether it obeys; see rebooter.ts. */
export const REBOOT_QUESTION = 'reboot-now';
export type MemberQuestion =
  | FenceQuestion
  | GuestQuestion
  | typeof DEFINITION_QUESTION
  | typeof REBOOT_QUESTION;

export function isGuestQuestion(command: string): command is GuestQuestion {
  return command === 'guests-here' || command === 'guests-fit-here';
}

export function isMemberQuestion(command: string): command is MemberQuestion {
  return (
    command === 'fence-test-from-here' ||
    command === 'who-are-you' ||
    command === DEFINITION_QUESTION ||
    command === REBOOT_QUESTION ||
    isGuestQuestion(command)
  );
}
