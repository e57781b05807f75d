/** Which attributes of a fence device are secret, and how they are kept out of everything that people read. */

type Attributes = Readonly<Record<string, string>>;

const SECRET = /pass|secret|token|community|hexadecimal_kg|credential|api_?key|access_?key|private_?key/;
/** Names that only point at a secret: a script that prints it, a file that holds it, a prompt that asks for it. */
const POINTS_AT_SECRET = /_(script|file|path|prompt)$/;

/** Whether the value of this attribute (any spelling: `passwd`, `snmp-priv-passwd`) must never be shown. */
export function isSecret(attribute: string): boolean {
  const name = attribute.toLowerCase().replaceAll('-', '_');
  return SECRET.test(name) && !POINTS_AT_SECRET.test(name);
}

/** The text with every secret value of these attributes replaced by `***`, however often it occurs. */
export function redact(text: string, attributes: Attributes): string {
  const secrets = Object.entries(attributes)
    .filter(([name, value]) => isSecret(name) && value !== '')
    .map(([, value]) => value)
    // A password that contains another one has to go first, or its rest would stay.
    .sort((a, b) => b.length - a.length);
  return secrets.reduce((redacted, secret) => redacted.replaceAll(secret, '***'), text);
}

/** A copy that may be shown: secret values are `***`. */
export function redactAttributes(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, isSecret(name) && value !== '' ? '***' : value]),
  );
}
