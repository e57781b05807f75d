/**
 * picket-witness: runs on a host that is no node of the cluster and gives its vote to one side when the nodes lose each
 * other. It starts nothing, fences nobody and is a member of nothing.
 */
import { parseArgs } from 'node:util';
import { loadKey } from '#src/config/key-file.ts';
import type { DatagramSocket } from '#src/host/ports.ts';
import { type Address, type Host, HostError } from '#src/host/ports.ts';
import { createHost } from '#src/host/real-host.ts';
import { deriveKeys } from '#src/wire/keys.ts';
import { createWitnessDesk } from './desk.ts';
import { readVote, writeVote } from './vote-file.ts';

const USAGE = `usage: picket-witness --cluster NAME [options]

  --cluster NAME    the name in cluster.xml
  --key FILE        the cluster's key file (default /etc/picket/authkey)
  --listen ADDRESS  an IP address of this host, or 0.0.0.0 or :: for all (default 0.0.0.0)
  --port PORT       UDP (default 694)
  --state FOLDER    whose the vote is (default /var/lib/picket-witness)
  --help

In cluster.xml: <witness address="AN ADDRESS OF THIS HOST" port="694"/>. One witness serves one cluster.
`;

/** EX_CONFIG of sysexits(3): systemd does not try again until somebody has changed something. */
const EXIT_CONFIG = 78;

interface Settings {
  readonly cluster: string;
  readonly key: string;
  readonly state: string;
  readonly local: Address;
}

function fail(line: string, code: number): never {
  process.stderr.write(`picket-witness: ${line}\n`);
  process.exit(code);
}

function settings(): Settings {
  try {
    const { values } = parseArgs({
      options: {
        cluster: { type: 'string' },
        key: { type: 'string', default: '/etc/picket/authkey' },
        listen: { type: 'string', default: '0.0.0.0' },
        port: { type: 'string', default: '694' },
        state: { type: 'string', default: '/var/lib/picket-witness' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(USAGE);
      process.exit(0);
    }
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error('--port must be 1 to 65535');
    if (values.cluster === undefined) throw new Error('--cluster is missing');
    const { cluster, key, state, listen } = values;
    return { cluster, key, state, local: { host: listen, port } };
  } catch (error) {
    return fail(`${(error as Error).message}; see picket-witness --help`, 2);
  }
}

async function run({ cluster, key, state, local }: Settings, host: Host): Promise<void> {
  const { files, log, clock, random, datagrams, notify } = host;
  const loaded = await loadKey(files, key, process.getuid?.() ?? 0);
  if (!loaded.ok) fail(loaded.problem, EXIT_CONFIG);
  await files.makeFolder(state, 0o700);
  const path = `${state}/vote`;
  const stored = await readVote(files, path);
  if (!stored.ok) fail(stored.problem, EXIT_CONFIG);
  const desk = createWitnessDesk({
    keys: deriveKeys(cluster, loaded.keys),
    random,
    clock,
    log,
    initial: stored.vote,
    store: (vote) => writeVote(files, path, vote),
  });
  const answerTo = async (packet: Uint8Array, from: Address): Promise<void> => {
    const answer = await desk.answer(packet);
    if (answer !== undefined) socket.send(answer, from);
  };
  const socket: DatagramSocket = await datagrams.open(
    local,
    (packet, from) => void answerTo(packet, from),
    (error) => log.debug({ error: error.message }, 'an answer could not be sent'),
  );
  const members = stored.vote?.members ?? [];
  log.info({ cluster, ...local, members }, 'picket-witness is ready');
  notify.ready();
}

const chosen = settings();
const host = createHost({ logLevel: 'info' });
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));

try {
  await run(chosen, host);
} catch (error) {
  if (error instanceof HostError) fail(error.message, 1);
  throw error;
}
