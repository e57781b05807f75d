/**
 * The coordinator's work on lost nodes during one view: fences each of them and records what came of it.
 *
 * The attempt is part of the view's ledger, so every member has stored it before the first command goes to a device. A
 * result counts only in the view for which it was begun: when the view ends, the jobs are cancelled and their results void.
 */
import type { ClusterConfig, FenceDevice, NodeConfig } from '#src/config/model.ts';
import { LANDS_WITHIN } from '#src/fencing/attempt.ts';
import { deviceMethods } from '#src/fencing/device-list.ts';
import type {
  Comeback,
  FenceHelp,
  FenceJob,
  FenceJobState,
  FenceProgress,
  FenceRequest,
  FenceWish,
} from '#src/fencing/fence-types.ts';
import type { RoundRequest } from '#src/fencing/one-round.ts';
import type { Clock, Millis } from '#src/host/ports.ts';
import { nodeKey, nodeRecord } from '#src/membership/ledger.ts';
import type { Epoch, Ledger, NodeId, NodeRecord } from '#src/membership/types.ts';
import { type AskToFence, createHelp } from './asking-to-fence.ts';
import { doubtedDevices } from './doubted-devices.ts';
import type { EventFields } from './event-log.ts';
import { fenceEvent, fromWhom, lettingIn } from './fence-words.ts';
import { type FenceRecord, fenceId, fenceKey, isOpen } from './records.ts';
import { restoreAll } from './restoring.ts';

export interface FenceDeskDeps {
  readonly self: NodeId;
  readonly config: () => ClusterConfig;
  readonly epoch: Epoch;
  readonly ledger: Ledger;
  /** Why this view may not fence; undefined when it may. */
  readonly forbidden: string | undefined;
  readonly submit: (values: ReadonlyMap<string, unknown>) => Promise<boolean>;
  /** Powers a fenced node on again, by that method: why it failed. */
  readonly powerOn: (request: RoundRequest, method: string) => Promise<string | undefined>;
  readonly startFence: (request: FenceRequest, observer: (progress: FenceProgress) => void) => FenceJob;
  /** Resolves when no fence agent of an earlier view runs any more. */
  readonly agentsGone: Promise<void>;
  /** Before the first shot at that node. */
  readonly delay: (node: NodeId) => { readonly delay: Millis; readonly why: string };
  /** What is asked before the first shot at that node; see FenceRequest. */
  readonly permit: (node: NodeId) => FenceRequest['permit'];
  /** That lost node could be a member again, if nobody fenced it. */
  readonly returned: (node: NodeId) => boolean;
  /** The other members of the view, who may try what can't be done from here. */
  readonly helpers: readonly NodeId[];
  readonly askToFence: AskToFence;
  /** An operator asked for this fence: how. */
  readonly asked: (node: NodeId) => FenceWish | undefined;
  readonly clock: Clock;
  readonly emit: (event: EventFields) => void;
  /** Called with the change that records the proof, in the same turn, so that what follows is stored in the same batch. */
  readonly fenced: (node: NodeId, why: string) => void;
  /** Something that status shows has changed. */
  readonly changed: () => void;
}

export interface FenceDesk {
  begin(): void;
  /** Nodes of this view's ledger that are lost and not fenced yet. */
  lost(): readonly NodeId[];
  /** A shot at it may have been fired, and has not been verified or seen to be over: it must not be admitted. */
  shooting(node: NodeId): boolean;
  job(node: NodeId): FenceJob | undefined;
  /** An operator vouches that the node is down: whether that is in force. Undefined when it is not lost. */
  confirmDown(node: NodeId, why: string): Promise<boolean> | undefined;
  /** Its watchdog must have reset it by now: `evidence` says why. False when it is not lost any more. */
  outwaited(node: NodeId, evidence: string): Promise<boolean>;
  /** What the time that has to pass depends on; `until` in wall-clock ms. `unanswered`: see FenceRecord. */
  outwaiting(node: NodeId, why: string, until: Millis | null, unanswered: boolean): void;
  /** cluster.xml has been reloaded. */
  reloaded(): void;
  /** The view ended. Resolves when no agent runs any more. */
  stop(): Promise<void>;
}

