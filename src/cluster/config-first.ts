/**
 * What the coordinator does about the configuration before the first start: it finds the version that a new cluster
 * begins with, and takes up newer files after a cold start of the whole cluster. Only what all nodes have is taken.
 */
import { type Clock, type Log, type Millis, pause } from '#src/host/ports.ts';
import type { NodeId } from '#src/membership/types.ts';
import { checksum } from '#src/wire/checksum.ts';
import type { ConfigDesk, ConfigLook, ConfigName } from './config-desk.ts';
import { shortDigest } from './configuration.ts';

export interface FirstDeps {
  readonly self: NodeId;
  readonly members: readonly NodeId[];
  readonly desk: Pick<ConfigDesk, 'look' | 'textOf' | 'file'>;
  /** Asks a member; an Error when it does not answer. Never rejects. */
  readonly ask: (node: NodeId, step: string, argument: object, timeout: Millis) => Promise<unknown>;
  readonly deadtime: () => Millis;
  /** All have it: it is in force from now on. */
  readonly settle: (name: ConfigName) => Promise<unknown>;
  /** As a push. */
  readonly push: (text: string, who: string, why: string) => Promise<unknown>;
  readonly nothingRuns: () => boolean;
  readonly stopped: () => boolean;
  readonly nodeName: (id: NodeId) => string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Looks at a member that does not answer: an older version of Picket never does. */
const TRIES = 3;
const LOOK_AGAIN_MS: Millis = 2_000;

interface Looked {
  readonly node: NodeId;
  readonly look: ConfigLook;
}

/** Why nothing can be in force, in words; undefined when that is settled, or can't be found out now. */
export async function findFirst(deps: FirstDeps): Promise<string | undefined> {
  const all = await looks(deps);
  if (all === undefined) return undefined;
  const highest = Math.max(...all.map(({ look }) => look.inUse.version));
  const top = all.filter(({ look }) => look.inUse.version === highest);
  const [first] = top;
  if (first === undefined) return undefined;
  const { digest, meaning } = first.look.inUse;
  if (top.some(({ look }) => look.inUse.meaning !== meaning)) return conflict(highest, top, deps);
  if (all.every(({ look }) => look.inUse.digest === digest)) await deps.settle(first.look.inUse);
  else await take(deps, first.node, digest, 'the highest version when the cluster first met');
  return undefined;
}

/** The whole cluster starts anew with the same newer file everywhere, and nothing runs that could mind. */
export async function takeNewFiles(deps: FirstDeps): Promise<void> {
  const { file } = deps.desk;
  if (file === undefined) return;
  const all = await looks(deps);
  if (all?.every(({ look }) => look.file?.digest === file.digest) !== true || !deps.nothingRuns()) return;
  await take(deps, deps.self, file.digest, 'the same newer file on all nodes when the cluster started');
}

/** Undefined when one of them does not answer, or the view is over. */
async function looks(deps: FirstDeps): Promise<readonly Looked[] | undefined> {
  const found = await Promise.all(deps.members.map((node) => lookAt(deps, node)));
  const known = found.filter((one) => one !== undefined);
  return deps.stopped() || known.length < found.length ? undefined : known;
}

async function lookAt(deps: FirstDeps, node: NodeId): Promise<Looked | undefined> {
  if (node === deps.self) return { node, look: deps.desk.look() };
  for (let tries = 0; tries < TRIES && !deps.stopped(); tries++) {
    const look = await deps.ask(node, 'look', {}, deps.deadtime());
    if (!(look instanceof Error)) return { node, look: look as ConfigLook };
    deps.log.warn({ node, reason: look.message }, 'a member does not tell which cluster.xml it uses');
    await pause(deps.clock, LOOK_AGAIN_MS);
  }
  return undefined;
}

function conflict(version: number, all: readonly Looked[], { nodeName }: FirstDeps): string {
  const list = all.map(({ node, look }) => `${nodeName(node)} ${shortDigest(look.inUse.digest)}`).join(', ');
  return (
    `cluster.xml has version ${version} on several nodes, with different content (${list}): ` +
    'picket config push FILE puts the right one in force'
  );
}

async function take(deps: FirstDeps, node: NodeId, digest: string, why: string): Promise<void> {
  const { self, desk, ask, nodeName } = deps;
  const answer = node === self ? undefined : await ask(node, 'fetch', { digest }, deps.deadtime());
  const text = answer === undefined ? await desk.textOf(digest) : (answer as { readonly text?: string }).text;
  if (text !== undefined && checksum(text) === digest) await deps.push(text, nodeName(node), why);
}
