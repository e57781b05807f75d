/** What ip does beyond the OCF agent IPaddr2: it looks at the link of the interface, and waits after a stop. */
import { parseDuration } from '#src/config/duration.ts';
import { pause } from '#src/host/ports.ts';
import type { Agent, MonitorResult, Operation } from '../agent.ts';
import { agentEnvironment } from '../environment.ts';
import { ipOf } from './addresses.ts';
import { isOn } from './attribute-kinds.ts';
import { given } from './mapped-type.ts';

/** The same agent with `monitor_link` and `sleeptime`. */
export function withLink(agent: Agent): Agent {
  return {
    ...agent,
    start: async (operation) => {
      const result = await agent.start(operation);
      if (result.ok || !result.reason.includes('[findif]')) return result;
      // IPaddr2 says no more than that its search for an interface failed.
      const ip = ipOf(operation.resource.attributes['address'] ?? '') ?? '';
      const why = `no interface of this node is in the network of ${ip} (or the one of prefer_interface is missing)`;
      return { ...result, reason: `${why}: ${result.reason}` };
    },
    stop: async (operation) => {
      const { clock } = operation.ports;
      const end = clock.now() + operation.timeout;
      const there = await interfaceOf(operation);
      const result = await agent.stop(operation);
      const wanted =
        parseDuration(given(operation.resource.attributes, 'sleeptime') ?? '0', 'rgmanager') ?? 0;
      // Nothing to wait for when the address was not here.
      const wait = there === undefined || !result.ok ? 0 : Math.min(wanted, end - clock.now());
      if (wait > 0) await pause(clock, wait, operation.cancel);
      return result;
    },
    monitor: async (operation, depth) => {
      const result = await agent.monitor(operation, depth);
      const linkCounts = isOn(operation.resource.attributes['monitor_link'], true);
      // Which node has the address is another question than whether its link is up.
      if (result.status !== 'running' || !linkCounts || operation.probe === true) return result;
      return linkOf(await interfaceOf(operation));
    },
  };
}

interface Interface {
  readonly name: string;
  readonly flags: readonly string[];
}

function linkOf(found: Interface | undefined): MonitorResult {
  if (found === undefined || found.flags.includes('LOWER_UP')) return { status: 'running', reason: '' };
  return { status: 'failed', reason: `the interface ${found.name} has no link` };
}

/** Where the address is; undefined when it is nowhere, or nobody can tell. Format: `ip -json address`, ip-address(8). */
async function interfaceOf(operation: Operation): Promise<Interface | undefined> {
  const ip = ipOf(operation.resource.attributes['address'] ?? '');
  if (ip === undefined) return undefined;
  const outcome = await operation.ports.commands.run(
    {
      file: 'ip',
      args: ['-json', 'address', 'show'],
      env: agentEnvironment(operation),
      timeout: operation.timeout,
      started: operation.started,
    },
    operation.cancel,
  );
  return outcome.kind === 'exited' && outcome.code === 0 ? interfaceWith(ip, outcome.stdout) : undefined;
}

/** Undefined when no interface has the address, or the text is not what `ip` prints. */
export function interfaceWith(ip: string, json: string): Interface | undefined {
  for (const each of listOf(json)) {
    const { ifname, flags, addr_info: addresses } = each as Record<string, unknown>;
    const has = Array.isArray(addresses) && addresses.some((entry) => localOf(entry) === ip);
    if (!has || typeof ifname !== 'string' || !Array.isArray(flags)) continue;
    return { name: ifname, flags: flags.filter((flag) => typeof flag === 'string') };
  }
  return undefined;
}

function localOf(entry: unknown): string | undefined {
  const local = (entry as { readonly local?: unknown } | null)?.local;
  return typeof local === 'string' ? ipOf(local) : undefined;
}

function listOf(json: string): readonly object[] {
  try {
    const parsed: unknown = JSON.parse(json);
    return Array.isArray(parsed) ? parsed.filter((each) => typeof each === 'object' && each !== null) : [];
  } catch {
    return [];
  }
}