/** Steps of a job in which something that was sent to a device may still come to pass. */
const IN_THE_AIR: ReadonlySet<FenceJobState['what']> = new Set([
  ...(['shooting', 'verifying', 'helped', 'backing-off', 'settling'] as const),
]);
const DEADTIMES_TO_COME_IN = 3;

interface Run {
  readonly id: string;
  record: FenceRecord;
  job: FenceJob | undefined;
}

export function createFenceDesk(deps: FenceDeskDeps): FenceDesk {
  const runs = new Map<NodeId, Run>();
  const standing = new Map<NodeId, NodeRecord>();
  /** Whether all members have stored that it is fenced. */
  const proofs = new Map<NodeId, Promise<boolean>>();
  let stopped = false;
  /** No agent of an earlier view runs any more. */
  let quiet = false;
  const begun = deps.clock.now();

  function nodeOf(id: NodeId): NodeConfig | undefined {
    return deps.config().nodes.find((node) => node.id === id);
  }

  function nameOf(id: NodeId): string {
    return nodeOf(id)?.name ?? `node ${id}`;
  }

  function agent(node: NodeId, method: string, device: string): string {
    const devices = nodeOf(node)?.fence.find(({ name }) => name === method)?.devices;
    return devices?.find(({ name }) => name === device)?.agent ?? '';
  }

  function recordOf(id: NodeId): NodeRecord {
    return standing.get(id) ?? nodeRecord(deps.ledger, id);
  }

  function lost(): readonly NodeId[] {
    const ids = [...deps.ledger.keys()]
      .filter((key) => key.startsWith('node:'))
      .map((key) => Number(key.slice(5)));
    return ids.filter((id) => recordOf(id).standing === 'lost').sort((a, b) => a - b);
  }

  async function begin(node: NodeId): Promise<void> {
    const id = fenceId(deps.epoch.number, node);
    const record = deps.ledger.get(fenceKey(id))?.value as FenceRecord | undefined;
    if (record === undefined) throw new Error(`the view that lost node ${node} has no record of its fence`);
    const run: Run = { id, record, job: undefined };
    runs.set(node, run);
    // Agents of an earlier view must be gone before the device gets the next command.
    await deps.agentsGone;
    quiet = true;
    // An operator may have vouched for it meanwhile.
    if (!stopped && run.record.state !== 'fenced') launch(node, run);
  }

  /** A node without a fence method waits for an operator's word, or for a reload that brings one. */
  function launch(node: NodeId, run: Run): void {
    const methods = deviceMethods(nodeOf(node));
    // Beside them goes the time after which its watchdog has reset it: see outwaits.ts.
    if (methods.length === 0 && (nodeOf(node)?.fence.length ?? 0) > 0) return;
    if (methods.length === 0) {
      void update(run, { state: 'waiting', lastError: `${nameOf(node)} has no fence method in cluster.xml` });
      return;
    }
    const asked = deps.asked(node);
    const { delay, why } = asked === undefined ? deps.delay(node) : { delay: 0, why: '' };
    const waits = delay > 0 ? 'meanwhile' : 'none';
    const precheck = run.record.lookFirst && asked === undefined ? 'first' : waits;
    const request: FenceRequest = {
      id: run.id,
      target: { id: node, name: nameOf(node) },
      methods,
      action: asked ?? 'configured',
      delay,
      delayWhy: why,
      precheck,
      doubted: (device) => isDoubted(node, device),
      announce: () => announce(run),
      resumed: run.record.resumed === true,
      ...(asked === undefined ? { ...withPermit(deps.permit(node)), comeback: comebackOf(node) } : {}),
      ...withHelp(helpFor(node, run, asked ?? 'configured')),
    };
    run.job = deps.startFence(request, (progress) => void observe(node, run, progress));
    deps.changed();
  }

  function isDoubted(node: NodeId, device: FenceDevice): boolean {
    const target = nodeOf(node);
    if (target === undefined) return false;
    return doubtedDevices(deps.config().nodes, deps.ledger, target)(device);
  }

  /** It needs a session, and the others have to see it, too. */
  function comebackOf(node: NodeId): Comeback {
    return {
      // An operator may ask for the fence while it waits.
      returned: () => deps.returned(node) && deps.asked(node) === undefined,
      patience: DEADTIMES_TO_COME_IN * deps.config().heartbeat.deadtime,
    };
  }

  /**
   * Members bar a node that is being shot (see under-fire.ts), so each of them knows before the first command of a round.
   * A view of one has nobody to tell, and in a race every write counts.
   */
  async function announce(run: Run): Promise<boolean> {
    if (run.record.state === 'running') return true;
    const inForce = update(run, { state: 'running', retryAt: null });
    return deps.helpers.length === 0 || inForce;
  }

  function helpFor(id: NodeId, run: Run, action: FenceWish): FenceHelp | undefined {
    const node = nodeOf(id);
    if (node === undefined || deps.helpers.length === 0) return undefined;
    const { helpers, askToFence: ask, emit } = deps;
    const note = (helper: NodeId): Promise<boolean> =>
      update(run, { state: 'running', retryAt: null, helper });
    return createHelp({ id: run.id, node, action, helpers, nameOf, ask, note, emit });
  }

  function update(run: Run, change: Partial<FenceRecord>): Promise<boolean> {
    run.record = { ...run.record, ...change };
    return deps.submit(new Map([[fenceKey(run.id), run.record]]));
  }

  async function observe(node: NodeId, run: Run, progress: FenceProgress): Promise<void> {
    if (stopped) return;
    const name = nameOf(node);
    const told = progress.type === 'held-back' && run.record.lastError === progress.why;
    const agentOf = (method: string, device: string): string => agent(node, method, device);
    const event = told ? undefined : fenceEvent(progress, { node: name, failover: run.id, agentOf });
    if (event !== undefined) deps.emit(event);
    switch (progress.type) {
      case 'waiting':
        void update(run, { state: 'waiting', retryAt: progress.until, lastError: progress.why });
        break;
      case 'held-back':
        if (!told) void update(run, { state: 'waiting', retryAt: null, lastError: progress.why });
        break;
      case 'letting-in': {
        const lastError = lettingIn(name, progress.reading);
        void update(run, { state: 'waiting', retryAt: progress.until, lastError });
        break;
      }
      case 'shot': {
        const { method, device, action } = progress;
        // The `on` after a recorded fence is no new attempt.
        if (action !== 'on') run.record = { ...run.record, method, device };
        break;
      }
      case 'attempt-failed': {
        const { method, device, reason, retryAt } = progress;
        const state = retryAt === null ? 'running' : 'retrying';
        const attempts = run.record.attempts + 1;
        const lastError = `${method}/${device}: ${reason}`;
        void update(run, { state, method, device, attempts, lastError, retryAt });
        break;
      }
      case 'unhelped': {
        const lastError = `${run.record.lastError}; ${progress.reason}`;
        const { helper: _, ...record } = run.record;
        run.record = record;
        void update(run, { state: 'retrying', retryAt: progress.retryAt, lastError });
        break;
      }
      case 'confirmed':
        return confirmed(node, run, progress);
      case 'powered-on':
      case 'power-on-failed':
      case 'cancelled':
        break;
    }
    deps.changed();
  }

  async function confirmed(
    node: NodeId,
    run: Run,
    progress: Extract<FenceProgress, { type: 'confirmed' }>,
  ): Promise<void> {
    const { method, evidence, agentMs } = progress;
    const why = `fenced by ${nameOf(deps.self)}${fromWhom(progress)} with ${method}: ${evidence}`;
    const due = progress.powerOn ? { restore: deps.asked(node) ?? 'configured' } : {};
    const found = progress.alreadyOff ? ({ alreadyOff: true } as const) : {};
    const inForce = prove(node, run, { method, evidence, agentMs, ...found, ...due }, why);
    // Only now, so that it can't come back before everybody knows that it was off.
    if (!(await inForce)) return;
    await run.job?.powerOn();
    restored(run);
  }

  function restored(run: Run): void {
    const { restore, ...record } = run.record;
    run.record = record;
    if (restore !== undefined && !stopped) void update(run, {});
  }

  function prove(
    node: NodeId,
    run: Run | undefined,
    change: Partial<FenceRecord>,
    why: string,
    how: Pick<NodeRecord, 'byTime'> = {},
  ): Promise<boolean> {
    const now = deps.clock.wall();
    const { byTime: _, ...before } = recordOf(node);
    const record: NodeRecord = { ...before, standing: 'fenced', since: now, why, ...how };
    standing.set(node, record);
    const inForce = deps.submit(new Map([[nodeKey(node), record]]));
    proofs.set(node, inForce);
    if (run !== undefined) void update(run, { ...change, state: 'fenced', ended: now, retryAt: null });
    deps.fenced(node, why);
    deps.changed();
    return inForce;
  }

  return {
    begin() {
      if (deps.forbidden !== undefined) return;
      for (const node of lost()) void begin(node);
      restoreAll({ ...deps, isFenced: (node) => recordOf(node).standing === 'fenced', over: () => stopped });
    },
    lost,
    shooting(node) {
      const run = runs.get(node);
      if (run === undefined || !isOpen(run.record)) return false;
      if (run.record.resumed === true && deps.clock.now() - begun < LANDS_WITHIN) return true;
      return run.job === undefined ? !quiet : IN_THE_AIR.has(run.job.state.what);
    },
    job: (node) => runs.get(node)?.job,
    confirmDown(node, why) {
      if (recordOf(node).standing !== 'lost') return proofs.get(node);
      const run = runs.get(node);
      void run?.job?.cancel();
      return prove(node, run, { method: 'operator', evidence: why }, why);
    },
    async outwaited(node, evidence) {
      const run = runs.get(node);
      // A command on its way would meet the node when it is up again.
      await run?.job?.cancel();
      if (stopped || recordOf(node).standing !== 'lost') return false;
      const name = nameOf(node);
      const why = `its watchdog has reset it, or it runs nothing any more: ${evidence}`;
      const data = { method: 'self', evidence };
      deps.emit({
        ...{ name: 'fence.succeeded', node: name, data },
        ...(run && { failover: run.id }),
        message: `${name} counts as off: ${evidence}`,
      });
      return prove(node, run, { method: 'self', evidence }, why, { byTime: true });
    },
    outwaiting(node, why, until, unanswered) {
      const run = runs.get(node);
      if (run === undefined || stopped || recordOf(node).standing !== 'lost') return;
      const change = unanswered ? ({ unanswered: true } as const) : {};
      // What the devices meet is the greater news.
      if (run.job !== undefined) return void (unanswered && update(run, change));
      void update(run, { state: 'waiting', method: 'self', retryAt: until, lastError: why, ...change });
    },
    reloaded() {
      for (const [node, run] of runs) {
        if (run.job !== undefined) run.job.replaceMethods(deviceMethods(nodeOf(node)));
        else if (run.record.state === 'waiting') launch(node, run);
      }
    },
    async stop() {
      stopped = true;
      // A confirmed one is recorded already; its target only has to be powered on again.
      const open = [...runs.values()].filter(({ record }) => record.state !== 'fenced');
      await Promise.all(open.map(async ({ job }) => job?.cancel()));
    },
  };
}

function withHelp(help: FenceHelp | undefined): Pick<FenceRequest, 'help'> {
  return help === undefined ? {} : { help };
}

function withPermit(permit: FenceRequest['permit']): Pick<FenceRequest, 'permit'> {
  return permit === undefined ? {} : { permit };
}
