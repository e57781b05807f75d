/** `node tools/sabotage/record.ts [NAME..]`: looks for the first seed that notices each sabotage, and keeps it in seeds.json. */
import { writeFileSync } from 'node:fs';
import { readSeeds, runSabotages } from './run.ts';

const names = process.argv.slice(2);
const all = names.length === 0;
const { trials, summary } = await runSabotages(all ? ['all'] : names, {
  jobs: 1,
  forgetSeeds: true,
  told: (line) => console.log(line),
});
const found = trials.flatMap(({ name, seed }) => (seed === undefined ? [] : [[name, seed] as const]));
const kept = new Map([...(all ? [] : Object.entries(readSeeds())), ...found]);
const sorted = Object.fromEntries([...kept].toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(new URL('seeds.json', import.meta.url), `${JSON.stringify(sorted, null, 2)}\n`);
console.log(JSON.stringify(summary));
