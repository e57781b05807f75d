/**
 * Holds the attributes of fence devices against what their agents say of themselves: for `picket check`. An error is
 * what makes the agent refuse every call; all else is a warning. Pure.
 */
import { oneOf } from '#src/config/attribute-values.ts';
import type { DeviceUse } from '#src/config/fence-places.ts';
import type { Place, Problems } from '#src/config/problems.ts';
import { didYouMean } from '#src/config/suggest.ts';
import type { XmlAttribute, XmlElement } from '#src/config/xml-element.ts';
import { presentName, withPresentNames } from '#src/fencing/former-names.ts';
import type { AgentMetadata, AgentParameter } from '#src/fencing/metadata.ts';
import { type ParameterNames, parameterNames } from '#src/fencing/parameter-names.ts';
import { isSecret } from '#src/fencing/secrets.ts';

/** Read by Picket itself; `agent` and `name` of `<fencedevice>`, the others anywhere. */
const OURS: ReadonlySet<string> = new Set(['name', 'agent', 'action', 'option', 'timeout']);
/** Given to every agent without being asked for. */
const ALWAYS_GIVEN: ReadonlySet<string> = new Set(['action', 'nodename']);
/** Names of other times and other cluster managers, and what they are called now. */
const FORMER: Readonly<Record<string, string>> = {
  hostname: 'ip',
  host: 'ip',
  address: 'ip',
  user: 'username',
  userid: 'username',
  pass: 'password',
  outlet: 'plug',
  domain: 'plug',
  uuid: 'plug',
  privilege: 'privlvl',
};
/** Instead of an address: what is asked then is a program of this host. */
const INSTEAD_OF_ADDRESS: readonly string[] = ['managed', 'target'];

/**
 * What one use of a device says that its agent does not understand, or does not say that its agent needs. `taken`: the
 * agent has said that it needs no more than it is given.
 */
export function checkAttributes(
  use: DeviceUse,
  metadata: AgentMetadata,
  taken: boolean,
  problems: Problems,
): void {
  const names = parameterNames(metadata);
  const { device, element, template, node } = use;
  const templateLabel = `fencedevice "${device.name}"`;
  const label = `device "${device.name}" of node "${node}"`;
  const given = withPresentNames(device.agent, device.attributes);
  /** As the agent reads it: under the present name, where it is given under a dropped one. */
  const read = (name: string): string =>
    given[name] === undefined ? (presentName(device.agent, name) ?? name) : name;
  const { agent } = device;
  checkElement({ element: template, label: templateLabel, agent, read, names }, problems);
  checkElement({ element, label, agent, read, names }, problems);
  for (const parameter of taken ? [] : missing(given, names)) {
    const perNode = parameter === 'plug';
    const all = [...(names.namesOf(parameter) ?? [])].filter((name) => name !== parameter);
    const old = all.length === 0 ? '' : ` (or ${all.map((name) => `"${name}"`).join(', ')})`;
    problems.error(
      perNode ? element : template,
      `${perNode ? label : templateLabel}: ${device.agent} needs "${parameter}"${old}, which is missing`,
      perNode ? `which outlet, blade or guest is node "${node}"?` : undefined,
    );
  }
}

/** The value under any of its names, as the agent takes it: the last one. */
export function givenValue(
  attributes: Readonly<Record<string, string>>,
  names: ParameterNames,
  parameter: string,
): string | undefined {
  const group = names.namesOf(parameter);
  const given = Object.entries(attributes).filter(([name]) => {
    return group !== undefined && names.namesOf(name) === group;
  });
  return given.at(-1)?.[1];
}

interface Looked {
  readonly element: XmlElement;
  readonly label: string;
  readonly agent: string;
  readonly read: (name: string) => string;
  readonly names: ParameterNames;
}

function checkElement({ element, label, agent, read, names }: Looked, problems: Problems): void {
  const seen = new Map<ReadonlySet<string>, XmlAttribute>();
  for (const attribute of element.attributes.values()) {
    const { name } = attribute;
    if (OURS.has(name) || ALWAYS_GIVEN.has(name)) continue;
    const group = names.namesOf(read(name));
    const parameter = names.parameter(read(name));
    const nameAt: Place = { at: attribute.nameAt, path: element.path };
    if (group === undefined || parameter === undefined) {
      problems.warning(nameAt, `${label}: ${agent} knows no attribute "${name}"`, hintFor(name, names));
      continue;
    }
    const before = seen.get(group);
    if (before !== undefined) {
      const message = `${label}: "${before.name}" and "${name}" are two names of one thing`;
      problems.warning(nameAt, message, `what "${name}" says counts, as it comes last; keep one of them`);
    }
    seen.set(group, attribute);
    checkValue(attribute, parameter, { element, label, agent }, problems);
  }
}

function checkValue(
  { name, value, at }: XmlAttribute,
  { type, choices }: AgentParameter,
  { element, label, agent }: { readonly element: XmlElement; readonly label: string; readonly agent: string },
  problems: Problems,
): void {
  const place: Place = { at, path: element.path };
  const shown = isSecret(name) ? '' : `, not "${value}"`;
  // A script of one's own may be content with what the agents' library refuses.
  const refused = agent.startsWith('/') ? problems.warning : problems.error;
  const word = value.trim().toLowerCase();
  switch (type) {
    case 'boolean':
      if (/^(1|yes|on|true|0|no|off|false)$/.test(word)) break;
      problems.warning(place, `${label}: ${name} must be 1 or 0${shown}`, `${agent} ignores anything else`);
      break;
    case 'integer':
    case 'second':
      if (/^[+-]?\d+$/.test(word)) break;
      refused(
        place,
        `${label}: ${name} must be a whole number${type === 'second' ? ' of seconds' : ''}${shown}`,
      );
      break;
    case 'select':
      if (choices.some((choice) => choice.toLowerCase() === word)) break;
      refused(place, `${label}: ${name} must be ${oneOf(choices)}${shown}`);
      break;
  }
  if (name === 'delay' && Number(word) > 0) {
    const hint = 'which of two nodes shoots first is for fence_delay of <fence_daemon>; remove it';
    problems.warning(place, `${label}: delay="${word}" holds up every fence by ${word} s`, hint);
  }
}

function hintFor(name: string, names: ParameterNames): string | undefined {
  if (name.startsWith('pcmk_')) return 'it is for Pacemaker; remove it';
  const former = FORMER[name.toLowerCase()];
  if (former !== undefined && names.parameter(former) !== undefined) return `did you mean "${former}"?`;
  const known = names.current.map((parameter) => parameter.name);
  return (
    didYouMean(name, known) ??
    didYouMean(name, [...known.flatMap((each) => [...(names.namesOf(each) ?? [])])])
  );
}

/** New names of what the agent can't do without, and is not given. */
function missing(attributes: Readonly<Record<string, string>>, names: ParameterNames): readonly string[] {
  const given = (parameter: string): boolean => (givenValue(attributes, names, parameter) ?? '') !== '';
  const needed = names.current.filter(({ name, required }) => required && !ALWAYS_GIVEN.has(name));
  const absent = needed.map(({ name }) => name).filter((name) => !given(name));
  // The agents' library: the plug may be the address; then neither is called required.
  if (names.parameter('port_as_ip') !== undefined && !absent.includes('ip')) {
    if (!given('ip') && !(given('port_as_ip') && given('plug'))) absent.unshift('ip');
  }
  const hasOther = INSTEAD_OF_ADDRESS.some(given);
  return absent.filter((name) => name !== 'ip' || !hasOther);
}
