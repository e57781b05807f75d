/**
 * The HTTP API on a unix socket: who may ask what, how long a request may take to arrive, and how errors are told.
 * What is asked is answered by ClusterControl. A slow, silent or vanished client costs one connection and nothing else;
 * an operation goes on when the client that asked for it goes away.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ClusterControl } from '#src/cluster/commands.ts';
import type { Clock, Log, Millis } from '#src/host/ports.ts';
import { readBody } from './body.ts';
import { streamEvents } from './event-stream.ts';
import { type Problem, ProblemError, problem } from './problem.ts';
import { match, sequence } from './routes.ts';

export interface ControlOptions {
  readonly control: ClusterControl;
  /** Where clients will find it, e.g. /run/picket/control.sock. */
  readonly socketPath: string;
  /** `read`: GET only, for everyone; `write`: all of it, for root and group picket. */
  readonly access: 'read' | 'write';
  readonly clock: Clock;
  readonly log: Log;
  readonly sockets: SocketFiles;
}

/** What has to be done to socket files; src/host/control-socket.ts does it. */
export interface SocketFiles {
  /** Where to bind while nobody may connect yet. Rejects with HostError if another daemon answers at `path`. */
  claim(path: string): Promise<string>;
  /** Gives the bound file its mode and group and moves it to `path`. Rejects with HostError. */
  publish(bound: string, path: string, access: 'read' | 'write'): Promise<void>;
  remove(path: string): Promise<void>;
}

export interface ControlServer {
  /** Takes no more requests, ends event streams, gives held answers one second, removes the socket file. */
  close(): Promise<void>;
}

/** A request must have arrived within this time; an answer must have been taken within it. */
const PATIENCE: Millis = 30_000;
const CLOSE_GRACE: Millis = 1_000;
const MAX_CONNECTIONS = 256;

/** Serves until closed. Rejects with HostError (or the system's error) when the socket can't be made. */
export async function serveControl(options: ControlOptions): Promise<ControlServer> {
  const { socketPath, sockets } = options;
  const streams = new Set<() => void>();
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: PATIENCE,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 2_000,
    },
    (request, response) => void answer(options, streams, request, response),
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(error, socket));
  const bound = await sockets.claim(socketPath);
  await listen(server, bound);
  try {
    await sockets.publish(bound, socketPath, options.access);
  } catch (error) {
    server.close();
    throw error;
  }
  return {
    close: async () => {
      await sockets.remove(socketPath);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const end of streams) end();
      const cancel = options.clock.after(CLOSE_GRACE, () => server.closeAllConnections());
      await closed;
      cancel();
    },
  };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function answer(
  options: ControlOptions,
  streams: Set<() => void>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.on('error', () => response.destroy());
  try {
    await dispatch(options, streams, request, response);
  } catch (error) {
    if (error instanceof ProblemError) {
      sendProblem(request, response, error.problem);
    } else if (!request.readableAborted && !response.destroyed) {
      options.log.error({ err: error, url: request.url }, 'a control request failed for a reason of our own');
      sendProblem(request, response, problem(500, 'Picket made a mistake; its log has the details'));
    }
  }
}

async function dispatch(
  { control, access, clock }: ControlOptions,
  streams: Set<() => void>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = request.method ?? 'GET';
  const [pathname = '/', search = ''] = splitOnce(request.url ?? '/');
  const found = match(method, pathname);
  if (found.kind === 'none') {
    throw new ProblemError(problem(404, `nothing is at ${pathname.slice(0, 100)}; see /v1/openapi.json`));
  }
  if (found.kind === 'wrong-method') {
    response.setHeader('allow', found.allowed.join(', '));
    throw new ProblemError(problem(405, `${pathname} takes ${found.allowed.join(' or ')}, not ${method}`));
  }
  if (access === 'read' && found.route.confidential === true) {
    throw new ProblemError(problem(403, 'this is not for everyone on the host: ask at control.sock'));
  }
  if (access === 'read' && found.route.method !== 'GET') {
    throw new ProblemError(problem(403, 'this socket is for reading only; commands go to control.sock'));
  }
  const query = new URLSearchParams(search);
  const body = await readBody(request, found.route.bodyLimit);
  if (found.route.answer === 'stream') {
    const after = sequence(query, 'after') ?? lastEventId(request);
    const end = streamEvents(response, control, clock, after);
    streams.add(end);
    response.on('close', () => streams.delete(end));
    return;
  }
  send(
    response,
    200,
    'application/json',
    await found.route.answer({ control, path: found.path, query, body }),
  );
}

function splitOnce(url: string): readonly string[] {
  const at = url.indexOf('?');
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}

/** What a browser's EventSource sends when it comes back. */
function lastEventId(request: IncomingMessage): number | undefined {
  const text = request.headers['last-event-id'];
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function sendProblem(request: IncomingMessage, response: ServerResponse, document: Problem): void {
  if (response.headersSent || response.destroyed) return;
  // What is left of the request won't be read, so the connection can't carry another one.
  if (!request.complete) response.setHeader('connection', 'close');
  send(response, document.status, 'application/problem+json', document);
}

function send(response: ServerResponse, status: number, type: string, value: unknown): void {
  if (response.destroyed) return;
  const data = Buffer.from(`${JSON.stringify(value)}\n`);
  response.setTimeout(PATIENCE, () => response.destroy());
  response.writeHead(status, {
    'content-type': type,
    'content-length': data.length,
    'cache-control': 'no-store',
  });
  response.end(data);
}

/** A request that isn't HTTP, or didn't arrive in time: told so on the bare socket, then closed. */
function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const document =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? problem(408, 'the request did not arrive in time')
      : problem(400, 'this is not an HTTP/1.1 request');
  const data = `${JSON.stringify(document)}\n`;
  const head = `HTTP/1.1 ${document.status} ${document.title}\r\nconnection: close\r\n`;
  const type = 'content-type: application/problem+json\r\n';
  socket.end(`${head}${type}content-length: ${Buffer.byteLength(data)}\r\n\r\n${data}`);
  socket.on('finish', () => socket.destroy());
}
