/** The few kinds of attributes that the tables of this folder are made of. */
import { parseFlag } from '#src/config/attribute-values.ts';
import type { AttributeFinding, AttributeSpec } from '../agent.ts';
import type { MappedAttribute } from './mapped-type.ts';

type Rest = Partial<Omit<MappedAttribute, 'name' | 'doc'>>;

/** An attribute of any kind; a string that may be absent unless `rest` says otherwise. */
export function attribute(name: string, doc: string, rest: Rest = {}): MappedAttribute {
  return {
    name,
    doc,
    type: 'string',
    required: false,
    default: undefined,
    unique: false,
    secret: false,
    ...rest,
  };
}

/** Handed on to the parameter `to`. */
export function passed(name: string, to: string, doc: string, rest: Rest = {}): MappedAttribute {
  return attribute(name, doc, { to, ...rest });
}

/** A switch whose parameter takes `true` and `false`. */
export function flag(name: string, to: string, doc: string, fallback: 'yes' | 'no'): MappedAttribute {
  return attribute(name, doc, { type: 'boolean', to, default: fallback, convert: truth });
}

/** Accepted; what it says has no effect, and `check` tells why. */
export function ignored(name: string, reason: string): MappedAttribute {
  return attribute(name, `Ignored: ${reason}.`, { ignored: reason });
}

/** Accepted without a word: rgmanager needed it, and here nothing depends on it. */
export function needless(name: string, why: string): MappedAttribute {
  return attribute(name, `Without effect: ${why}.`);
}

/** An error: nothing of today does it. */
export function refused(name: string, reason: string, hint: string): MappedAttribute {
  return attribute(name, `Refused: ${reason}; ${hint}.`, { refused: { reason, hint } });
}

/** How long the operation may take beyond what the agent says of itself. */
export function patience(name: string, stretches: 'start' | 'stop', rest: Rest = {}): MappedAttribute {
  return attribute(name, `How long a ${stretches} may take; makes the agent's own limit longer.`, {
    type: 'duration',
    stretches,
    ...rest,
  });
}

/** rgmanager hands the name of the service to agents this way. Picket knows it. */
export const SERVICE_NAME: MappedAttribute = needless('service_name', 'Picket knows the service');

export const NFS_LOCK: MappedAttribute = ignored(
  'nfslock',
  'locks of NFS 3 clients move with an nfsserver resource (its state folder on the shared file system)',
);

export const SELF_FENCE: MappedAttribute = ignored(
  'self_fence',
  'a service whose stop fails is failed and starts nowhere until its node is fenced or an operator has cleaned up',
);

/** `yes` and the like as `true`, the rest as `false`. */
export function truth(value: string): string {
  return parseFlag(value) === true ? 'true' : 'false';
}

/** True when the switch is on. */
export function isOn(value: string | undefined, fallback: boolean): boolean {
  return value === undefined ? fallback : (parseFlag(value.trim()) ?? fallback);
}

export function wrong(name: AttributeSpec['name'], message: string, hint?: string): AttributeFinding {
  return { severity: 'error', attribute: name, message, hint };
}

export function doubtful(name: AttributeSpec['name'], message: string, hint?: string): AttributeFinding {
  return { severity: 'warning', attribute: name, message, hint };
}
