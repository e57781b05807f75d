/**
 * `picket test start|stop|status`: really does it, on this host and by its agents, without any daemon. For trying a
 * service before the cluster gets it, and for cleaning up by hand.
 */
import { agents } from '#src/agents/registry.ts';
import type { ServiceConfig } from '#src/config/model.ts';
import { startOrder } from '#src/config/order.ts';
import type { ControlClient } from '#src/control/client.ts';
import { ControlError } from '#src/control/client-error.ts';
import { createClock } from '#src/host/clock.ts';
import { createCommands } from '#src/host/commands.ts';
import { createFiles } from '#src/host/files.ts';
import type { Files, Log } from '#src/host/ports.ts';
import type { LocalEvent } from '#src/resources/local-types.ts';
import { createResourceRunner } from '#src/resources/resource-runner.ts';
import { lookAt, startTree, stopTree } from '#src/resources/tree-runner.ts';
import { oneLine } from './columns.ts';
import { CliError } from './run.ts';
import { print, printError } from './terminal.ts';
import { findService, readTestFile } from './test-file.ts';
import type { TestOperation } from './test-noop.ts';

export interface TestRunOptions {
  readonly json?: boolean;
  /** Where agents keep their state: the daemon's, so that it finds what was started here. */
  readonly run?: string;
  /** Name of this node for the agents. */
  readonly node?: string;
}

const RUN_FOLDER = '/run/picket';

/** Exit code 0 when it is as wanted now (for status: everything runs), else 1. */
export async function testRun(
  op: TestOperation,
  path: string,
  wanted: string,
  options: TestRunOptions & { readonly client: ControlClient },
): Promise<number> {
  const files = createFiles();
  const file = await readTestFile(files, path, true);
  const node = options.node ?? (await thisNode(files, file.nodes));
  const service = findService(file, wanted, path, node);
  if (op !== 'status') await refuseBesideDaemon(options.client, service);
  if (op === 'start' && file.nodes.length > 1)
    printError(`warning: no daemon guards this: make sure that no other node runs ${service.id}`);
  const bench = createBench({
    nodeName: node,
    clusterName: file.cluster,
    runFolder: options.run ?? RUN_FOLDER,
    json: options.json === true,
  });
  return op === 'status' ? bench.status(service) : bench.change(op, service);
}

/** It would undo what is done here, or start the same on another node. */
async function refuseBesideDaemon(client: ControlClient, { id, instanceOf }: ServiceConfig): Promise<void> {
  const status = await client.status().catch((error: unknown) => {
    if (error instanceof ControlError && error.kind === 'no-daemon') return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`nothing was done, since picketd may be in charge of ${id}: ${reason}`);
  });
  const known = status?.services.find((service) => service.id === id || service.id === instanceOf);
  if (known === undefined) return;
  const where = known.owner === null ? known.state : `${known.state} on ${known.owner}`;
  throw new CliError(
    `nothing was done: picketd on this node is in charge of ${id} (${where}). Use picket enable or disable ${id}`,
  );
}

interface Bench {
  change(op: 'start' | 'stop', service: ServiceConfig): Promise<number>;
  status(service: ServiceConfig): Promise<number>;
}

function createBench(options: {
  readonly nodeName: string;
  readonly clusterName: string;
  readonly runFolder: string;
  readonly json: boolean;
}): Bench {
  const { json } = options;
  const clock = createClock();
  const ports = { clock, commands: createCommands(), files: createFiles() };
  const runner = createResourceRunner({ ...options, registry: agents, ports, log: warnings });
  const events: LocalEvent[] = [];
  const reported = (event: LocalEvent): void => {
    events.push(event);
    if (event.type !== 'resource' || json) return;
    if (event.phase === 'begin') print(oneLine(`[${event.op}] ${event.resource}`));
    else if (event.phase === 'failed') printError(oneLine(`${event.resource}: ${event.reason}`));
  };
  const deps = { clock, runner, reported };

  return {
    change: async (op, service) => {
      const cancel = interruptible();
      const work = { service: service.id, mark: 'test', cancel, started: () => {} };
      const result = await (op === 'start' ? startTree : stopTree)(deps, service, work);
      const steps = events.filter((event) => event.type === 'resource' && event.phase !== 'begin');
      if (json) print(JSON.stringify({ ...result, service: service.id, op, steps }));
      else if (result.ok) print(`${service.id}: ${op === 'start' ? 'started' : 'stopped'}`);
      else {
        const reason = cancel.aborted ? 'interrupted' : result.reason;
        throw new CliError(
          `${reason}; ${op === 'start' ? 'what was started is still up' : 'it may still run'}`,
        );
      }
      return result.ok ? 0 : 1;
    },
    status: async (service) => {
      const cancel = interruptible();
      const looks: (Awaited<ReturnType<typeof lookAt>> & { readonly resource: string })[] = [];
      for (const resource of startOrder(service)) {
        const look = await lookAt(deps, service.id, resource, cancel, true);
        looks.push({ ...look, resource: resource.id });
        const reason = look.reason === '' ? '' : ` (${look.reason})`;
        if (!json) print(oneLine(`[status] ${resource.id}: ${look.status.replace('-', ' ')}${reason}`));
      }
      const ok = looks.every(({ status }) => status === 'running' || status === 'degraded');
      if (json) print(JSON.stringify({ ok, service: service.id, op: 'status', resources: looks }));
      return ok ? 0 : 1;
    },
  };
}

/** Ctrl-C ends the agent that runs, and with it the operation. */
function interruptible(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

/** As the file calls it: the host's name, with or without its domain. */
async function thisNode(files: Files, nodes: readonly string[]): Promise<string> {
  const data = await files.read('/proc/sys/kernel/hostname');
  const host = new TextDecoder().decode(data).trim();
  const short = (name: string): string => name.split('.')[0] ?? name;
  return nodes.find((name) => name === host) ?? nodes.find((name) => short(name) === short(host)) ?? host;
}

const warnings: Log = {
  debug: () => {},
  info: () => {},
  warn: (fields, message) => printError(oneLine(`warning: ${message} (${String(fields['reason'] ?? '')})`)),
  error: (fields, message) => printError(oneLine(`error: ${message} (${String(fields['reason'] ?? '')})`)),
  child: () => warnings,
};
