/** The table of routes: which path and method does what. The server, the OpenAPI document and its test read it. */
import type { ClusterControl, CommandResult, ServiceVerb } from '#src/cluster/commands.ts';
import { onlyFields, textField } from './body.ts';
import { CONFIG_ROUTES } from './config-routes.ts';
import { DRBD_ROUTES } from './drbd-routes.ts';
import { EXPLAIN_ROUTE } from './explain-route.ts';
import { GUEST_ROUTES } from './guest-routes.ts';
import { openApi } from './openapi.ts';
import { ProblemError, problem, reloadProblem, successOf } from './problem.ts';
import { RESTRICT_ROUTES } from './restrict-routes.ts';

export interface Call {
  readonly control: ClusterControl;
  /** Decoded `{...}` parts of the path. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** As in the OpenAPI document: `/v1/services/{id}/{verb}`. */
  readonly path: string;
  /** Answers with JSON; `stream` is answered by the event stream instead. Throws ProblemError. */
  readonly answer: ((call: Call) => unknown) | 'stream';
  /** Not for everyone on the host, although it changes nothing. */
  readonly confidential?: true;
  /** Bytes of the largest body; BODY_LIMIT by default. */
  readonly bodyLimit?: number;
}

export const SERVICE_VERBS: readonly ServiceVerb[] = [
  'enable',
  'disable',
  'stop',
  'restart',
  'relocate',
  'migrate',
  'convalesce',
  'freeze',
  'thaw',
];

export const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/v1/status', answer: ({ control }) => control.status() },
  {
    method: 'GET',
    path: '/v1/events',
    answer: ({ control, query }) => ({ events: control.events(sequence(query, 'after') ?? 0) }),
  },
  { method: 'GET', path: '/v1/events/stream', answer: 'stream' },
  { method: 'GET', path: '/v1/openapi.json', answer: () => openApi() },
  EXPLAIN_ROUTE,
  { method: 'POST', path: '/v1/services/{id}/{verb}', answer: service },
  { method: 'POST', path: '/v1/nodes/{name}/fence', answer: fence },
  { method: 'POST', path: '/v1/nodes/{name}/fence-test', answer: fenceTest },
  { method: 'POST', path: '/v1/nodes/{name}/confirm-down', answer: confirmDown },
  ...RESTRICT_ROUTES,
  ...CONFIG_ROUTES,
  ...DRBD_ROUTES,
  ...GUEST_ROUTES,
  { method: 'POST', path: '/v1/reload', answer: reload },
  { method: 'POST', path: '/v1/restart', answer: restart },
];

/** A sequence number in the query; undefined when absent. Throws ProblemError 400. */
export function sequence(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,15}$/.test(text)) {
    throw new ProblemError(
      problem(400, `${name} must be a whole number, not ${JSON.stringify(text.slice(0, 40))}`),
    );
  }
  return Number(text);
}

async function service({ control, path, body }: Call): Promise<CommandResult> {
  const verb = SERVICE_VERBS.find((known) => known === path['verb']);
  if (verb === undefined) {
    throw new ProblemError(
      problem(404, `no such operation on a service; there are ${SERVICE_VERBS.join(', ')}`),
    );
  }
  onlyFields(body, ['node', 'prefer', 'who']);
  const [node, prefer, who] = ['node', 'prefer', 'who'].map((name) => textField(body, name));
  if (node !== undefined && verb !== 'enable' && verb !== 'relocate' && verb !== 'migrate') {
    throw new ProblemError(problem(400, `${verb} takes no node; enable, relocate and migrate do`));
  }
  if (prefer !== undefined && (verb !== 'enable' || node !== undefined)) {
    throw new ProblemError(problem(400, 'prefer is for enable without a node'));
  }
  const id = path['id'] ?? '';
  const wanted = { ...(node && { node }), ...(prefer && { prefer }), ...(who && { who }) };
  return successOf(await control.service({ verb, service: id, ...wanted }));
}

async function fence({ control, path, body }: Call): Promise<CommandResult> {
  onlyFields(body, ['action']);
  const action = textField(body, 'action') ?? 'reboot';
  if (action !== 'off' && action !== 'reboot') {
    throw new ProblemError(problem(400, 'action must be off or reboot'));
  }
  return successOf(await control.fence({ node: path['name'] ?? '', action }));
}

/** A test that found something wrong has been carried out all the same: that is an answer, not a problem. */
async function fenceTest({ control, path, body }: Call): Promise<CommandResult> {
  onlyFields(body, ['who']);
  const who = textField(body, 'who');
  const result = await control.fenceTest({ node: path['name'] ?? '', ...(who && { who }) });
  return result.paths.length > 0 ? result : successOf(result);
}

async function confirmDown({ control, path, body }: Call): Promise<CommandResult> {
  onlyFields(body, ['who']);
  const who = textField(body, 'who');
  if (who === undefined)
    throw new ProblemError(problem(400, 'who is missing: the person who vouches, for the record'));
  return successOf(await control.confirmDown({ node: path['name'] ?? '', who }));
}

async function reload({ control, body }: Call): Promise<unknown> {
  onlyFields(body, []);
  const result = await control.reload();
  if (!result.ok) throw new ProblemError(reloadProblem(result));
  return result;
}

async function restart({ control, body }: Call): Promise<unknown> {
  onlyFields(body, []);
  const result = await control.restart();
  if (!result.ok) throw new ProblemError(problem(409, result.message));
  return result;
}

export type Match =
  | { readonly kind: 'route'; readonly route: Route; readonly path: Readonly<Record<string, string>> }
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] }
  | { readonly kind: 'none' };

/** Finds the route of a request. HEAD counts as GET. Throws ProblemError 400 for a path that can't be decoded. */
export function match(method: string, pathname: string): Match {
  const wanted = method === 'HEAD' ? 'GET' : method;
  const allowed: string[] = [];
  for (const route of ROUTES) {
    const path = capture(route.path, pathname);
    if (path === undefined) continue;
    if (route.method === wanted) return { kind: 'route', route, path };
    allowed.push(route.method);
  }
  return allowed.length > 0 ? { kind: 'wrong-method', allowed } : { kind: 'none' };
}

function capture(pattern: string, pathname: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/');
  const given = pathname.split('/');
  if (wanted.length !== given.length) return undefined;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = given[index] ?? '';
    if (!part.startsWith('{')) {
      if (part !== text) return undefined;
    } else {
      if (text === '') return undefined;
      found[part.slice(1, -1)] = decode(text);
    }
  }
  return found;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ProblemError(problem(400, 'the path has a broken % escape'));
  }
}
