/**
 * Talks to picketd over its unix socket, for the command line and for tests. Every call ends within a bound; every
 * failure is a ControlError whose message can be shown to an administrator as it is.
 */
import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import type {
  CommandResult,
  ConfirmDownCommand,
  FenceCommand,
  FenceTestCommand,
  FenceTestResult,
  ReloadResult,
  RestartResult,
  RestrictCommand,
  RestrictVerb,
  ResultCode,
  ServiceCommand,
} from '#src/cluster/commands.ts';
import type { ClusterEvent, Explanation, StatusDocument } from '#src/cluster/status.ts';
import type { Millis } from '#src/host/ports.ts';
import { asControlError, ControlError } from './client-error.ts';
import { type ConfigClient, createConfigClient } from './config-client.ts';
import { createDrbdClient, type DrbdClient } from './drbd-client.ts';
import { readEvents } from './event-reader.ts';
import { createGuestClient, type GuestClient } from './guest-client.ts';

export interface ControlClient extends ConfigClient, DrbdClient, GuestClient {
  status(): Promise<StatusDocument>;
  /** Kept events with a sequence greater than `after`, oldest first. */
  events(after: number): Promise<readonly ClusterEvent[]>;
  /**
   * Calls `onEvent` for each event; with `after`, first for the kept ones after it. `connected` is called once the
   * stream stands. Resolves when `signal` aborts; rejects with ControlError when the daemon goes away.
   */
  follow(options: FollowOptions, onEvent: (event: ClusterEvent) => void): Promise<void>;
  /** Resolves with the result, also of a refused or failed command. Held until the command is done. */
  service(command: ServiceCommand): Promise<CommandResult>;
  /** Where it could run and why; one answer for each instance. Rejects with ControlError for an unknown service. */
  explain(service: string): Promise<readonly Explanation[]>;
  fence(command: FenceCommand): Promise<CommandResult>;
  /** Resolves with what was found, also when it is not good. Rejects with ControlError when it could not be tried. */
  fenceTest(command: FenceTestCommand): Promise<FenceTestResult>;
  confirmDown(command: ConfirmDownCommand): Promise<CommandResult>;
  /** Standby, reboot, lock, maintenance. */
  restrict(command: RestrictCommand): Promise<CommandResult>;
  reload(): Promise<ReloadResult>;
  /** Rejects with ControlError when the daemon does not do it now. */
  restart(): Promise<RestartResult>;
}

export interface FollowOptions {
  readonly after?: number;
  readonly signal?: AbortSignal;
  readonly connected?: () => void;
}

export const DEFAULT_SOCKET = '/run/picket/control.sock';

/** A question is answered from memory: a daemon that takes longer than this hangs. */
const ANSWER_WITHIN: Millis = 10_000;
/** An operation may take as long as its agents' timeouts; the daemon ends it, this is the last resort. */
const OPERATION_WITHIN: Millis = 3_600_000;
/** Three keepalive comments of the event stream. */
const SILENCE: Millis = 45_000;

/** Questions fall back to `status.sock` beside `socketPath` where the user may not open the latter. */
export function createControlClient(socketPath: string): ControlClient {
  const readOnlyPath = socketPath.replace(/[^/]*$/, 'status.sock');
  const ask = async (path: string): Promise<unknown> => {
    try {
      return await exchange(socketPath, { path, timeout: ANSWER_WITHIN });
    } catch (error) {
      if (!(error instanceof ControlError) || error.kind !== 'denied') throw error;
      return await exchange(readOnlyPath, { path, timeout: ANSWER_WITHIN }).catch(() =>
        Promise.reject(error),
      );
    }
  };
  const command = async (path: string, body: object): Promise<CommandResult> => {
    try {
      return (await order(socketPath, path, body)) as CommandResult;
    } catch (error) {
      if (error instanceof ControlError && typeof error.problem?.['code'] === 'string') {
        const owner = error.problem['owner'];
        const code = error.problem['code'] as ResultCode;
        return { code, message: error.message, owner: typeof owner === 'string' ? owner : null };
      }
      throw error;
    }
  };
  return {
    status: async () => (await ask('/v1/status')) as StatusDocument,
    events: async (after) =>
      ((await ask(`/v1/events?after=${after}`)) as { readonly events: readonly ClusterEvent[] }).events,
    follow: (options, onEvent) => follow(socketPath, readOnlyPath, options, onEvent),
    service: ({ verb, service, ...rest }) =>
      command(`/v1/services/${encodeURIComponent(service)}/${verb}`, rest),
    fence: ({ node, action }) => command(`/v1/nodes/${encodeURIComponent(node)}/fence`, { action }),
    fenceTest: async ({ node, ...rest }) =>
      (await order(socketPath, `/v1/nodes/${encodeURIComponent(node)}/fence-test`, rest)) as FenceTestResult,
    confirmDown: ({ node, who }) => command(`/v1/nodes/${encodeURIComponent(node)}/confirm-down`, { who }),
    explain: async (service) => {
      const answer = await ask(`/v1/services/${encodeURIComponent(service)}/explain`);
      return (answer as { readonly explanations: readonly Explanation[] }).explanations;
    },
    restrict: ({ verb, node = '', ...rest }) => {
      const { path, body } = restrictRoute(verb, node);
      return command(path, { ...rest, ...body });
    },
    ...createConfigClient(
      (path) => exchange(socketPath, { path, timeout: ANSWER_WITHIN }),
      (path, body) => order(socketPath, path, body),
    ),
    ...createDrbdClient((path, body, timeout) =>
      exchange(socketPath, { path, method: 'POST', timeout }, JSON.stringify(body)),
    ),
    ...createGuestClient(ask, (path, body) => order(socketPath, path, body)),
    reload: () => reload(socketPath),
    restart: async () => (await order(socketPath, '/v1/restart', {})) as RestartResult,
  };
}

