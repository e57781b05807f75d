/**
 * One session per peer: requests with ids and deadlines, answered at most once, in both directions.
 *
 * The node with the lower id dials, over the links in the order in which `routes` gives them; the other accepts. A
 * request names the incarnation it is meant for, and any other refuses it. A new session replaces the old one.
 */
import {
  type Address,
  type Cancel,
  type Clock,
  type Connection,
  HostError,
  type Log,
  type Millis,
  type Psk,
  type Sessions,
} from '#src/host/ports.ts';
import { decodeFrame, encodeFrame, type Frame, type Reply, type Request } from './frames.ts';
import type { Incarnation, Member, NodeId } from './words.ts';

export interface SessionPoolDeps {
  readonly self: Member;
  readonly cluster: string;
  /** The cluster's keys now: the first one opens sessions, the next where that is not known yet; all are accepted. */
  readonly psks: () => readonly Psk[];
  readonly listenOn: readonly Address[];
  readonly peers: readonly NodeId[];
  /** Where a peer can be dialled now, best first; empty while no link to it is up. */
  readonly routes: (peer: NodeId) => readonly { readonly from: string; readonly to: Address }[];
  /** Answers a request of a peer. Must not reject. */
  readonly handle: (from: Member, request: Request) => Promise<Reply>;
  /** A session opened or closed. */
  readonly changed: (peer: NodeId) => void;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly log: Log;
}

export interface SessionPool {
  /** Rejects with HostError when an address can't be bound. */
  listen(): Promise<void>;
  /** Dials that peer if this node is the one that dials, it has a route, and no session is open. */
  connect(peer: NodeId): void;
  /** The incarnation at the other end of the open session. */
  openTo(peer: NodeId): Incarnation | undefined;
  /** The other end's address of the open session. */
  remoteOf(peer: NodeId): Address | undefined;
  /** Rejects with Error: no session, another incarnation at the other end, closed meanwhile, or no answer in time. */
  request(to: Member, body: Request, timeout: Millis): Promise<Reply>;
  /** Ends the session with a peer, e.g. because it is dead. */
  drop(peer: NodeId, reason: string): void;
  /**
   * The peer speaks as this incarnation now. A session with another is over: a host that came back before it was missed
   * could not end it.
   */
  renewed(peer: NodeId, now: Incarnation | undefined): void;
  close(): void;
}

interface Session {
  readonly connection: Connection;
  readonly remote: Incarnation;
  readonly pending: Map<number, (answer: Reply | Error) => void>;
}

const DIAL_TIMEOUT_MS = 2_000;
const HELLO_TIMEOUT_MS = 2_000;
const REDIAL_MS = 250;

