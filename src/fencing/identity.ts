/** Whether a fence device is built into the machine that it is said to switch: GUIDs and serial numbers compared. Pure. */

/** Of a machine, from inside or from its BMC. What is no use to tell machines apart is left out. */
export interface Identity {
  /** 32 lower-case hex digits, in whatever order of bytes they came. */
  readonly guids: readonly string[];
  readonly serials: readonly string[];
}

export type Belonging =
  | { readonly kind: 'yes'; readonly words: string }
  | { readonly kind: 'no'; readonly words: string }
  | { readonly kind: 'unseen'; readonly words: string };

export interface KnownIdentity {
  readonly node: string;
  readonly identity: Identity;
  /** The node has asked its own BMC from inside, so that another GUID means another BMC. */
  readonly fromItsBmc: boolean;
}

/** What firmware says where nobody has written anything. */
const PLACEHOLDERS =
  /^(?:|0+|1+|f+|none|n\/?a|null|unknown|default string|not (?:specified|applicable|available)|to be filled by o\.?e\.?m\.?|system serial number|chassis serial number|0?123456789.*|x+|\.+|-+)$/i;

export function identityOf(
  guids: readonly (string | undefined)[],
  serials: readonly (string | undefined)[],
): Identity {
  const hex = guids.map((guid) => (guid ?? '').replaceAll(/[^0-9a-fA-F]/g, '').toLowerCase());
  const usable = hex.filter((guid) => guid.length === 32 && new Set(guid).size > 1);
  const named = serials.map((serial) => (serial ?? '').trim()).filter((serial) => !PLACEHOLDERS.test(serial));
  return { guids: [...new Set(usable)], serials: [...new Set(named)] };
}

/** `seen` by the device; `known` of the nodes that could be asked, `target` among them or not. */
export function belongsTo(
  target: string,
  seen: Identity | undefined,
  known: readonly KnownIdentity[],
): Belonging {
  if (seen === undefined || seen.guids.length + seen.serials.length === 0) {
    return { kind: 'unseen', words: 'it tells nothing of the machine that it is in' };
  }
  const own = known.find(({ node }) => node === target);
  const match = own && shared(seen, own.identity);
  if (match !== undefined) return { kind: 'yes', words: match };
  const other = known.find(({ node, identity }) => node !== target && shared(seen, identity) !== undefined);
  if (other !== undefined)
    return { kind: 'no', words: `it is that of ${other.node}: ${shared(seen, other.identity)}` };
  if (own === undefined) return { kind: 'unseen', words: `${target} can't be asked who it is` };
  if (own.fromItsBmc && seen.guids.length > 0)
    return { kind: 'no', words: `its GUID is not that of the BMC in ${target}` };
  if (own.identity.guids.length + own.identity.serials.length === 0)
    return { kind: 'unseen', words: `${target} does not know its own serial number` };
  return { kind: 'unseen', words: `what it says fits nothing that ${target} knows of itself` };
}

/** What they have in common, in words. A serial number alone is compared with serial numbers alone. */
function shared(a: Identity, b: Identity): string | undefined {
  if (a.guids.some((guid) => b.guids.some((other) => sameGuid(guid, other)))) return 'same GUID';
  const serial = a.serials.find((one) => b.serials.includes(one));
  return serial === undefined ? undefined : `same serial number ${serial}`;
}

/**
 * The same 16 bytes, in any of the orders in which they are printed: IPMI 2.0 (20.8) sends a GUID backwards, SMBIOS
 * (7.2.1) has its first three fields little-endian, and tools differ in what they undo.
 */
function sameGuid(a: string, b: string): boolean {
  return [b, backwards(b), mixed(b), mixed(backwards(b)), backwards(mixed(b))].includes(a);
}

function backwards(hex: string): string {
  return (hex.match(/../g) ?? []).toReversed().join('');
}

function mixed(hex: string): string {
  return (
    backwards(hex.slice(0, 8)) + backwards(hex.slice(8, 12)) + backwards(hex.slice(12, 16)) + hex.slice(16)
  );
}
