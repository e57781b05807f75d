/** The tables of docs/agents.md, as the agents describe themselves. */
import type { Agent, AttributeSpec } from '#src/agents/agent.ts';
import { TABLES } from '#src/agents/existing-types.ts';
import type { MappedAttribute } from '#src/agents/mapped/mapped-type.ts';

/** Heading and rows of the table of one type, without line ends. */
export function referenceOf(agent: Agent): readonly string[] {
  const mapped = TABLES.some(({ type }) => type === agent.type);
  const columns = mapped
    ? ['attribute', 'default', 'parameter', 'meaning']
    : ['attribute', 'default', 'meaning'];
  const rows = agent.attributes.map((spec) => rowOf(spec, mapped));
  return [line(columns), line(columns.map(() => '---')), ...rows];
}

function rowOf(spec: AttributeSpec, mapped: boolean): string {
  const { to, shapes } = spec as MappedAttribute;
  const parameter = to ?? shapes;
  const cells = [`\`${spec.name}\``, defaultOf(spec)];
  if (mapped) cells.push(parameter === undefined ? '' : `\`${parameter}\``);
  return line([...cells, spec.doc.replaceAll(/[|<]/g, '\\$&')]);
}

function defaultOf({ required, inherit, default: fallback }: AttributeSpec): string {
  if (inherit !== undefined) return `\`${inherit}\` around it`;
  if (required) return 'required';
  return fallback === undefined ? '' : `\`${fallback}\``;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
