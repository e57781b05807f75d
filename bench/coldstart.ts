/** bench:coldstart. Both nodes powered on at once: how long until the first service runs. */
import { until } from '#test/lab/until.ts';
import { options } from './lib/args.ts';
import { starts } from './lib/services.ts';
import { loopbackStage } from './lib/stage.ts';
import { progress, report, spread } from './lib/stats.ts';

const HELP = `Usage: npm run bench:coldstart -- [--runs N] [--keepalive MS] [--deadtime MS]

From the exec of both daemons, with empty state, to the first service's start command running. All times in ms.`;

const { numbers } = options(HELP, { runs: 5, keepalive: 200, deadtime: 1_000 });
const settings = { services: 1, keepaliveMs: numbers.keepalive, deadtimeMs: numbers.deadtime, anchor: false };

async function measure(): Promise<number> {
  const stage = await loopbackStage(settings);
  try {
    const at = await stage.boot();
    const start = await until(
      'first service',
      () => starts(stage.folder, 0).get('s1'),
      60_000,
      () => stage.logs(),
    );
    return start - at;
  } finally {
    await stage.end();
  }
}

const times: number[] = [];
for (let run = 0; run < numbers.runs; run++) {
  times.push(await measure());
  progress(`run ${run + 1}: ${times.at(-1)?.toFixed(1)}`);
}
report({
  bench: 'coldstart',
  runs: numbers.runs,
  keepaliveMs: numbers.keepalive,
  deadtimeMs: numbers.deadtime,
  firstStartMs: spread(times),
});
