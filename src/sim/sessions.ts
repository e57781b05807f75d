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
  readonly psk: Psk;
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
  readonly powered: (node: number) => boolean;
}

export function createSessions(world: SessionWorld, node: number, life: Life): Sessions {
  const { listeners, network, timeline } = world;
  return {
    async listen(local, psk, accept) {
      const key = keyOf(local);
      if (listeners.has(key)) throw new HostError('EADDRINUSE', `${key} is in use`);
      const listener = { node, psk, life, accept };
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
        world.powered(there.node) &&
        network.passes(node, there.node, here.link) &&
        network.passes(there.node, node, here.link);
      const { promise, resolve, reject } = Promise.withResolvers<Connection>();
      timeline.after(reachable ? 2 * network.delay() : timeout, () => {
        if (life.over) return;
        const listener = listeners.get(keyOf(remote));
        if (!reachable) return reject(new HostError('ETIMEDOUT', `no answer from ${remote.host}`));
        if (listener === undefined) return reject(new HostError('ECONNREFUSED', `${remote.host} refused`));
        if (!samePsk(psk, listener.psk))
          return reject(new HostError('EKEY', 'the two nodes hold different keys'));
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
  const near = createEnd(a);
  const far = createEnd(b);
  let broken: (() => void) | undefined;

  const passes = (from: End, to: End): boolean =>
    network.passes(from.node, to.node, link) && world.powered(to.node);
  const both = (reason: string): void => {
    forget();
    near.ended(reason);
    far.ended(reason);
  };
  /** Watches for a path that stays blocked. */
  const look = (): void => {
    const open = passes(a, b) && passes(b, a);
    if (open) broken?.();
    if (open) broken = undefined;
    else broken ??= timeline.after(BREAK_MS, () => both('nothing came through any more'));
  };
  const forget = network.onChange(look);

  const wire = (from: Side, to: Side, start: End, end: End): void => {
    let pumping = false;
    const pump = (): void => {
      pumping = true;
      timeline.after(network.delay(), () => {
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

function createEnd({ life, peer }: End): Side {
  const outbox: (Uint8Array | 'close')[] = [];
  const early: Uint8Array[] = [];
  let receive: ((frame: Uint8Array) => void) | undefined;
  let closed: ((reason: string) => void) | undefined;
  let over: string | undefined;
  let queued = (): void => {};

  function ended(reason: string): void {
    if (over !== undefined) return;
    over = reason;
    if (!life.over) queueMicrotask(() => closed?.(reason));
  }

  const connection: Connection = {
    remote: peer,
    send(frame) {
      if (over !== undefined || life.over) return;
      outbox.push(Uint8Array.from(frame));
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
      if (over !== undefined || life.over) return;
      if (receive === undefined) early.push(frame);
      else receive(frame);
    },
    ended,
  };
}

function keyOf({ host, port }: Address): string {
  return `${host} ${port}`;
}

function samePsk(a: Psk, b: Psk): boolean {
  return a.identity === b.identity && Buffer.compare(a.key, b.key) === 0;
}
