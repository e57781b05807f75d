/**
 * One member of a cluster of two that does nothing but keep a ledger: `ledger-member.ts ID FOLDER SERVICES RUNS`. Run by
 * bench:membership as two processes, so that each has a processor, a session and a disk file of its own, as two hosts have.
 *
 * The coordinator changes SERVICES records in one batch, RUNS times, and prints for each run one line of JSON: the time until
 * every member had the batch on its disk, the time of the bare durable write of such a file (as many at once as there are
 * members, because here they share a disk), and the file's size.
 */
import { createClock } from '#src/host/clock.ts';
import { createDatagrams } from '#src/host/datagrams.ts';
import { createFiles } from '#src/host/files.ts';
import { createLog } from '#src/host/log.ts';
import { createRandom } from '#src/host/random.ts';
import { createSessions } from '#src/host/sessions.ts';
import { createDurableFolder } from '#src/membership/durable-folder.ts';
import { mergeLedgers } from '#src/membership/ledger.ts';
import { createLedgerStore } from '#src/membership/ledger-store.ts';
import { Membership } from '#src/membership/membership.ts';
import type { View } from '#src/membership/types.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import { UNTOUCHED } from '#src/resources/service-record.ts';
import { deriveKeys } from '#src/wire/keys.ts';

const IDS = [1, 2];
const [id = 0, folder = '', services = 0, runs = 0, port = 0] = process.argv
  .slice(2)
  .map((word) => (/^\d+$/.test(word) ? Number(word) : word)) as [number, string, number, number, number];
const address = (node: number) => ({ host: `127.77.0.${node}`, port });

const files = createFiles();
const log = createLog({ level: 'warn', journal: false });
await files.makeFolder(folder, 0o700);
const durable = createDurableFolder(files, folder, log);
const store = createLedgerStore(files, durable, log);
const { state } = await store.load();

/** What the coordinator writes when it moves a service after a failover. */
function entry(run: number): ServiceEntry {
  return {
    state: run % 2 === 0 ? 'starting' : 'started',
    ...UNTOUCHED,
    owner: 1,
    lastOwner: 2,
    since: Date.now(),
    why: `chosen after node2 was fenced: priority 2 in failover domain prefer-node2, run ${run}`,
  };
}

async function bareWrite(bytes: number): Promise<number> {
  const data = new Uint8Array(bytes).fill(0x20);
  const began = performance.now();
  await Promise.all(IDS.map((number) => files.writeDurably(`${folder}/bare.${number}`, data, 0o600)));
  return performance.now() - began;
}

async function measure(): Promise<void> {
  for (let run = 0; run < runs; run++) {
    const batch = new Map(
      Array.from({ length: services }, (_, index) => [`service:guest${index + 1}`, entry(run)]),
    );
    const began = performance.now();
    if (!(await membership.agreement.replicate(batch))) throw new Error('the view ended');
    const totalMs = performance.now() - began;
    const { size = 0 } = (await files.stat(`${folder}/ledger`)) ?? {};
    const fsyncMs = await bareWrite(size);
    process.stdout.write(`${JSON.stringify({ totalMs, fsyncMs, size })}\n`);
  }
}

let measuring = false;
const membership: Membership = new Membership({
  self: { id, incarnation: { boot: `${id}`.padStart(32, '0'), count: 1 } },
  config: {
    cluster: 'bench',
    keepalive: 500,
    warntime: 2_500,
    deadtime: 5_000,
    initdead: 30_000,
    restartHold: 30_000,
    links: [
      {
        name: 'lan0',
        local: address(id),
        peers: new Map(IDS.filter((peer) => peer !== id).map((peer) => [peer, address(peer)])),
      },
    ],
    votes: { nodes: IDS.map((node) => ({ id: node, votes: 1 })), expectedVotes: 1, twoNode: true },
    startupFencing: false,
    configVersion: 1,
  },
  keys: deriveKeys('bench', [{ id: 1, secret: new Uint8Array(32).fill(7) }]),
  store,
  initial: state,
  delegate: {
    report: async () => [],
    merge: ({ acceptances }) => mergeLedgers(acceptances.map(({ ledger }) => ledger)),
    viewActive(view: View) {
      if (view.members.length < IDS.length || view.epoch.proposer !== id || measuring) return;
      measuring = true;
      void measure().then(() => process.exit(0));
    },
    viewEnded() {},
    ledgerStored() {},
    handle: async () => ({ type: 'done' }),
    peerChanged() {},
    peerSaysAnew() {},
    barred: () => undefined,
  },
  ports: {
    clock: createClock(),
    random: createRandom(),
    datagrams: createDatagrams(),
    sessions: createSessions(),
  },
  log,
});
await membership.start();
membership.ready();
