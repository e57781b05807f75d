/** bench:peers. The same failover by Picket, by Pacemaker with Corosync and by Heartbeat, in one run on one machine. */
import { setTimeout as sleep } from 'node:timers/promises';
import { labMissing } from '#test/lab/lab.ts';
import { options } from './lib/args.ts';
import { bmcStage } from './lib/bmc-stage.ts';
import { failover, settled } from './lib/failover-run.ts';
import { progress, report, type Spread, spread } from './lib/stats.ts';
import { heartbeat } from './peers/heartbeat.ts';
import { pacemaker } from './peers/pacemaker.ts';
import { measurePeer, peerMissing } from './peers/peer.ts';

const HELP = `Usage: npm run bench:peers -- [--runs N]

Needs root. Measures, one after another, SIGKILL of a whole node to the start of its one service on the other node, which fences
it first through ipmi_sim: Picket (keepalive 200 ms, deadtime 1 s, fence_ipmilan with power_wait=0), and, where they are installed, Pacemaker with
Corosync (token 1 s, fence_ipmilan with power_wait=0) and Heartbeat (keepalive 200 ms, deadtime 1 s, external/ipmi).
Installs nothing. ratio = the peer's median by Picket's: above 1, Picket is faster.`;

const { numbers } = options(HELP, { runs: 5 });
const absent = await labMissing();
if (absent !== undefined) {
  progress(`bench:peers ${absent}`);
  process.exit(1);
}

async function measurePicket(): Promise<readonly number[]> {
  const settings = { services: 1, keepaliveMs: 200, deadtimeMs: 1_000, anchor: true };
  const times: number[] = [];
  for (let run = 0; run < numbers.runs; run++) {
    const stage = await bmcStage(settings, true);
    try {
      await stage.boot();
      await settled(stage, 1, true);
      await sleep(2_000 + 137 * (run % 7));
      times.push((await failover(stage, 1)).killToStart);
      progress(`picket run ${run + 1}: ${times.at(-1)?.toFixed(0)} ms`);
    } finally {
      await stage.end();
    }
  }
  return times;
}

const picket = spread(await measurePicket());
const peers: Record<
  string,
  { readonly settings: string; readonly killToStartMs: Spread; readonly ratio: number }
> = {};
const skipped: Record<string, string> = {};
for (const peer of [pacemaker, heartbeat]) {
  const missing = await peerMissing(peer);
  if (missing === undefined) {
    const killToStartMs = spread(await measurePeer(peer, numbers.runs));
    const ratio = Math.round((killToStartMs.median / picket.median) * 100) / 100;
    peers[peer.name] = { settings: peer.settings, killToStartMs, ratio };
  } else {
    progress(`${peer.name}: left out, ${missing}`);
    skipped[peer.name] = missing;
  }
}
report({ bench: 'peers', runs: numbers.runs, picket: { killToStartMs: picket }, peers, skipped });