function restrictRoute(
  verb: RestrictVerb,
  node: string,
): { readonly path: string; readonly body: Readonly<Record<string, unknown>> } {
  switch (verb) {
    case 'standby':
    case 'online':
    case 'reboot':
      return { path: `/v1/nodes/${encodeURIComponent(node)}/${verb}`, body: {} };
    case 'lock':
    case 'unlock':
      return { path: `/v1/${verb}`, body: {} };
    case 'maintenance-on':
    case 'maintenance-off':
      return { path: '/v1/maintenance', body: { on: verb === 'maintenance-on' } };
  }
}

async function reload(socketPath: string): Promise<ReloadResult> {
  try {
    return (await order(socketPath, '/v1/reload', {})) as ReloadResult;
  } catch (error) {
    if (error instanceof ControlError && error.problem?.['status'] === 422) {
      const problems = error.problem['problems'];
      return { ok: false, message: error.message, problems: Array.isArray(problems) ? problems : [] };
    }
    throw error;
  }
}

function order(socketPath: string, path: string, body: object): Promise<unknown> {
  return exchange(socketPath, { path, method: 'POST', timeout: OPERATION_WITHIN }, JSON.stringify(body));
}

/** One request and its JSON answer. Rejects with ControlError, also for a problem document. */
async function exchange(socketPath: string, options: RequestOptions, body?: string): Promise<unknown> {
  try {
    const response = await connect(socketPath, options, body);
    const text = await readAll(response);
    if (response.statusCode === 200) return JSON.parse(text) as unknown;
    throw refusal(response.statusCode ?? 0, text);
  } catch (error) {
    throw asControlError(error, socketPath);
  }
}

function connect(socketPath: string, options: RequestOptions, body?: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = request({ ...options, socketPath, agent: false, headers }, resolve);
    sent.on('timeout', () => sent.destroy(new ControlError('timeout', timeoutText(options.timeout ?? 0))));
    sent.on('error', reject);
    sent.end(body);
  });
}

function timeoutText(after: Millis): string {
  return `picketd did not answer within ${after / 1000} s. Look at: systemctl status picket, journalctl -u picket`;
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function refusal(status: number, text: string): ControlError {
  try {
    const document = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const detail = typeof document['detail'] === 'string' ? document['detail'] : `HTTP status ${status}`;
    return new ControlError('refused', detail, document);
  } catch {
    return new ControlError('protocol', `picketd answered with HTTP status ${status} and no explanation`);
  }
}

async function follow(
  socketPath: string,
  readOnlyPath: string,
  { after, signal, connected }: FollowOptions,
  onEvent: (event: ClusterEvent) => void,
): Promise<void> {
  const path = after === undefined ? '/v1/events/stream' : `/v1/events/stream?after=${after}`;
  const options: RequestOptions = { path, timeout: SILENCE, ...(signal === undefined ? {} : { signal }) };
  try {
    const response = await connect(socketPath, options).catch((error: unknown) => {
      if (asControlError(error, socketPath).kind !== 'denied') throw error;
      return connect(readOnlyPath, options).catch(() => Promise.reject(error));
    });
    if (response.statusCode !== 200) throw refusal(response.statusCode ?? 0, await readAll(response));
    connected?.();
    await readEvents(response, onEvent);
  } catch (error) {
    if (signal?.aborted === true) return;
    throw asControlError(error, socketPath);
  }
  if (signal?.aborted !== true)
    throw new ControlError('gone', `picketd ended the event stream at ${socketPath}`);
}
