/** `<health>`: what a node is looked at for, beyond being there. */
import { canonicalIp, unusableIp } from './address.ts';
import { type Attributes, readAttributes } from './attributes.ts';
import { expectNoChildren } from './children.ts';
import { HEALTH } from './grammar/services.ts';
import type { HealthCheck } from './model.ts';
import type { Problems } from './problems.ts';
import { TAKEN_HINT } from './resources.ts';
import type { XmlElement } from './xml-element.ts';

const INTERVAL = 10_000;
/** The kernel keeps carrier in a file, and a look costs microseconds: guests without network should not wait. */
const CARRIER_INTERVAL = 1_000;
const TIMEOUT = 5_000;
const KINDS = ['carrier', 'ping', 'script'] as const;

export function readHealth(elements: readonly XmlElement[], problems: Problems): readonly HealthCheck[] {
  const checks: HealthCheck[] = [];
  for (const element of elements) {
    const label = `health "${element.attributes.get('name')?.value ?? ''}"`;
    const attributes = readAttributes(element, label, problems, HEALTH);
    const name = attributes.name();
    const subject = readSubject(attributes);
    const interval = attributes.duration(
      'interval',
      subject?.kind === 'carrier' ? CARRIER_INTERVAL : INTERVAL,
    );
    const timeout = attributes.duration('timeout', TIMEOUT);
    attributes.finish();
    expectNoChildren(element, problems);
    if (name === undefined || subject === undefined) continue;
    if (checks.some((check) => check.name === name)) {
      attributes.error('name', `the name is taken by another <health>`, TAKEN_HINT);
    } else checks.push({ name, ...subject, interval, timeout });
  }
  return checks;
}

function readSubject(attributes: Attributes): Pick<HealthCheck, 'kind' | 'target'> | undefined {
  const given = KINDS.filter((kind) => attributes.text(kind) !== undefined);
  const [kind, second] = given;
  const script = attributes.text('script') ?? '/';
  if (!script.startsWith('/')) attributes.wrong('script', `script must be an absolute path, not "${script}"`);
  if (kind === undefined) {
    const hint = 'add carrier="INTERFACE", ping="IP" or script="/PATH"';
    attributes.error('name', 'it says nothing to look at', hint);
    return undefined;
  }
  if (second !== undefined) {
    attributes.error(second, `${kind} and ${second} are both given`, 'write two <health> entries');
    return undefined;
  }
  const target = attributes.text(kind) ?? '';
  if (kind === 'carrier' && !/^[^\s/]{1,15}$/.test(target)) {
    attributes.error('carrier', `"${target}" is no name of a network interface`);
  }
  if (kind !== 'ping') return { kind, target };
  const ip = canonicalIp(target);
  if (ip === undefined)
    attributes.error('ping', `ping must be an IP address, not "${target}"`, 'names are not looked up');
  else if (unusableIp(ip) !== undefined) attributes.error('ping', `${ip} can't be pinged: ${unusableIp(ip)}`);
  return { kind, target: ip ?? target };
}
