/** docs/agents.md has, for every type, the table that the agent's own description makes. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { TABLES } from '#src/agents/existing-types.ts';
import { agents } from '#src/agents/registry.ts';
import { referenceOf } from '#test/agents/reference.ts';

/** Written by hand: they are older than the tables. */
const BY_HAND = ['process', 'ocf'];

/** Text of the sections by the types in their headings: `### clusterfs, gfs2`. */
const sections = new Map(
  readFileSync('docs/agents.md', 'utf8')
    .split(/^#{2,3} /m)
    .slice(1)
    .flatMap((text) => {
      const [heading = ''] = text.split('\n');
      return heading.split(', ').map((type) => [type, text] as const);
    }),
);

it.each(agents.types.filter((type) => !BY_HAND.includes(type)))('%s', (type) => {
  const agent = agents.find(type);
  const text = sections.get(type) ?? '';
  expect(text.split('\n')).toEqual(
    expect.arrayContaining([...(agent === undefined ? [] : referenceOf(agent))]),
  );
  for (const table of TABLES.filter((each) => each.type === type))
    expect(text).toContain(`\`ocf:${table.agent}\``);
});
