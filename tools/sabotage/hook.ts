/**
 * For `node --import`: loads the product's modules as the sabotage that PICKET_SABOTAGE names has them. Whoever runs
 * without this hook runs the product as it is: there is no switch in it.
 */
import { registerHooks } from 'node:module';
import { findSabotage } from './list.ts';
import { filesOf, sabotaged } from './sabotage.ts';

const sabotage = findSabotage(process.env['PICKET_SABOTAGE'] ?? '');
const files = new Map(
  filesOf(sabotage).map((file) => [new URL(`../../src/${file}`, import.meta.url).href, file]),
);

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    const file = files.get(url);
    if (file === undefined || loaded.source === undefined) return loaded;
    const source = Buffer.from(loaded.source as Uint8Array).toString('utf8');
    return { ...loaded, source: sabotaged(sabotage, file, source) };
  },
});
