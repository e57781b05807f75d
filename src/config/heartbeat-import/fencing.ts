/**
 * Heartbeat's STONITH devices as `<fencedevices>` and the `<fence>` of each node. What can't be proved to switch a node
 * off is never passed off as fencing.
 */
import { suggestion } from '../suggest.ts';
import type { Findings, Place } from './findings.ts';
import type { HaCf } from './ha-cf.ts';
import type { Directive, SourceText } from './ha-cf-lines.ts';
import { readGroups } from './ha-cf-lines.ts';
import { type ConvertedDevice, findPlugin, PLUGIN_NAMES, type Plugin } from './stonith-plugins.ts';
import type { XmlText } from './xml-text.ts';

/** `--outlet NODE=PLUG`, or NODE=DEVICE/PLUG when there are several power switches. */
export interface GivenOutlet {
  readonly node: string;
  /** Address of the power switch. */
  readonly device: string | undefined;
  readonly plug: string;
}

export interface FencingOptions {
  readonly outlets: readonly GivenOutlet[];
  /** Goes on where a node has no fence device that proves anything. */
  readonly noFencing: boolean;
  /** The file that a `stonith` line names, if it could be read. */
  readonly stonithFile: SourceText | undefined;
  /** Where the nodes will have the password files. */
  readonly folder: string;
}

/** To be written beside the cluster.xml, readable by its owner alone. */
export interface SecretFile {
  readonly name: string;
  readonly text: string;
}

export interface ConvertedFencing {
  readonly devices: readonly XmlText[];
  /** By node, in the order in which they are to be tried. */
  readonly methods: ReadonlyMap<string, readonly XmlText[]>;
  readonly allowNone: boolean;
  readonly secrets: readonly SecretFile[];
  /** cluster.xml itself holds a secret. */
  readonly secretInside: boolean;
}

interface Draft {
  readonly haCf: HaCf;
  readonly options: FencingOptions;
  readonly findings: Findings;
  readonly devices: Map<string, XmlText>;
  readonly methods: Map<string, XmlText[]>;
  readonly secrets: SecretFile[];
  /** What was converted already, since a line may be repeated for each host that reaches the device. */
  readonly seen: Map<string, string>;
  /** Whose a management controller is, by its address. */
  readonly controllers: Map<string, string>;
  operator: boolean;
  secretInside: boolean;
}

export function convertFencing(haCf: HaCf, options: FencingOptions, findings: Findings): ConvertedFencing {
  const draft: Draft = {
    ...{ haCf, options, findings, devices: new Map(), secrets: [], seen: new Map(), controllers: new Map() },
    ...{ methods: new Map(haCf.nodes.map(({ value }) => [value, []])), operator: false, secretInside: false },
  };
  for (const { node } of options.outlets) {
    if (findNode(haCf, node) === undefined) {
      const names = haCf.nodes.map(({ value }) => value);
      const message = `there is no node "${node}" (${suggestion(node, names)})`;
      findings.problem({ file: '--outlet', line: undefined }, message);
    }
  }
  const before = findings.problems.length;
  for (const directive of haCf.stonith) convertLine(directive, draft);
  const bare = haCf.nodes.filter(({ value }) => draft.methods.get(value)?.length === 0);
  const names = bare.map(({ value }) => value).join(', ');
  const whole = { file: haCf.file, line: undefined };
  if (bare.length > 0 && (options.noFencing || draft.operator)) {
    const message = `without a fence device: ${names}. When such a node is lost, nothing of it starts elsewhere before an operator says picket confirm-down`;
    findings.note(whole, message);
  } else if (bare.length > 0 && findings.problems.length === before) {
    const message = `no fence device switches off ${names}, and Picket starts nothing of a lost node elsewhere before it is off`;
    findings.problem(
      whole,
      `${message}; import with --no-fencing, then add <fencedevices> and <fence> (docs/fencing.md)`,
    );
  }
  const { methods, secrets, secretInside } = draft;
  return {
    ...{ devices: [...draft.devices.values()], methods, secrets, secretInside },
    allowNone: bare.length > 0,
  };
}

