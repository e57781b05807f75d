/**
 * Reads what one run of ipmitool said: what was done, what was read, and what stood in the way. Off is the word on which
 * services start elsewhere, so it only counts as ipmitool's own sentence, alone, and with exit code 0.
 */
import { type IpmiOrder, OFF, STATUS } from '#src/fencing/ipmi/ipmitool-call.ts';

/** What a program said until its end. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Why ipmitool got nowhere. The first four say that no session was opened, so no order was given. */
export type Hindrance =
  /** Not one answer. */
  | 'silent'
  /** The BMC does not speak this cipher suite. */
  | 'suite'
  /** It answers, but not to the opening of a session: some do so when they do not know the suite or the user. */
  | 'no-session'
  /** Any other refusal of a session, or a mistake before one. */
  | 'refused'
  /** A session was opened, then an answer did not come in time. An order may have been carried out. */
  | 'stalled'
  /** A session was opened, the command was refused. */
  | 'denied';

export type Session =
  | { readonly kind: 'power'; readonly on: boolean }
  /** The BMC took the order; `on` is what it read right after, in the same session, if it did. */
  | { readonly kind: 'taken'; readonly on: boolean | undefined }
  | { readonly kind: 'hindered'; readonly by: Hindrance };

const PROMPT = 'ipmitool> ';
const POWER = /^Chassis Power is (on|off)$/;
const TAKEN: Readonly<Record<Exclude<IpmiOrder, 'status'>, string>> = {
  off: 'Chassis Power Control: Down/Off',
  on: 'Chassis Power Control: Up/On',
  cycle: 'Chassis Power Control: Cycle',
};

export function readSession(said: Said, order: IpmiOrder): Session {
  const parts = inParts(said.stdout);
  if (order === 'status') {
    const on = said.code === 0 ? power(parts.get('') ?? []) : undefined;
    return on === undefined ? { kind: 'hindered', by: hindrance(said) } : { kind: 'power', on };
  }
  const answer = parts.get(OFF) ?? parts.get('') ?? [];
  if (answer.length !== 1 || answer[0] !== TAKEN[order]) return { kind: 'hindered', by: hindrance(said) };
  return { kind: 'taken', on: said.code === 0 ? power(parts.get(STATUS) ?? []) : undefined };
}

/** The lines of each command of ipmitool's shell, which repeats what it was told; outside of it all lines are under ''. */
function inParts(stdout: string): ReadonlyMap<string, readonly string[]> {
  const parts = new Map<string, string[]>();
  let part = '';
  for (const line of stdout.split('\n').map((one) => one.trimEnd())) {
    if (line.startsWith(PROMPT)) part = line.slice(PROMPT.length);
    else if (line !== '') parts.set(part, [...(parts.get(part) ?? []), line]);
  }
  return parts;
}

function power(lines: readonly string[]): boolean | undefined {
  const said = lines.length === 1 ? POWER.exec(lines[0] ?? '')?.[1] : undefined;
  return said === undefined ? undefined : said === 'on';
}

/** ipmitool 1.8.18 and 1.8.19, src/plugins/lanplus/lanplus.c and lan.c; recorded in test/fencing/ipmi. */
const SIGNS: readonly (readonly [RegExp, Hindrance])[] = [
  [/^Set Chassis Power Control to .* failed: |^Get Chassis Power Status failed: /m, 'denied'],
  [/^Unable to set Chassis Power Control|^Unable to get Chassis Power Status/m, 'stalled'],
  [
    /open session response message : (invalid (authentication|integrity|confidentiality) algorithm|no (cipher suite match|matching (authentication|integrity) payload))/,
    'suite',
  ],
  [/^Set Session Privilege Level to \w+ failed$/m, 'no-session'],
  [/^Get Auth Capabilities (error|command failed)$/m, 'silent'],
];

function hindrance({ stderr }: Said): Hindrance {
  return SIGNS.find(([pattern]) => pattern.test(stderr))?.[1] ?? 'refused';
}

/** Whether ipmitool, killed at its deadline, had already opened a session: only in one does it look where it has come to. */
export function openedBefore(stderr: string): boolean {
  return /Get VSO Capabilities|HPM\.x Capabilities|Discovered IPMB|Chassis Power/.test(stderr);
}
