/**
 * Checks now and then that the fence devices of the other nodes answer, so that a broken one is known before it is
 * needed, and measures how long they take.
 */
import type { ClusterConfig, NodeConfig } from '#src/config/model.ts';
import type { AgentPorts } from '#src/fencing/agent-answer.ts';
import type { AgentCatalog } from '#src/fencing/agent-catalog.ts';
import { checkDevice, type DeviceCheck } from '#src/fencing/device-check.ts';
import { fenceDevices, type ListedDevice } from '#src/fencing/device-list.ts';
import { type Cancel, type Millis, pause } from '#src/host/ports.ts';
import type { NodeId } from '#src/membership/types.ts';
import type { DeviceFault } from './device-records.ts';
import { roundSpread, turnAt } from './device-turns.ts';
import type { EventFields } from './event-log.ts';

export interface DeviceWatch {
  /** Checks all devices now, then every fence_check_interval. Also after a reload. */
  start(): void;
  /** That node may have to be fenced soon: its devices are checked now, unless they just were. */
  checkNow(node: string): void;
  /** That node is back: those of its devices that did not work may have died with it. */
  checkFailed(node: string): void;
  /** What does not answer; undefined before everything has been looked at once. */
  faults(): readonly DeviceFault[] | undefined;
  /** Those known by now, also before everything has been looked at. */
  knownFaults(): readonly DeviceFault[];
  /** Whether that device of that node (as device-list.ts calls it) has been looked at since this daemon started. */
  looked(node: string, label: string): boolean;
  /** The longest that a device took; undefined before any answered. */
  slowestMs(): Millis | undefined;
  stop(): void;
}

export interface DeviceWatchDeps {
  readonly self: NodeId;
  readonly config: () => ClusterConfig;
  readonly catalog: AgentCatalog;
  readonly ports: AgentPorts;
  /** That node is being fenced: a check would only take a session of its BMC away. */
  readonly underFire: (node: NodeId) => boolean;
  /** Names one run of that node's daemon, as long as it is heard; undefined when it is not. */
  readonly alive: (node: NodeId) => string | undefined;
  /** What the daemon before this one told the cluster of them. */
  readonly told: () => readonly DeviceFault[];
  readonly emit: (event: EventFields) => void;
  /** What does not answer has changed, or is known for the first time. */
  readonly changed: () => void;
}

/** An off is a status, the command and a status again (facts: fence_ipmilan). */
const CALLS_PER_SHOT = 3;
/** A check says enough of a device for this long. */
const FRESH_MS = 10_000;
/** Devices that are asked at a time. */
const AT_ONCE = 8;

interface Due extends ListedDevice {
  readonly node: NodeConfig;
  readonly key: string;
}

