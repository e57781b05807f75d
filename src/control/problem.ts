/**
 * Errors of the HTTP API as problem documents (RFC 9457): what a client gets instead of a bare status code, in words
 * an administrator can act on.
 */
import type { CommandResult, ConfigPushResult, ReloadResult, ResultCode } from '#src/cluster/commands.ts';

export interface Problem {
  /** `about:blank` always: the status and `code` say which problem it is. */
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Of a refused or failed command: rgmanager's word for the result, and the owner after it. */
  readonly code?: ResultCode;
  readonly owner?: string | null;
  /** Of a refused reload: what is wrong in the file, line by line. */
  readonly problems?: readonly string[];
}

/** Thrown by route handlers and the body reader; answered as its problem document. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request too slow',
  409: 'Refused',
  413: 'Request too large',
  422: 'Configuration refused',
  500: 'Internal error',
  502: 'Failed',
  503: 'Not now',
};

export function problem(status: number, detail: string): Problem {
  return { type: 'about:blank', title: TITLES[status] ?? 'Error', status, detail };
}

/** A command that was refused or failed, with its result code kept for clients that print rgmanager's texts. */
export function commandProblem(result: CommandResult): Problem {
  const base = problem(statusOf(result.code), result.message);
  return { ...base, code: result.code, owner: result.owner };
}

export function reloadProblem(result: ReloadResult): Problem {
  return { ...problem(422, result.message), problems: result.problems };
}

export function pushProblem(result: ConfigPushResult): Problem {
  const status = result.code === 'INVAL' || result.code === 'FAIL' ? 422 : statusOf(result.code);
  return { ...problem(status, result.message), code: result.code, problems: result.problems };
}

/** The result of a command that was carried out. Throws ProblemError for any other. */
export function successOf(result: CommandResult): CommandResult {
  if (result.code !== 'SUCCESS') throw new ProblemError(commandProblem(result));
  return result;
}

/** The HTTP status that fits a result best; clients that care read `code`. */
function statusOf(code: ResultCode): number {
  switch (code) {
    case 'SUCCESS':
      return 200;
    case 'PERM':
      return 403;
    case 'NOSERVICE':
    case 'NODE':
      return 404;
    case 'AGAIN':
    case 'DEPEND':
    case 'INVAL':
    case 'RUN':
    case 'FROZEN':
    case 'DOMAIN':
    case 'EXCL':
      return 409;
    case 'FAIL':
    case 'ABORT':
    case 'RELO':
      return 502;
    case 'QUORUM':
    case 'FENCE':
      return 503;
  }
}
