/** `clusvcadm` with rgmanager's options, lines and exit codes, so that scripts and fingers go on working. */
import type { CommandResult, ServiceCommand } from '#src/cluster/commands.ts';
import { type ControlClient, createControlClient } from '#src/control/client.ts';
import { ControlError } from '#src/control/client-error.ts';
import { VERSION } from '#src/control/version.ts';
import { matchNode, type Request, readRequest } from './clusvcadm-request.ts';
import { oneLine } from './columns.ts';
import { resultText } from './result-texts.ts';
import { run } from './run.ts';
import { socketPath } from './socket-path.ts';
import { print, printError } from './terminal.ts';

type Order = Extract<Request, { kind: 'order' }>;

const USAGE = `usage: clusvcadm [command]

Resource group control:
  -e GROUP             Enable GROUP where its failover domain wants it
  -e GROUP -F          The same
  -e GROUP -n MEMBER   Enable GROUP on MEMBER
  -d GROUP             Disable GROUP
  -r GROUP [-n MEMBER] Relocate GROUP [to MEMBER]
  -R GROUP             Restart GROUP on its node
  -s GROUP             Stop GROUP until the cluster changes
  -Z GROUP             Freeze GROUP: no checks, no recovery, no moves
  -U GROUP             Unfreeze GROUP

Other options:
  -m MEMBER            The same as -n
  -q                   Print nothing on standard output
  -v                   Print the version and exit
  -h                   Print this and exit

GROUP is service:NAME or vm:NAME; a NAME alone means service:NAME.
Not in this version: -M (migrate), -c (convalesce), -l, -u, -S (locking).`;

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
    case 'unsupported':
      printError(`clusvcadm: -${request.option} is not supported by this version of Picket`);
      return 1;
    case 'conflict':
      printError(request.message);
      return 1;
    case 'order':
      return await order(createControlClient(socketPath()), request);
  }
});

async function order(client: ControlClient, request: Order): Promise<number> {
  const say = (text: string): void => {
    if (!request.quiet) process.stdout.write(text);
  };
  const members = await client.status().then(
    (status) => status.nodes.map((node) => node.name),
    (error: unknown) => explainAbsence(error),
  );
  if (members === undefined) return 1;
  let node: string | undefined;
  if (request.node !== undefined) {
    const match = matchNode(request.node, members);
    for (const line of match.lines) say(`${line}\n`);
    if (match.kind === 'none') return 1;
    node = match.node;
  }
  say(`${intent(request, node)}...`);
  const result = await carryOut(client, request, node).catch((error: unknown) => {
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

/** The line that rgmanager prints before it waits for the result. */
function intent(request: Order, node: string | undefined): string {
  const { verb, action, service } = request;
  if (verb === 'relocate') return `Trying to relocate ${service}${node === undefined ? '' : ` to ${node}`}`;
  return node === undefined ? `Local machine ${action} ${service}` : `Member ${node} ${action} ${service}`;
}

async function carryOut(
  client: ControlClient,
  request: Order,
  node: string | undefined,
): Promise<CommandResult> {
  const { verb, service } = request;
  const targeted = node !== undefined && (verb === 'enable' || verb === 'relocate');
  const command: ServiceCommand = targeted ? { verb, service, node } : { verb, service };
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
