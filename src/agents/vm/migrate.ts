/** Migrates a guest from here. What comes of it is asked on both sides by the cluster; here it is carried out, shown and ended. */
import { type Millis, pause } from '#src/host/ports.ts';
import type { MigrationProgress, MigrationTarget, Operation, OperationResult } from '../agent.ts';
import { inWords } from '../attributes.ts';
import { kindOf, stateWords } from './domain-state.ts';
import { type Guest, openGuest } from './guest.ts';
import { jobWords, parseJobInfo, percentOf } from './job-info.ts';
import { migrateArguments, type Route, routesTo } from './migrate-command.ts';
import { failed, outOfTime } from './results.ts';
import { type MigrationSettings, migrateTimeout, migrationSettings, XEN_URI } from './settings.ts';
import { type Answer, callVirsh, QUERY_MS } from './virsh.ts';
import { isUnreached, migrationWords } from './virsh-errors.ts';

/** From a cancellation to the end of a job. libvirt takes milliseconds for it, but seconds to see that a target is gone. */
export const ABORT_MS: Millis = 60_000;
const LOOK_MS: Millis = 1_000;
const ABORT_AGAIN_MS: Millis = 500;

type Progress = (progress: MigrationProgress) => void;

export function migrationTimeout(attributes: Readonly<Record<string, string>>): Millis {
  return migrateTimeout(attributes) + ABORT_MS;
}

export async function migrateGuest(
  operation: Operation,
  target: MigrationTarget,
  progress: Progress,
): Promise<OperationResult> {
  const guest = await openGuest(operation);
  const settings = migrationSettings(operation.resource.attributes);
  const xen = guest.uri.startsWith(XEN_URI);
  const sight = await guest.look();
  if (sight.kind === 'silent') return failed(sight.words);
  if (sight.kind === 'absent') return failed('libvirt knows no such guest here');
  if (!['running', 'suspended'].includes(kindOf(sight.domain)))
    return failed(`the guest does not run here: ${stateWords(sight.domain)}`);
  let result: OperationResult = failed(`${target.nodeName} has no address`);
  for (const route of routesTo(target, settings, xen)) {
    const { answer, ended } = await runJob(guest, route, settings, progress);
    if (answer.kind === 'done') return { ok: true };
    result = resultOf(answer, ended);
    // Nothing has begun yet: another way may lead there.
    if (answer.kind !== 'refused' || !isUnreached(answer.stderr) || ended !== undefined) break;
  }
  return result;
}

/** Why the job was to be ended, in words. */
type Ended = string | undefined;

interface Job {
  readonly answer: Answer;
  readonly ended: Ended;
}

/** One call of `virsh migrate`. With --p2p the job is libvirt's own: killing virsh would leave it running. */
async function runJob(
  guest: Guest,
  route: Route,
  settings: MigrationSettings,
  progress: Progress,
): Promise<Job> {
  const { operation } = guest;
  const { clock } = operation.ports;
  const begun = clock.now();
  const limit = Math.min(settings.timeout, Math.max(guest.left() - ABORT_MS, guest.left() / 2));
  const over = new AbortController();
  const args = migrateArguments(guest.name, route, settings, guest.uri.startsWith(XEN_URI));
  const giveUp = new AbortController();
  const job = callVirsh(operation, guest.uri, args, guest.left(), giveUp.signal);
  void job.then(() => over.abort());
  let ended: Ended;
  let endedAt = begun;
  let switched = !settings.postcopy;
  progress({ percent: undefined, words: 'begins' });
  while (!over.signal.aborted) {
    const elapsed = clock.now() - begun;
    if (ended === undefined) endedAt = clock.now();
    ended ??= reasonToEnd(operation, elapsed, limit);
    // A target that dies while libvirt opens its connection there keeps the job for as long as TCP does: 15 minutes.
    if (clock.now() - endedAt >= ABORT_MS) giveUp.abort();
    if (ended !== undefined) {
      await ask(guest, ['domjobabort', guest.name], over.signal);
      await pause(clock, ABORT_AGAIN_MS, over.signal);
      continue;
    }
    if (!switched && elapsed >= limit / 2) {
      switched = true;
      progress({ percent: undefined, words: 'goes on at the target, while the rest of its memory follows' });
      await ask(guest, ['migrate-postcopy', guest.name], over.signal);
    }
    await pause(clock, Math.min(LOOK_MS, limit - elapsed), AbortSignal.any([over.signal, operation.cancel]));
    if (!over.signal.aborted && !operation.cancel.aborted) await tellProgress(guest, over.signal, progress);
  }
  return { answer: await job, ended };
}

function reasonToEnd(operation: Operation, elapsed: Millis, limit: Millis): Ended {
  if (operation.cancel.aborted) return 'it was cancelled';
  if (elapsed < limit) return undefined;
  return `it was not finished within ${inWords(limit)}: the guest may change its memory faster than it can be sent`;
}

async function tellProgress(guest: Guest, over: AbortSignal, progress: Progress): Promise<void> {
  const answer = await ask(guest, ['domjobinfo', guest.name], over);
  if (answer.kind !== 'done' || over.aborted) return;
  const job = parseJobInfo(answer.stdout);
  if (job.type !== 'None') progress({ percent: percentOf(job), words: jobWords(job) });
}

/** Not cut short by a cancellation of the operation, but by the end of the job. */
function ask(guest: Guest, args: readonly string[], over: AbortSignal): Promise<Answer> {
  return callVirsh(guest.operation, guest.uri, args, Math.min(QUERY_MS, guest.left()), over);
}

function resultOf(answer: Exclude<Answer, { readonly kind: 'done' }>, ended: Ended): OperationResult {
  switch (answer.kind) {
    case 'refused':
      return failed(ended ?? migrationWords(answer.stderr));
    case 'silent':
      if (answer.missing) return failed(answer.words);
      return outOfTime(`${ended === undefined ? '' : `${ended}; `}${answer.words}: it may still go on`);
  }
}
