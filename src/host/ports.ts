/**
 * The only doors through which time, chance, the network, processes and disks enter Picket.
 *
 * Everything above src/host sees these interfaces and nothing else of the outside world, so the same code runs in the
 * daemon (src/host/*.ts) and over a simulated world. Each module is handed only the ports it needs.
 */

/** Milliseconds. Monotonic where it comes from `Clock.now`, since 1970 where it comes from `Clock.wall`. */
export type Millis = number;

export type Cancel = () => void;

export interface Clock {
  /** Monotonic milliseconds since an arbitrary start; never jumps with the wall clock. Use it for every decision. */
  now(): Millis;
  /** Wall-clock milliseconds since 1970. For showing and recording only; never for deciding. */
  wall(): Millis;
  /** Calls `fn` once, `delay` ms from now (not before); the returned function cancels it. */
  after(delay: Millis, fn: () => void): Cancel;
}

/**
 * Resolves `delay` ms from now, or as soon as `cancel` is aborted. Never rejects: who cancels asks the signal, so that
 * an operation has one way out.
 */
export function pause(clock: Clock, delay: Millis, cancel?: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (cancel?.aborted === true) {
    resolve();
    return promise;
  }
  const done = (): void => {
    stop();
    cancel?.removeEventListener('abort', done);
    resolve();
  };
  const stop = clock.after(delay, done);
  cancel?.addEventListener('abort', done);
  return promise;
}

