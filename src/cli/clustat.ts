/** `clustat` with its options, tables, XML and exit codes. */
import { createControlClient } from '#src/control/client.ts';
import { ControlError } from '#src/control/client-error.ts';
import { VERSION } from '#src/control/version.ts';
import { createClock } from '#src/host/clock.ts';
import { pause } from '#src/host/ports.ts';
import { clustatText } from './clustat-text.ts';
import { type ClustatView, clustatView, memberExit, serviceExit } from './clustat-view.ts';
import { clustatXml } from './clustat-xml.ts';
import { withPrefix } from './clusvcadm-request.ts';
import { getopt } from './getopt.ts';
import { run } from './run.ts';
import { socketPath } from './socket-path.ts';
import { print, printError } from './terminal.ts';

interface Options {
  member: string | undefined;
  service: string | undefined;
  /** Seconds; 0 shows once. */
  interval: number;
  xml: boolean;
  long: boolean;
  /** -I and -Q answer one question and nothing else. */
  only: 'id' | 'quorum' | undefined;
}

const USAGE = `usage: clustat <options>
    -i <interval>      Refresh every <interval> seconds. May not be used with -x.
    -I                 Display local node ID and exit
    -m <member>        Display status of <member> and exit
    -s <service>       Display status of <service> and exit
    -v                 Display version and exit
    -x                 Dump information as XML
    -Q                 Return 0 if quorate, 1 if not (no output)
    -f                 Enable fast clustat reports (accepted; Picket's always are)
    -l                 Use long format for services`;

/** System errors as perror() words them. */
const PERROR: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  ECONNREFUSED: 'Connection refused',
  EACCES: 'Permission denied',
};

await run('clustat', async () => {
  const options = readOptions(process.argv.slice(2));
  if (typeof options === 'number') return options;
  const clock = createClock();
  for (;;) {
    const code = await show(options);
    if (options.interval === 0) return code;
    await pause(clock, options.interval * 1000);
  }
});

/** What to show, or the exit code when there is nothing to. */
function readOptions(args: readonly string[]): Options | number {
  const options: Options = {
    member: undefined,
    service: undefined,
    interval: 0,
    xml: false,
    long: false,
    only: undefined,
  };
  const given = getopt('clustat', args, 'fIi:lm:Qs:vxh?');
  for (const parsed of given.options) {
    const { option, value = '' } = parsed;
    switch (option) {
      case 'i':
        if (!/^[1-9]\d*$/.test(value)) {
          printError(`Error: '-i' needs a number of seconds, not '${value}'`);
          return 1;
        }
        options.interval = Number(value);
        break;
      case 'x':
        if (options.interval > 0) {
          printError("Error: Options '-i' and '-x' are mutually exclusive");
          return 1;
        }
        options.xml = true;
        break;
      case 'm':
        options.member = value;
        break;
      case 's':
        options.service = withPrefix(value);
        break;
      case 'l':
        options.long = true;
        break;
      case 'I':
        options.only = 'id';
        break;
      case 'Q':
        options.only = 'quorum';
        break;
      case 'f':
        break;
      case 'v':
        print(`clustat version ${VERSION}`);
        return 0;
      default:
        if ('message' in parsed) {
          printError(parsed.message ?? '');
          printError(USAGE);
          return 1;
        }
        print(USAGE);
        return 0;
    }
  }
  if (given.operands.length > 0) {
    printError(USAGE);
    return 1;
  }
  return options;
}

async function show(options: Options): Promise<number> {
  const status = await createControlClient(socketPath())
    .status()
    .catch((error: unknown) => explainAbsence(error));
  if (status === undefined) return 1;
  const view = clustatView(status);
  if (options.only === 'quorum') return view.quorate ? 0 : 1;
  if (options.only === 'id') {
    print(`0x${status.nodeId.toString(16).padStart(8, '0')}`);
    return 0;
  }
  const width = process.stdout.isTTY ? process.stdout.columns : 80;
  const lines = options.xml
    ? clustatXml(view, options)
    : clustatText(view, { ...options, width, at: status.at });
  const clear = options.interval > 0 ? '\x1b[H\x1b[2J' : '';
  process.stdout.write(`${clear}${lines.join('\n')}\n`);
  return exitOf(view, options);
}

/** The member's result first; it hides the service's unless the member is online. */
function exitOf(view: ClustatView, { member, service }: Options): number {
  const ofMember = member === undefined ? 0 : memberExit(view, member);
  if (ofMember !== 0 || service === undefined) return ofMember;
  return serviceExit(view, service);
}

/** rgmanager's line, then ours, which says what to do. */
function explainAbsence(error: unknown): undefined {
  if (!(error instanceof ControlError)) throw error;
  printError(`Could not connect to CMAN: ${PERROR[error.code ?? ''] ?? 'Input/output error'}`);
  printError(`clustat: ${error.message}`);
  return undefined;
}