export function createDeviceWatch(deps: DeviceWatchDeps): DeviceWatch {
  const { clock } = deps.ports;
  const failing = new Map<string, DeviceFault>();
  /** Monotonic: when the last check began. */
  const checked = new Map<string, Millis>();
  const looked = new Set<string>();
  let slowest: Millis | undefined;
  let timer: Cancel = () => {};
  /** Of `start`. */
  let run = 0;
  /** Counts the regular checks. */
  let round = 0;
  let complete = false;

  function devicesOf(node: NodeConfig): readonly Due[] {
    if (node.id === deps.self) return [];
    return fenceDevices(node).map((listed) => ({ ...listed, node, key: `${node.name}/${listed.label}` }));
  }

  function named(name: string): readonly Due[] {
    const node = deps.config().nodes.find((one) => one.name === name);
    return node === undefined ? [] : devicesOf(node);
  }

  /**
   * A reading of off is the proof on which services start elsewhere, and some agents say off where they understand
   * nothing (fence_virsh without virsh, SNMP 2 without such an outlet). Whoever is heard a deadtime later was on.
   */
  async function readsOffWhileAlive({ device, node }: Due, before: string): Promise<boolean> {
    await pause(clock, deps.config().heartbeat.deadtime);
    if (deps.alive(node.id) !== before || deps.underFire(node.id)) return false;
    const again = await checkDevice(deps.ports, device, node.name);
    return again.ok && again.power === 'off' && deps.alive(node.id) === before;
  }

  async function look(due: Due): Promise<DeviceCheck & { readonly saysOff?: true }> {
    const before = deps.alive(due.node.id);
    const result = await checkDevice(deps.ports, due.device, due.node.name);
    if (!result.ok || result.power !== 'off' || before === undefined) return result;
    if (!(await readsOffWhileAlive(due, before))) return result;
    const { name } = due.node;
    return {
      ok: false,
      saysOff: true,
      reason: `it says that ${name} is off, and ${name} is alive: a wrong outlet or guest, a supply without power, or an agent that does not understand its device`,
      ms: result.ms,
    };
  }

  async function check(due: Due): Promise<void> {
    const { key, label, device, node } = due;
    checked.set(key, clock.now());
    await deps.catalog.metadata(device.agent); // warms the catalogue for the failover
    const result = await look(due);
    looked.add(key);
    const before = failing.get(key);
    // Its off is no answer, whether or not the node is heard: only an on takes the doubt away.
    const isDoubted = before?.saysOff === true || (!result.ok && result.saysOff === true);
    if (result.ok && isDoubted && result.power === 'off') return;
    if (result.ok) {
      slowest = Math.max(slowest ?? 0, result.ms);
      if (!failing.delete(key)) return;
      const message = `fence device ${label} of ${node.name} answers again`;
      deps.emit({ name: 'fence.device-ok', node: node.name, message });
      deps.changed();
      return;
    }
    if (before?.why === result.reason) return;
    const since = before?.since ?? clock.wall();
    const saysOff = isDoubted ? { saysOff: true as const } : {};
    failing.set(key, { node: node.name, device: label, since, why: result.reason, ...saysOff });
    const message = `fence device ${label} of ${node.name} does not work: ${result.reason}`;
    deps.emit({ name: 'fence.device-failed', node: node.name, message });
    deps.changed();
  }

  /** One after the other: a BMC or a power switch allows few sessions, often one. */
  async function checkInTurn(devices: readonly Due[], mine: number): Promise<void> {
    for (const due of devices) {
      const wait = turnAt(deps.config().nodes, due.node.id, deps.self);
      if (wait > 0) await pause(clock, wait);
      if (mine !== run) return;
      if (!deps.underFire(due.node.id)) await check(due);
    }
  }

  /** A daemon that is started while the node is silent, or being fenced, could not find it out again. */
  function doubtAsBefore(all: readonly Due[]): void {
    for (const { key, label, node } of all) {
      const isIt = (told: DeviceFault): boolean => told.node === node.name && told.device === label;
      const told = deps.told().find((fault) => fault.saysOff === true && isIt(fault));
      if (told !== undefined && !looked.has(key) && !failing.has(key)) failing.set(key, told);
    }
  }

  async function checkAll(mine: number): Promise<void> {
    const { nodes, fencing } = deps.config();
    const all = nodes.flatMap(devicesOf);
    const keys = new Set(all.map(({ key }) => key));
    for (const key of failing.keys()) if (!keys.has(key)) failing.delete(key);
    for (const key of looked) if (!keys.has(key)) looked.delete(key);
    doubtAsBefore(all);
    const queues = [...Map.groupBy(all, ({ device }) => device.name).values()];
    const worker = async (): Promise<void> => {
      for (let next = queues.shift(); next !== undefined; next = queues.shift())
        await checkInTurn(next, mine);
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, queues.length) }, worker));
    if (mine !== run) return;
    complete = true;
    deps.changed();
    const spread = roundSpread(nodes.length, deps.self, ++round, fencing.checkInterval);
    timer = clock.after(fencing.checkInterval + spread, () => void checkAll(mine));
  }

  return {
    start() {
      timer();
      void checkAll(++run);
    },
    checkNow(node) {
      const now = clock.now();
      for (const due of named(node))
        if (now - (checked.get(due.key) ?? -Infinity) >= FRESH_MS) void check(due);
    },
    checkFailed(node) {
      for (const due of named(node)) if (failing.has(due.key)) void check(due);
    },
    faults: () => (complete ? [...failing.values()] : undefined),
    knownFaults: () => [...failing.values()],
    looked: (node, label) => looked.has(`${node}/${label}`),
    slowestMs: () => (slowest === undefined ? undefined : slowest * CALLS_PER_SHOT),
    stop() {
      run += 1;
      timer();
    },
  };
}