function convertLine(directive: Directive, draft: Draft): void {
  const { findings, options } = draft;
  const parts = directive.word === 'stonith' ? fromFile(directive, draft) : directive.words.slice(1);
  if (parts === undefined) return;
  const [type, ...values] = parts;
  const { place } = directive;
  if (type === undefined) {
    findings.problem(place, 'stonith_host must be "stonith_host HOST TYPE PARAMETERS"');
    return;
  }
  const plugin = findPlugin(type);
  // Whoever does without fencing for now has decided about all these devices.
  const refuse = (message: string): void =>
    options.noFencing ? findings.note(place, message) : findings.problem(place, message);
  if (plugin === undefined) {
    const near = suggestion(type, PLUGIN_NAMES);
    const hint = near?.startsWith('did') === true ? `${near} Else ` : '';
    refuse(
      `no fence agent is known for the STONITH plugin "${type}": ${hint}import with --no-fencing, then write a <fencedevice> for it`,
    );
    return;
  }
  switch (plugin.kind) {
    case 'operator':
      draft.operator = true;
      findings.note(place, `${type} became picket confirm-down: an operator vouches that the node is off`);
      return;
    case 'unsafe':
      refuse(
        `the STONITH plugin ${type} is no fencing: ${plugin.why}; import with --no-fencing, then add real fence devices`,
      );
      return;
    case 'by-hand':
      refuse(
        `the STONITH plugin ${type} is not converted; import with --no-fencing, then write: ${plugin.write}`,
      );
      return;
    case 'converted':
      convertDevice(type, plugin, values, place, draft);
      if (directive.word === 'stonith_host' && directive.words[0] !== '*')
        findings.note(place, `the device may be used by every node, not only by ${directive.words[0]}`);
  }
}

function fromFile({ words, place }: Directive, { options, findings }: Draft): readonly string[] | undefined {
  const [type, file] = words;
  if (type === undefined || file === undefined) {
    findings.problem(place, 'stonith must be "stonith TYPE FILE"');
    return undefined;
  }
  if (options.stonithFile !== undefined)
    return [type, ...readGroups(options.stonithFile).flatMap((group) => group.words)];
  const message = `the parameters of stonith ${type} stand in ${file}, which is not here`;
  if (options.noFencing) findings.note(place, `${message}: it is left out`);
  else
    findings.problem(place, `${message}; put it there, or write its content behind "stonith_host * ${type}"`);
  return undefined;
}

function convertDevice(
  type: string,
  plugin: Plugin,
  values: readonly string[],
  place: Place,
  draft: Draft,
): void {
  const { findings } = draft;
  const { parameters, required } = plugin;
  if (values.length < required || values.length > parameters.length) {
    const usage = parameters.map((name, index) => (index < required ? name : `[${name}]`)).join(' ');
    findings.problem(place, `${type} takes: ${usage}; here are ${values.length} values`);
    return;
  }
  const named = Object.fromEntries(parameters.map((name, index) => [name, values[index]]));
  const device = plugin.convert(named);
  if (device === undefined) {
    const open = parameters.filter((name) => !/passw|community/.test(name));
    const list = open.flatMap((name) => (named[name] === undefined ? [] : `${name} ${named[name]}`));
    findings.problem(
      place,
      `${type}: not all of these values have a counterpart in the fence agent: ${list.join(', ')}`,
    );
    return;
  }
  // external/rackpdu asks the switch for its outlets when it is told AUTO.
  const all = plugin.switches === 'all' || (plugin.outlets !== undefined && values[0] === 'AUTO');
  if (all) convertSwitch(plugin, device, undefined, place, draft);
  else {
    const hosts = (values[0] ?? '').split(',').map((name) => [name, findNode(draft.haCf, name)] as const);
    for (const [name, node] of hosts)
      if (node === undefined) findings.problem(place, `${type}: "${name}" is no node of this file`);
    const nodes = hosts.flatMap(([, node]) => node ?? []);
    if (plugin.outlets !== undefined) convertSwitch(plugin, device, nodes, place, draft);
    else if (hosts.length > 1)
      findings.problem(place, `${type}: a management controller switches one node, not ${values[0]}`);
    else for (const node of nodes) convertController(plugin, device, node, place, draft);
  }
}

