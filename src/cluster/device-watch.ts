/**
 * Checks now and then that the fence devices of the other nodes answer, so that a broken one is known before it is
 * needed, and measures how long they take.
 */
import type { ClusterConfig, FenceDevice } from '#src/config/model.ts';
import type { AgentPorts } from '#src/fencing/agent-answer.ts';
import type { AgentCatalog } from '#src/fencing/agent-catalog.ts';
import { checkDevice } from '#src/fencing/device-check.ts';
import type { Cancel, Millis } from '#src/host/ports.ts';
import type { NodeId } from '#src/membership/types.ts';
import type { EventFields } from './event-log.ts';

export interface DeviceWatch {
  /** Checks all devices now, then every fence_check_interval. Also after a reload. */
  start(): void;
  /** That node may have to be fenced soon: its devices are checked now, unless they just were. */
  checkNow(node: string): void;
  /** That node is back: those of its devices that did not work may have died with it. */
  checkFailed(node: string): void;
  /** Standing warnings, one for each device that does not answer. */
  warnings(): readonly string[];
  /** The longest that a device took; undefined before any answered. */
  slowestMs(): Millis | undefined;
  stop(): void;
}

export interface DeviceWatchDeps {
  readonly self: NodeId;
  readonly config: () => ClusterConfig;
  readonly catalog: AgentCatalog;
  readonly ports: AgentPorts;
  readonly emit: (event: EventFields) => void;
}

/** An off is a status, the command and a status again (facts: fence_ipmilan). */
const CALLS_PER_SHOT = 3;
/** A check says enough of a device for this long. */
const FRESH_MS = 10_000;

export function createDeviceWatch(deps: DeviceWatchDeps): DeviceWatch {
  const failing = new Map<string, string>();
  const checked = new Map<string, Millis>();
  let slowest: Millis | undefined;
  let timer: Cancel = () => {};
  let round = 0;

  async function check(node: string, device: FenceDevice): Promise<void> {
    checked.set(`${node}/${device.name}`, deps.ports.clock.now());
    await deps.catalog.metadata(device.agent); // warms the catalogue for the failover
    const result = await checkDevice(deps.ports, device, node);
    const key = `${node}/${device.name}`;
    if (result.ok) {
      slowest = Math.max(slowest ?? 0, result.ms);
      if (failing.delete(key)) {
        deps.emit({
          name: 'fence.device-ok',
          node,
          message: `fence device ${device.name} of ${node} answers again`,
        });
      }
      return;
    }
    const text = `fence device ${device.name} of ${node} does not work: ${result.reason}`;
    if (failing.get(key) !== text) deps.emit({ name: 'fence.device-failed', node, message: text });
    failing.set(key, text);
  }

  function devicesOf(node: string): readonly FenceDevice[] {
    const found = deps.config().nodes.find(({ id, name }) => name === node && id !== deps.self);
    return found?.fence.flatMap((method) => method.devices) ?? [];
  }

  async function checkAll(mine: number): Promise<void> {
    const { nodes, fencing } = deps.config();
    const devices = new Map<string, { readonly node: string; readonly device: FenceDevice }>();
    for (const { id, name, fence } of nodes) {
      if (id === deps.self) continue;
      for (const device of fence.flatMap((method) => method.devices))
        devices.set(`${name}/${device.name}`, { node: name, device });
    }
    for (const key of failing.keys()) if (!devices.has(key)) failing.delete(key);
    for (const { node, device } of devices.values()) {
      if (mine !== round) return;
      await check(node, device);
    }
    if (mine === round) timer = deps.ports.clock.after(fencing.checkInterval, () => void checkAll(mine));
  }

  return {
    start() {
      timer();
      void checkAll(++round);
    },
    checkNow(node) {
      const now = deps.ports.clock.now();
      for (const device of devicesOf(node)) {
        const last = checked.get(`${node}/${device.name}`) ?? -Infinity;
        if (now - last >= FRESH_MS) void check(node, device);
      }
    },
    checkFailed(node) {
      for (const device of devicesOf(node))
        if (failing.has(`${node}/${device.name}`)) void check(node, device);
    },
    warnings: () => [...failing.values()],
    slowestMs: () => (slowest === undefined ? undefined : slowest * CALLS_PER_SHOT),
    stop() {
      round++;
      timer();
    },
  };
}
