/**
 * Sessions of a simulated host: ordered frames between two daemons over one link. While the link is cut, frames wait, as
 * TCP's do; after BREAK_MS both ends give up. A host without power says nothing; a killed daemon's kernel closes.
 */
import { type Address, type Connection, HostError, type Psk, type Sessions } from '#src/host/ports.ts';
import type { Timeline } from './clock.ts';
import type { Life } from './life.ts';
import type { Network } from './network.ts';

interface Listener {
  readonly node: number;
  readonly psks: () => readonly Psk[];
  readonly life: Life;
  readonly accept: (connection: Connection) => void;
}

/** Every listening address of the world. */
export type ListenerTable = Map<string, Listener>;

/** How long TCP and its keepalives take to give up a connection that nothing comes through. */
const BREAK_MS = 15_000;
/** How often waiting frames are sent again. */
const RESEND_MS = 200;

export interface SessionWorld {
  readonly timeline: Timeline;
  readonly network: Network;
  readonly listeners: ListenerTable;
  /** The kernel of that host answers: it has power and does not stand still. */
  readonly answers: (node: number) => boolean;
  /** A daemon hands a frame to its kernel. */
  readonly sent: (node: number, frame: Uint8Array) => void;
  /** The open connections. */
  readonly connections: Set<OpenConnection>;
}

export interface OpenConnection {
  readonly nodes: readonly [number, number];
  /** Both ends learn that it is over. */
  reset(reason: string): void;
}

export function createSessions(world: SessionWorld, node: number, life: Life): Sessions {
  const { listeners, network, timeline } = world;
  return {
    async listen(local, psks, accept) {
      if (life.over) return new Promise(() => {});
      const key = keyOf(local);
      if (listeners.has(key)) throw new HostError('EADDRINUSE', `${key} is in use`);
      const listener = { node, psks, life, accept };
      listeners.set(key, listener);
      const close = (): void => {
        if (listeners.get(key) === listener) listeners.delete(key);
      };
      life.onEnd(close);
      return { close };
    },
    dial(localHost, remote, psk, timeout) {
      const from = { host: localHost, port: 0 };
      const here = network.find(from);
      const there = network.find(remote);
      const reachable =
        here !== undefined &&
        there?.link === here.link &&
        world.answers(there.node) &&
        network.passes(node, there.node, here.link) &&
        network.passes(there.node, node, here.link);
      const { promise, resolve, reject } = Promise.withResolvers<Connection>();
      const fail = (code: string, words: string): void =>
        life.enter(() => reject(refusal(code, words)), 'input');
      const timedOut = (): void => fail('ETIMEDOUT', `no answer from ${remote.host}`);
      if (!reachable) {
        timeline.after(timeout, timedOut);
        return promise;
      }
      const took = 2 * network.delay();
      timeline.after(took, () => {
        if (life.over) return;
        const listener = listeners.get(keyOf(remote));
        if (listener === undefined) return fail('ECONNREFUSED', `${remote.host} refused`);
        // Its kernel takes the connection, but nobody is there for the handshake.
        if (listener.life.still || life.still) return void timeline.after(timeout - took, timedOut);
        if (!listener.psks().some((known) => samePsk(psk, known)))
          return fail('EKEY', 'the two nodes hold different keys');
        const link = here.link;
        const [near, far] = connect(world, link, { node, life, peer: remote }, { ...listener, peer: from });
        resolve(near);
        listener.accept(far);
      });
      return promise;
    },
  };
}

interface End {
  readonly node: number;
  readonly life: Life;
  readonly peer: Address;
}

