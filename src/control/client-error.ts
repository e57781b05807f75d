/** Why a call to picketd did not get its answer, in words that name the place and the way out. */

export type ControlErrorKind =
  /** Nobody listens at the socket. */
  | 'no-daemon'
  | 'denied'
  | 'timeout'
  /** The daemon went away in the middle. */
  | 'gone'
  /** The daemon said no: `problem` holds its document. */
  | 'refused'
  /** Whatever answered, it was not picketd. */
  | 'protocol';

export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly kind: ControlErrorKind;
  readonly problem: Readonly<Record<string, unknown>> | undefined;
  /** The system's code where there is one: ENOENT, ECONNREFUSED, EACCES ... */
  readonly code: string | undefined;
  constructor(
    kind: ControlErrorKind,
    message: string,
    problem?: Readonly<Record<string, unknown>>,
    code?: string,
  ) {
    super(message);
    this.kind = kind;
    this.problem = problem;
    this.code = code;
  }
}

/** Translates what node:http or JSON.parse threw. A ControlError passes unchanged. */
export function asControlError(error: unknown, socketPath: string): ControlError {
  if (error instanceof ControlError) return error;
  const code = codeOf(error);
  switch (code) {
    case 'ENOENT':
    case 'ECONNREFUSED':
    case 'ENOTSOCK':
    case 'ENOTDIR': {
      const text = `picketd is not running on this host (no answer at ${socketPath}). Start it: systemctl start picket`;
      return new ControlError('no-daemon', text, undefined, code);
    }
    case 'EACCES':
    case 'EPERM': {
      const text = `permission denied at ${socketPath}: run as root or join group picket`;
      return new ControlError('denied', text, undefined, code);
    }
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ERR_STREAM_PREMATURE_CLOSE': {
      const text = `picketd at ${socketPath} went away before it answered; a command may still go on: see picket status`;
      return new ControlError('gone', text, undefined, code);
    }
    case 'EAGAIN': {
      const text = `picketd at ${socketPath} has too many clients; try again`;
      return new ControlError('timeout', text, undefined, code);
    }
    default:
      if (code === 'EINVAL' || code === 'ENAMETOOLONG') {
        return new ControlError(
          'no-daemon',
          `${socketPath} can't be a unix socket: its path is too long`,
          undefined,
          code,
        );
      }
      return new ControlError(
        'protocol',
        `what answered at ${socketPath} is not picketd (${messageOf(error)})`,
      );
  }
}

function codeOf(error: unknown): string | undefined {
  const code =
    typeof error === 'object' && error !== null ? (error as { readonly code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
