/** What clusvcadm prints and returns for each result: rgmanager's texts (its spelling, too) and exit codes. */
import type { ResultCode } from '#src/cluster/commands.ts';

export interface ResultText {
  readonly text: string;
  readonly exit: number;
}

export function resultText(code: ResultCode): ResultText {
  switch (code) {
    case 'SUCCESS':
      return { text: 'Success', exit: 0 };
    case 'FAIL':
      return { text: 'Failure', exit: 255 };
    case 'ABORT':
      return { text: 'Aborted; service failed', exit: 254 };
    case 'NOSERVICE':
      return { text: 'Service does not exist', exit: 252 };
    case 'AGAIN':
      return { text: 'Temporary failure; try again', exit: 250 };
    case 'DEPEND':
      return { text: 'Operation violates dependency rule', exit: 249 };
    case 'INVAL':
      return { text: 'Invalid operation for resource', exit: 248 };
    case 'QUORUM':
      return { text: 'Operation requires quorum', exit: 247 };
    case 'RUN':
      return { text: 'Service is already running', exit: 0 };
    case 'FROZEN':
      return { text: 'Failure: Service is frozen', exit: 245 };
    case 'NODE':
      return { text: 'Target node dead / nonexistent', exit: 244 };
    case 'FENCE':
      return { text: 'Fencing operation pending; try again later', exit: 243 };
    case 'DOMAIN':
      return { text: 'Service not runnable', exit: 241 };
    case 'EXCL':
      return { text: 'Service not runnable: cannot run exclusive', exit: 240 };
    case 'RELO':
      return { text: 'Failed; service running on original owner', exit: 239 };
    case 'PERM':
      return { text: 'Permissing denied', exit: 238 };
    default:
      // A newer daemon may know more than this program.
      return { text: 'Unknown', exit: 255 };
  }
}
