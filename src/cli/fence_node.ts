/** `fence_node`: fences a node through picketd; fenced's texts and exit codes (0 success, 1 failed, 2 undefined). */
import type { CommandResult } from '#src/cluster/commands.ts';
import type { ClusterEvent, NodeHealth } from '#src/cluster/status.ts';
import { type ControlClient, createControlClient } from '#src/control/client.ts';
import { VERSION } from '#src/control/version.ts';
import { oneLine } from './columns.ts';
import { getopt } from './getopt.ts';
import { run } from './run.ts';
import { socketPath } from './socket-path.ts';
import { print, printError } from './terminal.ts';

const USAGE = `Usage:

fence_node [options] nodename

Options:

  -v           Show fence agent results, -vv the same
  -h           Print this help, then exit
  -V           Print program version information, then exit`;

await run('fence_node', async () => {
  const { options, operands } = getopt('fence_node', process.argv.slice(2), 'UvhV');
  let verbose = false;
  for (const parsed of options) {
    if (parsed.option === 'v') verbose = true;
    else if (parsed.option === 'V') return printAndLeave(`fence_node ${VERSION}`);
    else if (parsed.option === 'h') return printAndLeave(USAGE);
    else if (parsed.option === 'U') return await unfence(createControlClient(socketPath()), operands[0]);
    else {
      printError('message' in parsed ? (parsed.message ?? '') : '');
      printError(USAGE);
      return 1;
    }
  }
  const [node] = operands;
  if (node === undefined || operands.length > 1) {
    printError(node === undefined ? 'no node name specified' : 'one node name only');
    printError(USAGE);
    return 1;
  }
  return await fence(createControlClient(socketPath()), node, verbose);
});

async function fence(client: ControlClient, node: string, verbose: boolean): Promise<number> {
  const before = verbose ? ((await client.events(0)).at(-1)?.sequence ?? 0) : 0;
  const result = await client.fence({ node, action: 'reboot' });
  if (verbose) for (const event of await client.events(before)) printAttempt(node, event);
  const [word, exit] = outcome(result);
  printError(`fence ${node} ${word}`);
  if (exit !== 0 && result.message !== '') printError(`fence_node: ${oneLine(result.message)}`);
  return exit;
}

/** A node that is not in cluster.xml, or has no fence method, is `undefined` to fenced. */
function outcome(result: CommandResult): readonly [word: string, exit: number] {
  if (result.code === 'SUCCESS') return ['success', 0];
  return result.code === 'NODE' || result.code === 'INVAL' ? ['undefined', 2] : ['failed', 1];
}

function printAttempt(node: string, event: ClusterEvent): void {
  if (event.node !== node || (event.name !== 'fence.failed' && event.name !== 'fence.succeeded')) return;
  const { method = '?', device, agent = '?' } = event.data ?? {};
  const result = event.name === 'fence.succeeded' ? 'success' : 'error from agent';
  const place = typeof device === 'string' ? `${method}.${device}` : method;
  printError(`fence ${node} dev ${place} agent ${agent} result: ${result}`);
  if (result !== 'success') printError(`  ${oneLine(event.message)}`);
}

/**
 * Each node's daemon does this itself, once in each boot, and goes on until it succeeds: this tells what came of it.
 * `undefined` for a node without `<unfence>`; start-up scripts take that exit code 2 as fine.
 */
async function unfence(client: ControlClient, name: string | undefined): Promise<number> {
  const { nodes } = await client.status();
  const node = nodes.find((one) => (name === undefined ? one.local : one.name === name));
  const state = node?.health?.find((check) => check.name === 'unfence');
  const [word, exit] = state === undefined ? (['undefined', 2] as const) : given(state);
  printError(`unfence ${node?.name ?? name ?? 'this node'} ${word}`);
  if (exit === 1) printError(`fence_node: picketd has not done it yet: ${oneLine(state?.why ?? '')}`);
  return exit;
}

function given({ state }: Pick<NodeHealth, 'state'>): readonly [word: string, exit: number] {
  return state === 'ok' ? ['success', 0] : ['failed', 1];
}

function printAndLeave(text: string): number {
  print(text);
  return 0;
}
