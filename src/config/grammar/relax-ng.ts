/**
 * The grammar as a RELAX NG schema (https://relaxng.org/spec-20011203.html), for editors and xmllint: what it accepts
 * is what the check has no error of form about. What takes more than one place to judge is the check's alone.
 */
import type { AgentRegistry } from '#src/agents/agent.ts';
import { defaultsRule } from '../resource-defaults.ts';
import { CLUSTER } from './cluster.ts';
import { COMMON_PATTERNS, pattern } from './relax-ng-values.ts';
import { guestRule, REFERENCE_RULE, resourceNames, resourceRule } from './resource-rules.ts';
import type { AttributeRule, ElementRule, Occurs } from './rules.ts';
import { ACTION } from './services.ts';

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<!-- The form of cluster.xml, for editors and xmllint. Written by: npm run grammar -->
<grammar xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">`;

/** Ends with a line end. */
export function relaxNg(agents: AgentRegistry): string {
  const names = resourceNames(agents);
  const types = names.map((name) => resourceDefinition(name, agents));
  const lines = [
    '<start>',
    ...indent(elementPattern('cluster', CLUSTER, agents)),
    '</start>',
    ...define('anything', ANYTHING),
    ...COMMON_PATTERNS.flatMap(({ name, pattern: common }) => define(name, [common])),
    ...define('action', elementPattern('action', ACTION, agents)),
    ...define('resources', [
      '<zeroOrMore>',
      ...indent(['<choice>', ...indent(INSIDE(names)), '</choice>']),
      '</zeroOrMore>',
    ]),
    ...types.flat(),
  ];
  return `${[HEAD, ...indent(lines), '</grammar>'].join('\n')}\n`;
}

const ANYTHING = [
  '<zeroOrMore>',
  '  <choice>',
  '    <attribute><anyName/></attribute>',
  '    <text/>',
  '    <element><anyName/><ref name="anything"/></element>',
  '  </choice>',
  '</zeroOrMore>',
];

const INSIDE = (names: readonly string[]): readonly string[] => {
  return ['<ref name="action"/>', ...names.map((name) => `<ref name="use-${name}"/>`)];
};

/** Two patterns for each type: where it is defined under `<resources>`, and where a service uses it. */
function resourceDefinition(name: string, agents: AgentRegistry): readonly string[] {
  const agent = agents.find(name);
  const rule = resourceRule(agent?.type ?? name, agent);
  const own = define(`attributes-${name}`, attributePatterns(rule));
  const used = element(name, [
    '<choice>',
    ...indent(group([`<ref name="attributes-${name}"/>`])),
    ...indent(group(attributePatterns(REFERENCE_RULE))),
    '</choice>',
    '<ref name="resources"/>',
  ]);
  const inner = [
    '<choice>',
    '  <ref name="action"/>',
    ...indent(element(undefined, ['<ref name="anything"/>'])),
    '</choice>',
  ];
  const defined = element(name, [
    `<ref name="attributes-${name}"/>`,
    ...['<zeroOrMore>', ...indent(inner), '</zeroOrMore>'],
  ]);
  return [...own, ...define(`use-${name}`, used), ...define(`define-${name}`, defined)];
}

function elementPattern(name: string, rule: ElementRule, agents: AgentRegistry): readonly string[] {
  const children = Object.entries(rule.children).map(([child, { occurs, element: inner }]) => {
    const own = child === 'vm' ? guestRule(agents.find('vm')) : inner;
    return { occurs, lines: elementPattern(child, own, agents) };
  });
  const counted = children.filter(({ occurs }) => occurs !== 'any');
  const ignored = Object.keys(rule.ignored).flatMap((child) => element(child, ['<ref name="anything"/>']));
  const free = [
    ...children.filter(({ occurs }) => occurs === 'any').flatMap(({ lines }) => lines),
    ...ignored,
  ];
  const content = [
    ...counted.map(({ occurs, lines }) => occurring(occurs, lines)),
    // Together, because validators are slow where much may stand in any order.
    ...(free.length === 0 ? [] : [occurring('any', choiceOf(free))]),
    ...held(rule, agents),
  ];
  const inside =
    content.length > 1 ? ['<interleave>', ...indent(content.flat()), '</interleave>'] : content.flat();
  return element(name, [...attributePatterns(rule), ...(inside.length === 0 ? ['<empty/>'] : inside)]);
}

/** One list for each pattern. */
function held({ holds }: ElementRule, agents: AgentRegistry): readonly (readonly string[])[] {
  const names = resourceNames(agents);
  switch (holds) {
    case undefined:
      return [];
    case 'resources':
      return [['<ref name="resources"/>']];
    case 'definitions':
      return [occurring('any', choiceOf(names.map((name) => `<ref name="define-${name}"/>`)))];
    case 'defaults': {
      const elements = ['service', ...names].flatMap((name) => {
        const rule = defaultsRule(name, agents);
        return rule === undefined ? [] : element(name, [...attributePatterns(rule), '<empty/>']);
      });
      return [occurring('any', choiceOf(elements))];
    }
  }
}

/**
 * An element may have many attributes, each optional: libxml2 then tries every subset of those that are there, which is
 * a second for fifteen of them. The grammar gives it no other choice; of required ones it tries none.
 */
function attributePatterns(rule: ElementRule): readonly string[] {
  const known = Object.entries(rule.attributes).map(([name, each]) => {
    const attribute = `<attribute name="${name}">${valuePattern(each)}</attribute>`;
    return each.required ? attribute : `<optional>${attribute}</optional>`;
  });
  if (!rule.open) return known;
  const taken = [...Object.keys(rule.attributes), ...rule.except].map((name) => `<name>${name}</name>`);
  const any = `<attribute><anyName><except>${taken.join('')}</except></anyName><text/></attribute>`;
  return [...known, ...occurring('any', [any])];
}

function valuePattern({ value, required, ignored }: AttributeRule): string {
  return ignored === undefined ? pattern(value, required) : '<text/>';
}

function element(name: string | undefined, content: readonly string[]): readonly string[] {
  const begin =
    name === undefined
      ? ['<element>', '  <anyName><except><name>action</name></except></anyName>']
      : [`<element name="${name}">`];
  return [...begin, ...indent(content), '</element>'];
}

function occurring(occurs: Occurs, content: readonly string[]): readonly string[] {
  if (occurs === 'once') return content;
  const name = { optional: 'optional', some: 'oneOrMore', any: 'zeroOrMore' }[occurs];
  return [`<${name}>`, ...indent(content), `</${name}>`];
}

function choiceOf(content: readonly string[]): readonly string[] {
  return ['<choice>', ...indent(content), '</choice>'];
}

function group(content: readonly string[]): readonly string[] {
  return ['<group>', ...indent(content), '</group>'];
}

function define(name: string, content: readonly string[]): readonly string[] {
  return [`<define name="${name}">`, ...indent(content), '</define>'];
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