/** The slip of a copied line, with which fencing one node would switch off another, is a problem. */
function convertController(
  plugin: Plugin,
  device: ConvertedDevice,
  node: string,
  place: Place,
  draft: Draft,
): void {
  const { ipaddr = '', ipport = '' } = device.attributes;
  const key = `${ipaddr} ${ipport}`;
  const owner = draft.controllers.get(key) ?? node;
  draft.controllers.set(key, owner);
  if (owner === node) addMethod(draft, node, plugin, addDevice(draft, plugin, device, node, place));
  else
    draft.findings.problem(
      place,
      `${node} is fenced by the management controller ${ipaddr}, as ${owner} is: each node has its own, or the wrong one would be switched off`,
    );
}

/** A power switch: `hosts` are the nodes on it, when the plugin is told. */
function convertSwitch(
  plugin: Plugin,
  device: ConvertedDevice,
  hosts: readonly string[] | undefined,
  place: Place,
  draft: Draft,
): void {
  const { haCf, options, findings } = draft;
  const address = device.attributes['ipaddr'] ?? '';
  const outlets = options.outlets.filter(
    (outlet) => outlet.device === undefined || outlet.device === address,
  );
  const own = haCf.nodes.flatMap(({ value }) =>
    hosts === undefined || hosts.includes(value) ? [value] : [],
  );
  const found = own.map((node) => {
    return { node, outlet: outlets.find((each) => each.node.toLowerCase() === node.toLowerCase()) };
  });
  const missing = found.filter(({ outlet }) => outlet === undefined).map(({ node }) => node);
  if (plugin.outlets === 'numbers' && missing.length > 0) {
    const wanted = missing.map((node) => `--outlet ${node}=NUMBER`).join(' ');
    const message = `${device.agent} knows the outlets of ${address} by their numbers only; add ${wanted}`;
    if (options.noFencing) findings.note(place, `${message}: left out`);
    else findings.problem(place, message);
    return;
  }
  if (missing.length > 0)
    findings.note(
      place,
      `the outlets of ${address} are taken to be called as the nodes are (${missing.join(', ')}); if not, say --outlet NODE=NAME`,
    );
  const name = addDevice(draft, plugin, device, undefined, place);
  for (const { node, outlet } of found) addMethod(draft, node, plugin, name, outlet?.plug ?? node);
}

/** Returns the name of the device: that of an equal one, if there is one. */
function addDevice(
  draft: Draft,
  plugin: Plugin,
  device: ConvertedDevice,
  node: string | undefined,
  place: Place,
): string {
  const key = JSON.stringify([device, node]);
  const same = draft.seen.get(key);
  if (same !== undefined) return same;
  const base = node === undefined ? plugin.short : `${plugin.short}-${node}`;
  let name = base;
  for (let count = 2; draft.devices.has(name); count += 1) name = `${base}-${count}`;
  draft.seen.set(key, name);
  const attributes: Record<string, string> = { name, agent: device.agent, ...device.attributes };
  if (device.password !== undefined) {
    const file = `fence-${name}.passwd`;
    draft.secrets.push({ name: file, text: `${device.password}\n` });
    attributes['passwd_script'] = `/bin/cat ${draft.options.folder}/${file}`;
  }
  if (device.community !== undefined) {
    attributes['community'] = device.community;
    draft.secretInside = true;
    draft.findings.note(
      place,
      `${device.agent} takes the SNMP community only as an attribute: keep cluster.xml readable by root alone`,
    );
  }
  draft.devices.set(name, { name: 'fencedevice', attributes });
  return name;
}

function addMethod(draft: Draft, node: string, plugin: Plugin, device: string, port?: string): void {
  const methods = draft.methods.get(node) ?? [];
  const child: XmlText = { name: 'device', attributes: { name: device, port } };
  const same = (each: XmlText): boolean => JSON.stringify(each.children) === JSON.stringify([child]);
  if (methods.some(same)) return;
  const taken = methods.filter(({ attributes }) => attributes?.['name']?.startsWith(plugin.short)).length;
  const name = taken === 0 ? plugin.short : `${plugin.short}-${taken + 1}`;
  methods.push({ name: 'method', attributes: { name }, children: [child] });
}

function findNode({ nodes }: HaCf, name: string): string | undefined {
  return nodes.find(({ value }) => value.toLowerCase() === name.toLowerCase())?.value;
}