export interface Random {
  bytes(count: number): Uint8Array;
  /** An integer in 0 .. limit-1. */
  below(limit: number): number;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Datagrams {
  /**
   * Binds a UDP socket. Rejects with HostError when the address can't be bound. Later socket errors go to `failed`. With
   * `refused` it is told when the kernel at an address answers that nothing listens there.
   */
  open(
    local: Address,
    receive: (packet: Uint8Array, from: Address) => void,
    failed: (error: HostError) => void,
    refused?: (by: Address) => void,
  ): Promise<DatagramSocket>;
}

export interface DatagramSocket {
  /** Fire and forget; an error while sending goes to `failed` given to `open`. */
  send(packet: Uint8Array, to: Address): void;
  close(): void;
}

/** Reliable, ordered, encrypted byte frames between two nodes that hold the same key (TCP with TLS-PSK). */
export interface Sessions {
  /**
   * Accepts connections; `accept` is called after the handshake proved one of the keys that `psks` gives then. Rejects
   * with HostError.
   */
  listen(
    local: Address,
    psks: () => readonly Psk[],
    accept: (connection: Connection) => void,
  ): Promise<SessionListener>;
  /** Resolves after the handshake; rejects with HostError (refused, unreachable, EKEY: wrong key) or after `timeout` ms. */
  dial(localHost: string, remote: Address, psk: Psk, timeout: Millis): Promise<Connection>;
}

export interface Psk {
  /** Sent in the clear in the handshake; not a secret. */
  readonly identity: string;
  readonly key: Uint8Array;
}

export interface SessionListener {
  close(): void;
}

export interface Connection {
  readonly remote: Address;
  /** Queues one frame (at most FRAME_LIMIT bytes). After close it does nothing. */
  send(frame: Uint8Array): void;
  /** Must be set once, right after the connection was handed over; frames that came earlier are delivered then. */
  onFrame(receive: (frame: Uint8Array) => void): void;
  /** Called once, with the reason in words. */
  onClose(closed: (reason: string) => void): void;
  close(): void;
}

/** Largest frame of a session, in bytes. A longer length prefix closes the connection. */
export const FRAME_LIMIT = 16 * 1024 * 1024;

export interface Command {
  /** An absolute path, or a name looked up in env.PATH. */
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Written to standard input; without it standard input is empty. Never logged. */
  readonly input?: string;
  /** After this many ms the whole process group is killed (TERM, then KILL). */
  readonly timeout: Millis;
  /** Told the process group as soon as the command runs, so that it can be noted on disk. */
  readonly started?: (process: ProcessId) => void;
}

export type CommandOutcome =
  | { readonly kind: 'exited'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'signalled'; readonly signal: string; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'timed-out'; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'cancelled'; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'not-started'; readonly reason: string };

/** A process that can be told from a later one with the same pid. */
export interface ProcessId {
  readonly pid: number;
  /** Start time in clock ticks since boot (/proc/PID/stat, field 22). */
  readonly startTicks: number;
}

/** An absolute path, or a name looked up in env.PATH; the environment is all there is, nothing is inherited. */
export type Program = Pick<Command, 'file' | 'args' | 'env'>;

export interface LaunchSpec extends Program {
  readonly cwd?: string;
  /** Standard output and error are appended to this file. */
  readonly log: string;
}

export interface Commands {
  /**
   * Runs a command to its end in its own process group. Never rejects for anything the command or the system does.
   * Output is kept up to OUTPUT_LIMIT bytes a stream. A daemon that the command leaves behind does not delay it.
   */
  run(command: Command, cancel?: AbortSignal): Promise<CommandOutcome>;
  /**
   * Runs a program that goes on telling, in its own process group: `line` gets each line of its standard output. It ends
   * with this daemon, however that ends, or by the returned function. `ended` is told once, in words and never before
   * this returns, when it ends otherwise or can't start.
   */
  follow(program: Program, line: (text: string) => void, ended: (how: string) => void): Cancel;
  /** Starts a program in its own process group; it outlives this daemon. Rejects with HostError if it can't start. */
  launch(spec: LaunchSpec, exited?: (how: string) => void): Promise<ProcessId>;
  /** Whether exactly that process (not a later one with its pid) is alive and not a zombie. */
  alive(process: ProcessId): boolean;
  /** Whether any process of its group, the leader or one it left behind, still lives (zombies do not count). */
  groupAlive(process: ProcessId): boolean;
  /** Signals the whole process group; false if it is gone. */
  signalGroup(process: ProcessId, signal: 'SIGTERM' | 'SIGKILL'): boolean;
}

/** Bytes of output kept per stream of a command. */
export const OUTPUT_LIMIT = 256 * 1024;

export interface Files {
  /** Undefined when there is no such file. Rejects with HostError for everything else. */
  read(path: string): Promise<Uint8Array | undefined>;
  /**
   * Replaces the file so that a crash at any instant leaves the old or the new content: temporary name, fsync, rename,
   * fsync of the folder. Resolves when it is on the disk; rejects with HostError (no space, read-only ...).
   */
  writeDurably(path: string, data: Uint8Array, mode?: number): Promise<void>;
  /** Appends; with `sync` it is on the disk when this resolves. */
  append(path: string, data: Uint8Array, options: { readonly sync: boolean }): Promise<void>;
  /** Renames within a folder; used to keep a corrupt file aside. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; nothing happens when it is absent. */
  remove(path: string): Promise<void>;
  list(folder: string): Promise<readonly string[]>;
  /** Makes the folder and its parents. */
  makeFolder(path: string, mode?: number): Promise<void>;
  stat(path: string): Promise<FileStat | undefined>;
}

export interface FileStat {
  readonly size: number;
  /** Permission bits, e.g. 0o600. */
  readonly mode: number;
  readonly uid: number;
  readonly kind: 'file' | 'folder' | 'other';
}

/** What the kernel says of this host. */
export interface Kernel {
  /** A new value after every boot; 32 lower-case hex digits. */
  bootId(): string;
  /** Whether the interface that holds this address has a carrier; undefined when it can't be told. */
  carrier(address: string): boolean | undefined;
}

/** The hardware watchdog of this host: once open, it resets the host unless it is fed in time. */
export interface Watchdogs {
  /**
   * Opens it, which feeds it once, with that timeout (whole seconds). `running`: it may run already, with services under
   * its care, so it is taken as it is: its timeout stays, and it is never stopped in between. Rejects with HostError:
   * ENOENT (no such device), EBUSY (another program holds it), EINVAL (it does not take the timeout) ...
   */
  open(device: string, timeout: Millis, running: boolean): Promise<Watchdog>;
}

export interface Watchdog {
  /** What the driver calls itself. */
  readonly identity: string;
  /** As the device really has it. */
  readonly timeout: Millis;
  /** A plain file in its place, outside /dev: resets nothing by itself. */
  readonly isFile: boolean;
  /** It can't be stopped: whoever closes it is reset. */
  readonly nowayout: boolean;
  /** Now, before this returns. Throws HostError. */
  feed(): void;
  /** `disarm`: it stops, if it can be stopped; else it goes on, and resets the host unless it is opened again in time. */
  close(disarm: boolean): void;
}

/** What the service manager (systemd) is told. Fire and forget; does nothing when nobody asked to be told. */
export interface Notify {
  ready(): void;
  /** One line for `systemctl status`. */
  status(text: string): void;
  /** To be called at least every `watchdogInterval`. */
  watchdog(): void;
  stopping(): void;
  reloading(): void;
  /** Milliseconds between two calls of `watchdog`; undefined when no watchdog is wanted. */
  readonly watchdogInterval: Millis | undefined;
}

/** Calls of addresses outside the cluster. */
export interface Webhooks {
  /** Sends JSON by POST; redirects are not followed, and what is answered is not read. Never rejects; settles within `timeout` ms. */
  post(url: string, body: string, timeout: Millis): Promise<PostOutcome>;
}

export type PostOutcome =
  | { readonly kind: 'answered'; readonly status: number }
  /** One line; never holds the URL. */
  | { readonly kind: 'failed'; readonly reason: string };
/** DRBD on this host. Neither call rejects, and both end within seconds, also when the kernel does not answer. */
export interface Drbd {
  /** All resources that the kernel knows; or why they can't be told, in words (no DRBD here, no answer ...). */
  look(): Promise<readonly DrbdResource[] | { readonly problem: string }>;
  /** Lets the I/O that waits for a fence go on; words when that failed. */
  resumeIo(resource: string): Promise<string | undefined>;
}

/** One resource as `drbdsetup status` has it. States are DRBD's own words (`UpToDate`, `Connected` ...). */
export interface DrbdResource {
  readonly name: string;
  readonly role: string;
  /** Why its I/O is frozen: `fencing`, `no-data`, `quorum`, `user`; empty when it is not. */
  readonly suspended: readonly string[];
  /** State of this node's disk, one for each volume. */
  readonly disks: readonly string[];
  readonly connections: readonly DrbdConnection[];
}

export interface DrbdConnection {
  /** The peer's host name with DRBD 9, always `peer` with DRBD 8.4. */
  readonly name: string;
  /** DRBD's own number for the peer, which has nothing to do with cluster.xml; undefined when it was not told. */
  readonly peerId: number | undefined;
  readonly state: string;
  readonly peerRole: string;
  readonly peerDisks: readonly string[];
}

/** All ports of one host, to be handed out piecemeal: a module takes only those it needs. */
export interface Host {
  readonly clock: Clock;
  readonly random: Random;
  readonly datagrams: Datagrams;
  readonly sessions: Sessions;
  readonly commands: Commands;
  readonly files: Files;
  readonly log: Log;
  readonly kernel: Kernel;
  readonly watchdogs: Watchdogs;
  readonly notify: Notify;
  readonly webhooks: Webhooks;
}

/** Structured log. Fields named like a secret (password, passwd, key, secret ...) are redacted. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  child(fields: LogFields): Log;
}

export type LogFields = Readonly<Record<string, unknown>>;

/** The world refused: no such file, no space, address in use. `code` is the system's (ENOENT, ENOSPC ...). */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
