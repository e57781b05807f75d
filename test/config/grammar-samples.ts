/** Files made of the grammar itself: each attribute of each element once, with a value that its rule allows. */
import type { AgentRegistry } from '#src/agents/agent.ts';
import { CLUSTER } from '#src/config/grammar/cluster.ts';
import { guestRule, resourceNames, resourceRule } from '#src/config/grammar/resource-rules.ts';
import type { ElementRule, ValueRule } from '#src/config/grammar/rules.ts';
import { ACTION } from '#src/config/grammar/services.ts';
import type { Mutation } from './mutations.ts';

export function grammarSamples(agents: AgentRegistry): readonly Mutation[] {
  const inService = (inner: string): string => smallest(`<rm><service name="s">${inner}</service></rm>`);
  const resources = resourceNames(agents).flatMap((name) => {
    const agent = agents.find(name);
    return variants(name, resourceRule(agent?.type ?? name, agent), inService);
  });
  const process = (inner: string): string => inService(`<process name="p" command="run">${inner}</process>`);
  return [
    ...everywhere('cluster', CLUSTER, (text) => text, agents),
    ...resources,
    ...variants('action', ACTION, process),
  ];
}

type Wrap = (inner: string) => string;

function everywhere(name: string, rule: ElementRule, wrap: Wrap, agents: AgentRegistry): readonly Mutation[] {
  const own = name === 'vm' ? guestRule(agents.find('vm')) : rule;
  const inner = Object.entries(own.children).flatMap(([child, { element }]) => {
    const others = required(own, child);
    return everywhere(child, element, (text) => wrap(open(name, own, `${text}${others}`)), agents);
  });
  return [...variants(name, own, wrap), ...inner];
}

/** With what is required alone, and with each other attribute. */
function variants(name: string, rule: ElementRule, wrap: Wrap): readonly Mutation[] {
  const content = required(rule);
  const optional = Object.entries(rule.attributes).filter(([, each]) => !each.required);
  const ignored = Object.keys(rule.ignored).map((child) => {
    const inner = `<${child} unheard="1"><unheard/></${child}>`;
    return { title: `${name}: <${child}>`, text: wrap(open(name, rule, `${content}${inner}`)) };
  });
  return [
    { title: name, text: wrap(open(name, rule, content)) },
    ...ignored,
    ...optional.flatMap(([attribute, { value }]) =>
      examples(value).map((example) => ({
        title: `${name}: ${attribute}="${example}"`,
        text: wrap(open(name, rule, content, ` ${attribute}="${example}"`)),
      })),
    ),
  ];
}

function smallest(rm: string): string {
  return `<cluster name="c" config_version="1"><clusternodes><clusternode name="n" nodeid="1"/></clusternodes>${rm}</cluster>`;
}

function open(name: string, { attributes }: ElementRule, content: string, more = ''): string {
  const given = Object.entries(attributes)
    .filter(([, each]) => each.required)
    .map(([attribute, { value }]) => ` ${attribute}="${examples(value)[0]}"`);
  return `<${name}${given.join('')}${more}>${content}</${name}>`;
}

/** The children that must be there, but for those called `without`. */
function required(rule: ElementRule, without?: string): string {
  return Object.entries(rule.children)
    .filter(([child, { occurs }]) => child !== without && (occurs === 'once' || occurs === 'some'))
    .map(([child, { element }]) => open(child, element, required(element)))
    .join('');
}

function examples(rule: ValueRule): readonly string[] {
  switch (rule.kind) {
    case 'text':
      return ['x'];
    case 'name':
      return ['näme_1.a@b'];
    case 'label':
      return ['User group'];
    case 'path':
      return ['/x y'];
    case 'flag':
      return ['1', 'Yes', 'off'];
    case 'integer':
      return Number.isFinite(rule.max) ? [String(rule.min), String(rule.max)] : ['-5'];
    case 'choice':
      return [...rule.words, ...rule.words.map((word) => word.toUpperCase())];
    case 'time':
      return rule.style === 'plain' ? ['7', '30s', '1.5min', '100 MS'] : ['7', '1h30m', '2W'];
    case 'either':
      return rule.rules.flatMap(examples);
  }
}
