/** Says for an administrator at night why a BMC could not be used: what was seen, and what that most often is. */
import { meaningfulLines } from '#src/fencing/agent-words.ts';
import type { IpmiSettings } from '#src/fencing/ipmi/settings.ts';
import { redact } from '#src/fencing/secrets.ts';
import type { Millis } from '#src/host/ports.ts';

const LONGEST_LINE = 300;

/** Said in any case. */
const UNTELLING =
  /^(Error: )?Unable to establish|^Loading IANA|^Close Session command failed|^Could not open socket|VSO Capabilities|Invalid completion code|Discovered IPMB|HPM\.x/;

type Words = (who: string, settings: IpmiSettings) => string;

/** In this order. The patterns are ipmitool's words, seen with ipmi_sim or in its source. */
const REFUSALS: readonly (readonly [RegExp, Words])[] = [
  [
    /RAKP 2 HMAC is invalid|Activate Session command failed|Invalid password/i,
    (who, { user }) => `${who} refuses the password of user "${user}"`,
  ],
  [
    /indicates an error : (unauthorized name|invalid name length|illegal parameter)|Invalid user name/,
    (who, { user }) => `${who} does not know the user "${user}", or does not let it in over the network`,
  ],
  [
    /RAKP 4 message has invalid integrity check value/,
    (who, { kg }) =>
      kg === undefined
        ? `${who} has a key K_g of its own: give it in hexadecimal_kg`
        : `${who} has another key K_g than hexadecimal_kg says`,
  ],
  [
    /(unauthorized role or privilege level|invalid role)|Set Session Privilege Level to \w+ failed: /,
    (who, { user, privilege }) =>
      `${who} does not let user "${user}" in as ${privilege.toLowerCase()}: privlvl="operator" is enough to switch power`,
  ],
  [
    /Insufficient privilege level/,
    (who, { user, privilege }) =>
      `${who} does not let user "${user}" switch the power as ${privilege.toLowerCase()}: it needs operator`,
  ],
  [
    /insufficient resources/,
    (who) =>
      `${who} has no session to spare: others are open, or it needs a restart (ipmitool mc reset cold)`,
  ],
  [/does not support IPMI v2/, (who) => `${who} only knows IPMI 1.5: lanplus="0"`],
  [
    /Address lookup for .* failed/,
    (_, { host }) => `the address ${host} can't be found: give a number, not a name`,
  ],
];

/** Why no session was opened, or why the BMC refused the command. */
export function refusal(
  stderr: string,
  settings: IpmiSettings,
  secrets: Readonly<Record<string, string>>,
): string {
  const who = `the BMC ${settings.host}`;
  const words = REFUSALS.find(([pattern]) => pattern.test(stderr))?.[1];
  if (words !== undefined) return words(who, settings);
  const last = meaningfulLines(stderr).findLast((line) => !UNTELLING.test(line));
  return `ipmitool could not use ${who}: ${redact(last ?? 'it gave no reason', secrets).slice(0, LONGEST_LINE)}`;
}

export function silence({ host, port }: IpmiSettings, heard: Millis): string {
  const why = 'wrong address, IPMI over LAN switched off, no cable, or the BMC has no power';
  return `no answer from ${host} (UDP ${port}) within ${seconds(heard)}: ${why}`;
}

export function noSession({ host, user }: IpmiSettings, suites: readonly string[]): string {
  return `the BMC ${host} answers, but does not open a session for user "${user}" with cipher suite ${suites.join(' or ')}`;
}

export function noSuite({ host }: IpmiSettings, suites: readonly string[]): string {
  return `the BMC ${host} does not know cipher suite ${suites.join(' or ')}; set cipher="3", or what its documentation says`;
}

export function stalled({ host }: IpmiSettings, waited: Millis): string {
  return `the BMC ${host} opened a session and did not answer in it within ${seconds(waited)}`;
}

export function seconds(ms: Millis): string {
  return ms >= 1000 ? `${Math.round(ms / 100) / 10} s` : `${Math.round(ms)} ms`;
}
