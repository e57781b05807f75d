/** bench:failover. A node dies; how long until its services run on the other, and how much of that is Picket's own doing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { options } from './lib/args.ts';
import { bmcStage } from './lib/bmc-stage.ts';
import { type FailoverTimes, failover, settled } from './lib/failover-run.ts';
import { loopbackStage, type Stage } from './lib/stage.ts';
import { progress, report, spread } from './lib/stats.ts';

const HELP = `Usage: npm run bench:failover -- [options]

Real daemons; each run starts a cluster of two, lets the services settle on one node, kills everything on that node with SIGKILL
and waits for the services on the other one. Every run checks that nothing started before the fence was confirmed.

  --runs N        how often (5)
  --services K    services on the node that dies (1)
  --keepalive MS  (200)
  --deadtime MS   (1000)
  --bmc           nodes are network namespaces with ipmi_sim as BMC, fenced by a small agent around ipmitool; needs root
  --fence-ipmilan with --bmc: the agent is the real fence_ipmilan, with power_wait=0
  --tie-break     measure the node that must wait before it shoots (see below)

Which of two nodes shoots first: the one whose services count more (priority), and this is agreed before anything fails. By
default the survivor carries an anchor service that outweighs the measured ones, so it shoots at once. With --tie-break it
carries nothing, and the wait of fence_delay (automatic, at least 2 s) is part of what is measured.

overheadMs = kill to start, less detection, less the time the fence agent itself took. All times are in ms, of one clock.`;

const { numbers, flags } = options(HELP, { runs: 5, services: 1, keepalive: 200, deadtime: 1_000 }, [
  'bmc',
  'fence-ipmilan',
  'tie-break',
]);

const settings = {
  services: numbers.services,
  keepaliveMs: numbers.keepalive,
  deadtimeMs: numbers.deadtime,
  anchor: !flags['tie-break'],
};

async function measure(run: number): Promise<FailoverTimes> {
  const stage: Stage = flags.bmc
    ? await bmcStage(settings, flags['fence-ipmilan'])
    : await loopbackStage(settings);
  try {
    await stage.boot();
    await settled(stage, settings.services, settings.anchor);
    // The failure may come at any moment between two heartbeats; and weights travel with the heartbeats.
    await sleep(3 * settings.keepaliveMs + (settings.keepaliveMs * run) / numbers.runs);
    return await failover(stage, settings.services);
  } catch (error) {
    progress(await stage.logs());
    throw error;
  } finally {
    await stage.end();
  }
}

const times: FailoverTimes[] = [];
for (let run = 0; run < numbers.runs; run++) {
  const time = await measure(run);
  progress(
    `run ${run + 1}: ${Object.entries(time)
      .map(([name, ms]) => `${name} ${ms.toFixed(1)}`)
      .join(', ')}`,
  );
  times.push(time);
}
const of = (pick: (time: FailoverTimes) => number) => spread(times.map(pick));
report({
  bench: 'failover',
  runs: numbers.runs,
  services: settings.services,
  fence: flags.bmc ? (flags['fence-ipmilan'] ? 'fence_ipmilan' : 'ipmitool') : 'process',
  tieBreak: flags['tie-break'],
  deadtimeMs: settings.deadtimeMs,
  keepaliveMs: settings.keepaliveMs,
  detectionMs: of((time) => time.detection),
  agentMs: of((time) => time.agent),
  overheadMs: of((time) => time.overhead),
  killToStartMs: of((time) => time.killToStart),
  allStartedMs: of((time) => time.allStarted),
  fencedToAllStartedMs: of((time) => time.fencedToAllStarted),
  startedBeforeFence: 0,
});
