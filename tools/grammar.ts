/**
 * `npm run grammar`: writes the RELAX NG schema, and the tables of docs/cluster-xml.md, from the grammar by which the
 * check reads (src/config/grammar). Run it after a change of the grammar or of an agent's attributes; a test compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { agents } from '#src/agents/registry.ts';
import { withTables } from '#src/config/grammar/reference.ts';
import { relaxNg } from '#src/config/grammar/relax-ng.ts';

const REFERENCE = 'docs/cluster-xml.md';

writeFileSync('schema/cluster.rng', relaxNg(agents));
writeFileSync(REFERENCE, withTables(readFileSync(REFERENCE, 'utf8')));