function connect(world: SessionWorld, link: number, a: End, b: End): readonly [Connection, Connection] {
  const { network, timeline } = world;
  const near = createEnd(a, (frame) => world.sent(a.node, frame));
  const far = createEnd(b, (frame) => world.sent(b.node, frame));
  let broken: (() => void) | undefined;
  let dead = false;

  const passes = (from: End, to: End): boolean =>
    network.passes(from.node, to.node, link) && world.answers(to.node);
  const open: OpenConnection = {
    nodes: [a.node, b.node],
    reset(reason) {
      forget();
      near.ended(reason);
      far.ended(reason);
    },
  };
  /** Watches for a path that stays blocked. */
  const look = (): void => {
    const clear = passes(a, b) && passes(b, a);
    if (clear) broken?.();
    if (clear) broken = undefined;
    else broken ??= timeline.after(BREAK_MS, () => open.reset('nothing came through any more'));
  };
  const unwatch = network.onChange(look);
  const forget = (): void => {
    dead = true;
    unwatch();
    world.connections.delete(open);
  };
  world.connections.add(open);

  const wire = (from: Side, to: Side, start: End, end: End): void => {
    let pumping = false;
    const pump = (): void => {
      pumping = true;
      timeline.after(network.delay(), () => {
        if (dead) return;
        // A host without power sends nothing again.
        if (!passes(start, end) && start.life.over && start.life.abrupt) return;
        if (!passes(start, end)) return void timeline.after(RESEND_MS, pump);
        const item = from.outbox.shift();
        if (item === 'close') {
          forget();
          return to.ended('the other side closed the connection');
        }
        // Nobody is there any more: the kernel of the other side resets the connection.
        if (item !== undefined && end.life.over) return from.ended('the other side reset the connection');
        if (item !== undefined) to.arrived(item);
        pumping = from.outbox.length > 0;
        if (pumping) pump();
      });
    };
    from.onOutbox(() => {
      if (!pumping) pump();
    });
    start.life.onEnd(() => {
      if (start.life.abrupt) return look();
      from.outbox.push('close');
      if (!pumping) pump();
    });
  };
  wire(near, far, a, b);
  wire(far, near, b, a);
  return [near.connection, far.connection];
}

interface Side {
  readonly connection: Connection;
  readonly outbox: (Uint8Array | 'close')[];
  onOutbox(fn: () => void): void;
  arrived(frame: Uint8Array): void;
  ended(reason: string): void;
}

function createEnd({ life, peer }: End, sent: (frame: Uint8Array) => void): Side {
  const outbox: (Uint8Array | 'close')[] = [];
  const early: Uint8Array[] = [];
  let receive: ((frame: Uint8Array) => void) | undefined;
  let closed: ((reason: string) => void) | undefined;
  let over: string | undefined;
  let closedHere = false;
  let queued = (): void => {};

  function ended(reason: string): void {
    if (over !== undefined) return;
    over = reason;
    life.enter(() => queueMicrotask(() => closed?.(reason)), 'input');
  }

  const connection: Connection = {
    remote: peer,
    send(frame) {
      if (over !== undefined || life.over) return;
      sent(frame);
      outbox.push(frame);
      queued();
    },
    onFrame(take) {
      receive = take;
      for (const frame of early.splice(0)) take(frame);
    },
    onClose(tell) {
      closed = tell;
      const reason = over;
      if (reason !== undefined) queueMicrotask(() => tell(reason));
    },
    close() {
      if (over !== undefined || life.over) return;
      outbox.push('close');
      queued();
      closedHere = true;
      ended('closed on this side');
    },
  };
  return {
    connection,
    outbox,
    onOutbox: (fn) => {
      queued = fn;
    },
    arrived(frame) {
      if (over !== undefined) return;
      life.enter(() => {
        if (closedHere) return;
        if (receive === undefined) early.push(frame);
        else receive(frame);
      }, 'input');
    },
    ended,
  };
}

/** Dials fail all the time, and nobody looks at where such an error was made: working that out costs more than the dial. */
function refusal(code: string, words: string): HostError {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = new HostError(code, words);
  Error.stackTraceLimit = stackTraceLimit;
  return error;
}

function keyOf({ host, port }: Address): string {
  return `${host} ${port}`;
}

function samePsk(a: Psk, b: Psk): boolean {
  return a.identity === b.identity && Buffer.compare(a.key, b.key) === 0;
}
