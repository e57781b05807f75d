/** What cluster.xml says of a BMC, by the old and the new names of fence_ipmilan's attributes, for the built-in fence_ipmi. */
import type { Millis } from '#src/host/ports.ts';

export interface IpmiSettings {
  readonly host: string;
  readonly port: number;
  /** IPMI 2.0 (RMCP+), or the old protocol of IPMI 1.5. */
  readonly protocol: 'lanplus' | 'lan';
  /** '' is the BMC's anonymous user. */
  readonly user: string;
  readonly password: string;
  /** A shell command that prints the password; counts before `password`. */
  readonly passwordScript: string | undefined;
  /** As ipmitool's -L has it. */
  readonly privilege: string;
  /** Undefined: 17, and 3 where that is refused. */
  readonly suite: string | undefined;
  /** The BMC's own key (K_g), if one is set there. */
  readonly kg: string | undefined;
  /** IPMI 1.5 only. */
  readonly auth: string | undefined;
  /** IPMB address behind the BMC. */
  readonly target: string | undefined;
  /** How long the BMC may be silent before it counts as not there: twice this. */
  readonly patience: Millis;
  readonly program: string;
}

export type IpmiReading =
  | ({ readonly kind: 'settings' } & IpmiSettings)
  /** For an administrator; names the attribute, holds no secret. */
  | { readonly kind: 'unfit'; readonly reason: string };

/** The suite of today's BMCs first: an old one refuses it at once, and 3 is the one that IPMI 2.0 demands of all. */
export const SUITES: readonly string[] = ['17', '3'];
const IPMI_PORT = 623;
const PRIVILEGES: readonly string[] = ['callback', 'user', 'operator', 'administrator'];
const AUTHS: readonly string[] = ['none', 'password', 'md2', 'md5'];
const YES: readonly string[] = ['1', 'yes', 'on', 'true'];
const NO: readonly string[] = ['0', 'no', 'off', 'false'];
const KG_BYTES = 20;

class Unfit extends Error {}

/** Pure, and never throws. As with fence-agents, `-` is as good as `_`, and attributes that it does not know are ignored. */
export function readSettings(attributes: Readonly<Record<string, string>>): IpmiReading {
  const spelled = Object.entries(attributes).map(([name, value]) => [name.replaceAll('-', '_'), value]);
  try {
    return { kind: 'settings', ...settings(Object.fromEntries(spelled)) };
  } catch (error) {
    if (error instanceof Unfit) return { kind: 'unfit', reason: error.message };
    throw error;
  }
}

function settings(attributes: Readonly<Record<string, string>>): IpmiSettings {
  /** What stands under one of these names; the last counts, as with fence-agents. */
  const given = (...names: readonly string[]): string | undefined =>
    Object.entries(attributes).findLast(([name, value]) => names.includes(name) && value.trim() !== '')?.[1];
  const text = (...names: readonly string[]): string | undefined => given(...names)?.trim();
  const host = text('ip', 'ipaddr');
  if (host === undefined) throw new Unfit('fence_ipmi needs ip="...", the address of the BMC');
  const lanplus = flag('lanplus', text('lanplus'), true);
  return {
    host,
    port: whole('ipport', text('ipport', 'udpport'), IPMI_PORT, 65_535),
    protocol: lanplus ? 'lanplus' : 'lan',
    user: given('username', 'login') ?? '',
    password: given('password', 'passwd') ?? '',
    passwordScript: text('password_script', 'passwd_script'),
    privilege: word('privlvl', text('privlvl'), PRIVILEGES, 'administrator').toUpperCase(),
    suite: suite(text('cipher')),
    kg: key(text('hexadecimal_kg')),
    auth: text('auth') === undefined ? undefined : word('auth', text('auth'), AUTHS, '').toUpperCase(),
    target: text('target'),
    patience: whole('ipmitool_timeout', text('ipmitool_timeout'), 1, 60) * 1_000,
    program: program(text('ipmitool_path')),
  };
}

function flag(name: string, value: string | undefined, fallback: boolean): boolean {
  const given = value?.toLowerCase();
  if (given === undefined) return fallback;
  if (YES.includes(given)) return true;
  if (NO.includes(given)) return false;
  throw new Unfit(`${name} must be 1 or 0, not "${value}"`);
}

function whole(name: string, value: string | undefined, fallback: number, most: number): number {
  if (value === undefined) return fallback;
  const number = /^\d{1,6}$/.test(value) ? Number(value) : 0;
  if (number < 1 || number > most)
    throw new Unfit(`${name} must be a number from 1 to ${most}, not "${value}"`);
  return number;
}

function word(name: string, value: string | undefined, words: readonly string[], fallback: string): string {
  const given = value?.toLowerCase() ?? fallback;
  if (!words.includes(given) && given !== fallback)
    throw new Unfit(`${name} must be one of ${words.join(', ')}, not "${value}"`);
  return given;
}

/** Suite 0 does without any password: whoever can send a datagram could switch the node off. */
function suite(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,2}$/.test(value))
    throw new Unfit(`cipher must be the number of a cipher suite, such as 17 or 3, not "${value}"`);
  if (Number(value) === 0)
    throw new Unfit('cipher="0" asks for no password; use 17 or 3, and switch suite 0 off in the BMC');
  return String(Number(value));
}

/**
 * ipmitool takes the key as text from its environment, as bytes only on its command line, where every user can read it.
 * The BMC pads it with zeros to 20 bytes, so zeros at the end mean nothing.
 */
function key(hex: string | undefined): string | undefined {
  if (hex === undefined) return undefined;
  const digits = hex.replace(/^0x/i, '');
  if (!/^([0-9a-f]{2})+$/i.test(digits))
    throw new Unfit('hexadecimal_kg must be an even number of hexadecimal digits');
  const padded = (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  const bytes = padded.slice(0, padded.findLastIndex((byte) => byte !== 0) + 1);
  if (bytes.length > KG_BYTES) throw new Unfit(`hexadecimal_kg is longer than ${KG_BYTES} bytes`);
  if (bytes.some((byte) => byte < 0x20 || byte > 0x7e)) {
    const why = 'it can only be given to ipmitool on its command line, where every user sees it';
    throw new Unfit(
      `hexadecimal_kg holds bytes that are no printable characters: ${why}; set another key in the BMC`,
    );
  }
  return bytes.length === 0 ? undefined : String.fromCharCode(...bytes);
}

function program(path: string | undefined): string {
  if (path === undefined) return '/usr/bin/ipmitool';
  if (!path.startsWith('/')) throw new Unfit(`ipmitool_path must be an absolute path, not "${path}"`);
  return path;
}
