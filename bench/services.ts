/** bench:services. Two hundred real OCF resources over two nodes; one node dies; how long until all of its run on the other. */
import { options } from './lib/args.ts';
import { bmcStage } from './lib/bmc-stage.ts';
import { type DummyTimes, dummiesXml, dummyFailover, dummyStart } from './lib/dummies.ts';
import { loopbackStage, type StageOptions } from './lib/stage.ts';
import { progress, report, spread } from './lib/stats.ts';

const HELP = `Usage: npm run bench:services -- [options]

Real daemons and the real agent ocf:heartbeat:Dummy (Debian package resource-agents), which is run for every start, stop and
check. Half of the services prefer each node. Each run: both nodes are powered on, all services start; then everything on one
node is killed, it is fenced, and its half starts on the other. Every run checks that none started before the fence was
confirmed, and that the survivor owns all of them in the end.

  --runs N        how often (3)
  --services K    services over both nodes (200)
  --keepalive MS  (200)
  --deadtime MS   (1000)
  --bmc           nodes are network namespaces with ipmi_sim as BMC; needs root

All times are in ms, of one clock.`;

const { numbers, flags } = options(HELP, { runs: 3, services: 200, keepalive: 200, deadtime: 1_000 }, [
  'bmc',
]);

const settings: StageOptions = {
  services: numbers.services,
  keepaliveMs: numbers.keepalive,
  deadtimeMs: numbers.deadtime,
  anchor: false,
  rm: () => dummiesXml(numbers.services),
};

async function measure(): Promise<DummyTimes> {
  const stage = flags.bmc ? await bmcStage(settings, false) : await loopbackStage(settings);
  try {
    const powered = await stage.boot();
    const started = await dummyStart(stage, numbers.services);
    return { start: started - powered, ...(await dummyFailover(stage, numbers.services)) };
  } catch (error) {
    progress(await stage.logs());
    throw error;
  } finally {
    await stage.end();
  }
}

const times: DummyTimes[] = [];
for (let run = 0; run < numbers.runs; run++) {
  const time = await measure();
  const words = Object.entries(time).map(([name, ms]) => `${name} ${ms.toFixed(1)}`);
  progress(`run ${run + 1}: ${words.join(', ')}`);
  times.push(time);
}
const of = (pick: (time: DummyTimes) => number) => spread(times.map(pick));
report({
  bench: 'services',
  runs: numbers.runs,
  services: numbers.services,
  fence: flags.bmc ? 'ipmitool' : 'process',
  deadtimeMs: numbers.deadtime,
  keepaliveMs: numbers.keepalive,
  startAllMs: of((time) => time.start),
  detectionMs: of((time) => time.detection),
  fencedMs: of((time) => time.fenced),
  fencedToAllStartedMs: of((time) => time.fencedToAllStarted),
  killToAllStartedMs: of((time) => time.killToAllStarted),
});