export function createSessionPool(deps: SessionPoolDeps): SessionPool {
  const open = new Map<NodeId, Session>();
  const dialling = new Set<NodeId>();
  const redials = new Map<NodeId, Cancel>();
  const listeners: { close(): void }[] = [];
  let closed = false;
  let nextId = 1;

  function send(connection: Connection, frame: Omit<Frame, 'sender' | 'from'>): void {
    connection.send(encodeFrame({ ...frame, sender: deps.self.id, from: deps.self.incarnation }));
  }

  /** Both sides say hello first; the session opens when the other's hello is here. */
  function greet(connection: Connection, expected: NodeId | undefined): void {
    let session: { readonly peer: NodeId; readonly state: Session } | undefined;
    const late = deps.clock.after(HELLO_TIMEOUT_MS, () => connection.close());
    connection.onClose((reason) => {
      late();
      if (session !== undefined) ended(session.peer, session.state, reason);
      else if (expected !== undefined) redialLater(expected);
    });
    connection.onFrame((bytes) => {
      const frame = decodeFrame(bytes);
      if (frame !== undefined && session !== undefined) return receive(session.peer, session.state, frame);
      if (frame === undefined || !isWelcome(frame, expected)) {
        connection.close();
        return;
      }
      late();
      const state = { connection, remote: frame.from, pending: new Map() };
      session = { peer: frame.sender, state };
      opened(frame.sender, state);
    });
    const hello = { type: 'hello', cluster: deps.cluster } as const;
    send(connection, { id: 0, reply: false, to: undefined, body: hello });
  }

  function isWelcome(frame: Frame, expected: NodeId | undefined): boolean {
    const known = deps.peers.includes(frame.sender) && (expected === undefined || expected === frame.sender);
    const welcome = known && frame.body.type === 'hello' && frame.body.cluster === deps.cluster;
    if (!welcome)
      deps.log.warn({ sender: frame.sender }, 'a session with a node that is not expected was refused');
    return welcome;
  }

  function opened(peer: NodeId, session: Session): void {
    const old = open.get(peer);
    open.set(peer, session);
    if (old !== undefined) old.connection.close();
    deps.log.debug({ peer, remote: session.connection.remote }, 'session open');
    deps.changed(peer);
  }

  function ended(peer: NodeId, session: Session, reason: string): void {
    for (const settle of session.pending.values())
      settle(new Error(`the session with node ${peer} ended: ${reason}`));
    session.pending.clear();
    if (open.get(peer) !== session) return;
    open.delete(peer);
    deps.log.debug({ peer, reason }, 'session closed');
    if (closed) return;
    deps.changed(peer);
    redialLater(peer);
  }

  function receive(peer: NodeId, session: Session, frame: Frame): void {
    const { connection, remote } = session;
    if (frame.reply) {
      const settle = session.pending.get(frame.id);
      session.pending.delete(frame.id);
      settle?.(frame.body as Reply);
      return;
    }
    const answer = (body: Reply): void => send(connection, { id: frame.id, reply: true, to: remote, body });
    const { boot, count } = deps.self.incarnation;
    if (frame.to?.boot !== boot || frame.to.count !== count || frame.sender !== peer) {
      answer({ type: 'refused', reason: 'meant for another incarnation', promised: 0 });
      return;
    }
    if (frame.body.type === 'hello') {
      connection.close();
      return;
    }
    // Incarnations are fixed for the life of a session, so the sender is who said hello.
    deps.handle({ id: peer, incarnation: remote }, frame.body as Request).then(answer, (error: unknown) => {
      deps.log.error(
        { peer, request: frame.body.type, error: String(error) },
        'a request could not be handled',
      );
      connection.close();
    });
  }

  async function dialWithAnyKey(from: string, to: Address): Promise<Connection> {
    let refused: unknown;
    for (const psk of deps.psks()) {
      try {
        return await deps.sessions.dial(from, to, psk, DIAL_TIMEOUT_MS);
      } catch (error) {
        if (!(error instanceof HostError) || error.code !== 'EKEY') throw error;
        refused ??= error;
      }
    }
    throw refused;
  }

  async function dial(peer: NodeId): Promise<void> {
    dialling.add(peer);
    for (const { from, to } of deps.routes(peer)) {
      try {
        const connection = await dialWithAnyKey(from, to);
        dialling.delete(peer);
        if (closed) connection.close();
        else greet(connection, peer);
        return;
      } catch (error) {
        deps.log.debug({ peer, to, error: String(error) }, 'could not open a session');
      }
    }
    dialling.delete(peer);
    redialLater(peer);
  }

  function redialLater(peer: NodeId): void {
    if (closed || deps.self.id > peer) return;
    redials.get(peer)?.();
    redials.set(
      peer,
      deps.clock.after(REDIAL_MS, () => connect(peer)),
    );
  }

  function connect(peer: NodeId): void {
    if (closed || deps.self.id > peer || open.has(peer) || dialling.has(peer)) return;
    if (deps.routes(peer).length === 0) return;
    redials.get(peer)?.();
    redials.delete(peer);
    void dial(peer);
  }

  function drop(peer: NodeId, reason: string): void {
    const session = open.get(peer);
    if (session === undefined) return;
    deps.log.debug({ peer, reason }, 'dropping the session');
    session.connection.close();
    ended(peer, session, reason);
  }

  return {
    async listen() {
      for (const address of deps.listenOn) {
        listeners.push(
          await deps.sessions.listen(address, deps.psks, (connection) => greet(connection, undefined)),
        );
      }
    },
    connect,
    openTo: (peer) => open.get(peer)?.remote,
    remoteOf: (peer) => open.get(peer)?.connection.remote,
    request(to, body, timeout) {
      const session = open.get(to.id);
      const { boot, count } = to.incarnation;
      if (session === undefined || session.remote.boot !== boot || session.remote.count !== count) {
        return Promise.reject(new Error(`no session with node ${to.id}`));
      }
      const { promise, resolve, reject } = Promise.withResolvers<Reply>();
      const id = nextId++;
      const late = deps.clock.after(timeout, () => {
        session.pending.delete(id);
        reject(new Error(`node ${to.id} did not answer ${body.type} within ${timeout} ms`));
      });
      session.pending.set(id, (answer) => {
        late();
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      });
      send(session.connection, { id, reply: false, to: to.incarnation, body });
      return promise;
    },
    drop,
    renewed(peer, now) {
      const old = open.get(peer)?.remote;
      const same = old?.boot === now?.boot && old?.count === now?.count;
      if (old !== undefined && !same) drop(peer, 'its daemon was started anew');
    },
    close() {
      closed = true;
      for (const cancel of redials.values()) cancel();
      for (const listener of listeners) listener.close();
      for (const [peer, session] of open) {
        session.connection.close();
        ended(peer, session, 'this node stops');
      }
    },
  };
}
