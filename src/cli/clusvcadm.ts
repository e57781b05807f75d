/** `clusvcadm` with rgmanager's options, lines and exit codes, so that scripts and fingers go on working. */
import type { CommandResult, ServiceCommand } from '#src/cluster/commands.ts';
import type { StatusDocument } from '#src/cluster/status.ts';
import { type ControlClient, createControlClient } from '#src/control/client.ts';
import { ControlError } from '#src/control/client-error.ts';
import { VERSION } from '#src/control/version.ts';
import { matchNode, type Request, readRequest } from './clusvcadm-request.ts';
import { oneLine } from './columns.ts';
import { resultText } from './result-texts.ts';
import { run } from './run.ts';
import { socketPath } from './socket-path.ts';
import { print, printError } from './terminal.ts';
import { user } from './user.ts';

type Order = Extract<Request, { kind: 'order' }>;
type Lock = Extract<Request, { kind: 'lock' }>;

const USAGE = `usage: clusvcadm [command]

Resource group control:
  -e GROUP             Enable GROUP here, or where it can run
  -e GROUP -F          Enable GROUP where its failover domain wants it
  -e GROUP -n MEMBER   Enable GROUP on MEMBER
  -d GROUP             Disable GROUP
  -r GROUP [-n MEMBER] Relocate GROUP [to MEMBER]
  -M GROUP -n MEMBER   Migrate GROUP to MEMBER
  -R GROUP             Restart GROUP on its node
  -s GROUP             Stop GROUP until the cluster changes
  -Z GROUP             Freeze GROUP: no checks, no recovery, no moves
  -U GROUP             Unfreeze GROUP
  -c GROUP             Convalesce GROUP: start what is down of it

Cluster-wide locking:
  -l                   Lock: nothing is started
  -u                   Unlock
  -S                   Show whether it is locked

Other options:
  -m MEMBER            The same as -n
  -q                   Print nothing on standard output
  -v                   Print the version and exit
  -h                   Print this and exit

GROUP is service:NAME or vm:NAME; a NAME alone means service:NAME.`;

const LOCK_FAILURES = {
  lock: 'Lock operation failed',
  unlock: 'Unlock operation failed',
  query: 'Query operation failed',
} as const;

await run('clusvcadm', async () => {
  const request = readRequest(process.argv.slice(2));
  switch (request.kind) {
    case 'usage':
      for (const message of request.messages) printError(message);
      print(USAGE);
      return 1;
    case 'version':
      print(VERSION);
      return 0;
    case 'lock':
      return await lock(createControlClient(socketPath()), request);
    case 'conflict':
      printError(request.message);
      return 1;
    case 'order':
      return await order(createControlClient(socketPath()), request);
  }
});

async function order(client: ControlClient, request: Order): Promise<number> {
  const say = sayer(request);
  const status = await client.status().catch((error: unknown) => explainAbsence(error));
  if (status === undefined) return 1;
  let node: string | undefined;
  if (request.node !== undefined) {
    const members = status.nodes.map(({ name }) => name);
    const match = matchNode(request.node, members);
    for (const line of match.lines) say(`${line}\n`);
    if (match.kind === 'none') return 1;
    node = match.node;
    if (request.verb === 'migrate' && status.view?.members.includes(node) !== true) {
      say(`'${node}' is offline\n`);
      return 1;
    }
  }
  say(`${intent(request, node)}...`);
  const result = await carryOut(client, request, node, status).catch((error: unknown) => {
    say('\n');
    throw error;
  });
  const { text, exit } = resultText(result.code);
  say(`${text}\n`);
  if (result.code === 'SUCCESS' && (request.verb === 'enable' || request.verb === 'relocate')) {
    const elsewhere = node !== undefined && node !== result.owner;
    say(`${elsewhere ? 'Warning: ' : ''}${request.service} is now running on ${result.owner ?? 'none'}\n`);
  }
  if (exit !== 0 && result.message !== '') printError(`clusvcadm: ${oneLine(result.message)}`);
  return exit;
}

async function lock(client: ControlClient, request: Lock): Promise<number> {
  const { what } = request;
  const say = sayer(request);
  const status = await client.status().catch((error: unknown) => explainAbsence(error));
  if (status === undefined) return 1;
  try {
    const problem = what === 'query' ? queryProblem(status) : await lockProblem(client, what);
    if (problem !== undefined) {
      say(`${LOCK_FAILURES[what]}\n`);
      printError(`clusvcadm: ${oneLine(problem)}`);
      return 1;
    }
  } catch (error) {
    say(`${LOCK_FAILURES[what]}\n`);
    throw error;
  }
  const locked = what === 'query' ? status.locked !== undefined : what === 'lock';
  say(`Resource groups ${locked ? 'locked' : 'unlocked'}\n`);
  return 0;
}

async function lockProblem(client: ControlClient, verb: 'lock' | 'unlock'): Promise<string | undefined> {
  const { code, message } = await client.restrict({ verb, who: user() });
  return code === 'SUCCESS' ? undefined : message;
}

function queryProblem({ view }: StatusDocument): string | undefined {
  return view === null ? 'this node is in no view yet: see picket status' : undefined;
}

function sayer({ quiet }: { readonly quiet: boolean }): (text: string) => void {
  return (text) => {
    if (!quiet) process.stdout.write(text);
  };
}

/** The line that rgmanager prints before it waits for the result. */
function intent(request: Order, node: string | undefined): string {
  const { verb, action, service } = request;
  if (verb === 'relocate' || verb === 'migrate')
    return `Trying to ${verb} ${service}${node === undefined ? '' : ` to ${node}`}`;
  return node === undefined ? `Local machine ${action} ${service}` : `Member ${node} ${action} ${service}`;
}

async function carryOut(
  client: ControlClient,
  request: Order,
  node: string | undefined,
  status: StatusDocument,
): Promise<CommandResult> {
  const { verb, service } = request;
  const targeted = node !== undefined && (verb === 'enable' || verb === 'relocate' || verb === 'migrate');
  const here = verb === 'enable' && node === undefined && !request.byDomain;
  const where = targeted ? { node } : here ? { prefer: status.node } : {};
  const command: ServiceCommand = { verb, service, ...where, who: user() };
  try {
    return await client.service(command);
  } catch (error) {
    if (!(error instanceof ControlError) || error.kind !== 'denied') throw error;
    return { code: 'PERM', message: error.message, owner: null };
  }
}

/** rgmanager's line, then ours, which says what to do. */
function explainAbsence(error: unknown): undefined {
  if (!(error instanceof ControlError)) throw error;
  printError('Could not connect to cluster service');
  printError(`clusvcadm: ${error.message}`);
  return undefined;
}
