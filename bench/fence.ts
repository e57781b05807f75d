/**
 * bench:fence. The built-in fence_ipmi beside fence_ipmilan, with its default waits and without: the time of a reading,
 * of a fence from the order off to the confirmed fence, and of what an administrator has to be told.
 */
import { loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { FenceDevice } from '#src/config/model.ts';
import { type AgentCatalog, createAgentCatalog } from '#src/fencing/agent-catalog.ts';
import { callAgent } from '#src/fencing/agent-protocol.ts';
import { startFence } from '#src/fencing/fencer.ts';
import { type Bmc, startBmc } from '#test/fencing/support/bmc.ts';
import { method, realPorts, request } from '#test/fencing/support/world.ts';
import { options } from './lib/args.ts';
import { progress, report, type Spread, spread } from './lib/stats.ts';

const HELP = `Usage: npm run bench:fence -- [--runs N] [--silent-runs N]

Needs openipmi, ipmitool and fence-agents. The BMC is ipmi_sim on loopback. For fence_ipmi, fence_ipmilan (cipher 3, default waits)
and fence_ipmilan with power_wait=0, in ms:

  status            one reading
  offToConfirmed    from the order off to the confirmed fence, through the real fencer: order, and off read twice
  wrongPassword     until that is said
  unreachable       a port where nobody answers, until that is said
  firstStatus       the first reading of all: fence_ipmi finds out that ipmi_sim does not know cipher suite 17

  --runs N          of all but the last (15)
  --silent-runs N   of the last, which takes 20 s with fence_ipmilan (2)

Every fence is checked: one order reached the BMC, and its power is off.`;

const { numbers } = options(HELP, { runs: 15, 'silent-runs': 2 });

interface Contender {
  readonly name: string;
  readonly device: (bmc: Bmc, attributes?: Readonly<Record<string, string>>) => FenceDevice;
}

/** Of fence_ipmilan with the waits that it has by itself. */
function defaultWaits({ attributes, ...device }: FenceDevice): FenceDevice {
  const { power_wait: _, power_timeout: __, ...rest } = attributes;
  return { ...device, attributes: rest, timeout: 60_000 };
}

const CONTENDERS: readonly Contender[] = [
  { name: 'fence_ipmi', device: (bmc, attributes) => bmc.ipmi(attributes, 60_000) },
  { name: 'fence_ipmilan', device: (bmc, attributes) => defaultWaits(bmc.fence(attributes)) },
  {
    name: 'fence_ipmilan, power_wait=0',
    device: (bmc, attributes) => {
      const device = defaultWaits(bmc.fence(attributes));
      return { ...device, attributes: { ...device.attributes, power_wait: '0' } };
    },
  },
];

/** One Commands for each contender: what fence_ipmi learns of the BMC in its first call, it knows in the others. */
type Ports = ReturnType<typeof realPorts> & { readonly catalog: AgentCatalog };

async function timed(wanted: string, work: () => Promise<string>): Promise<number> {
  const began = performance.now();
  const came = await work();
  const took = performance.now() - began;
  if (came !== wanted) throw new Error(`expected ${wanted}, but: ${came}`);
  return took;
}

async function series(runs: number, one: () => Promise<number>): Promise<Spread> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) times.push(await one());
  return spread(times);
}

async function reading(ports: Ports, device: FenceDevice): Promise<string> {
  const answer = await callAgent(ports, device, 'status', 'node2');
  if (answer.kind === 'failed') return 'failure';
  return answer.kind === 'power' && answer.on ? 'on' : answer.kind;
}

/** Resolves with the ms between the report of the shot and that of the confirmed fence. */
async function fence(ports: Ports, bmc: Bmc, device: FenceDevice): Promise<number> {
  await bmc.setPower(true);
  const before = (await bmc.orders()).length;
  const took = await new Promise<number>((resolve, reject) => {
    let shot = 0;
    startFence(request({ methods: [method('ipmi', device)] }), ports, (event) => {
      if (event.type === 'shot') shot = performance.now();
      if (event.type === 'confirmed') resolve(performance.now() - shot);
      if (event.type === 'attempt-failed') reject(new Error(event.reason));
    });
  });
  const orders = (await bmc.orders()).slice(before);
  if (orders.join() !== 'power 0') throw new Error(`the BMC got these orders: ${orders.join(', ')}`);
  if ((await bmc.power()) !== 'off') throw new Error('CONFIRMED WHILE THE POWER IS ON');
  return took;
}

async function measure({ name, device }: Contender, bmc: Bmc): Promise<Readonly<Record<string, unknown>>> {
  const plain = realPorts();
  const ports: Ports = { ...plain, catalog: createAgentCatalog(plain) };
  await bmc.setPower(true);
  const firstStatus = await timed('on', () => reading(ports, device(bmc)));
  const status = await series(numbers.runs, () => timed('on', () => reading(ports, device(bmc))));
  const offToConfirmed = await series(numbers.runs, () => fence(ports, bmc, device(bmc)));
  const wrong = device(bmc, { password: 'wrong' });
  const wrongPassword = await series(numbers.runs, () => timed('failure', () => reading(ports, wrong)));
  const unreachable = await series(numbers['silent-runs'], () => {
    // A daemon that knows nothing yet: what was silent a moment ago would be listened to for longer.
    const fresh = realPorts();
    const nobody = device(bmc, { ipport: '9' });
    return timed('failure', () => reading({ ...fresh, catalog: ports.catalog }, nobody));
  });
  const times = { firstStatus: Math.round(firstStatus), status, offToConfirmed, wrongPassword, unreachable };
  progress(`${name}: ${JSON.stringify(times)}`);
  return times;
}

const loadBefore = loadavg()[0] ?? Number.NaN;
const bmc = await startBmc();
try {
  const results: [string, unknown][] = [];
  for (const contender of CONTENDERS) results.push([contender.name, await measure(contender, bmc)]);
  report({
    bench: 'fence',
    runs: numbers.runs,
    load: [loadBefore, loadavg()[0]],
    ms: Object.fromEntries(results),
  });
} finally {
  await bmc.stop();
}
