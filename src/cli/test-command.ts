/** Declares `picket test` and what it can do; the work is loaded when it is called. */
import { Argument, type Command } from 'commander';
import { createControlClient } from '#src/control/client.ts';
import { CliError, explain } from './run.ts';
import { socketPath } from './socket-path.ts';
import { print } from './terminal.ts';
import type { TestOperation } from './test-noop.ts';
import type { TestRunOptions } from './test-run.ts';

const OPERATIONS: readonly TestOperation[] = ['start', 'stop', 'status'];
const SUMMARIES: Readonly<Record<TestOperation, string>> = {
  start: 'really start the resources of a service here, in order, without picketd',
  stop: 'really stop the resources of a service here, in order, without picketd',
  status: 'look at the resources of a service here; exit code 0 when all run',
};

/** `ended` gets the exit code. */
export function declareTest(program: Command, ended: (code: number) => void): void {
  const test = program
    .command('test')
    .description('try the services of a file: in which order, what a change does, or for real');

  test
    .command('noop')
    .description('print what starting or stopping a service would do, and touch nothing')
    .addArgument(new Argument('<operation>').choices(OPERATIONS))
    .argument('<file>')
    .argument('<service>')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  picket test noop start ./cluster.xml service:web')
    .action(async (op: TestOperation, file: string, service: string, options: { json?: boolean }) => {
      const { testNoop } = await import('./test-noop.ts');
      ended(await told(options, () => testNoop(op, file, service, options)));
    });

  test
    .command('delta <old> <new>')
    .description('print what a change of the file would stop and start, and touch nothing')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  picket test delta /etc/picket/cluster.xml ./cluster.xml')
    .action(async (before: string, after: string, options: { json?: boolean }) => {
      const { testDelta } = await import('./test-delta.ts');
      ended(await told(options, () => testDelta(before, after, options)));
    });

  for (const op of OPERATIONS) {
    test
      .command(`${op} <file> <service>`)
      .description(SUMMARIES[op])
      .option('--json', 'print JSON')
      .option('--run <folder>', 'where agents keep their state (default /run/picket)')
      .option('--node <name>', "this node's name for the agents (default: the host's)")
      .addHelpText('after', `\nExample:\n  picket test ${op} ./cluster.xml service:web`)
      .action(async (file: string, service: string, options: TestRunOptions, command: Command) => {
        const { testRun } = await import('./test-run.ts');
        const { socket } = command.optsWithGlobals<{ readonly socket?: string }>();
        if (options.run !== undefined && !options.run.startsWith('/'))
          throw new CliError('--run takes an absolute path', 2);
        const client = createControlClient(socketPath(socket));
        ended(await told(options, () => testRun(op, file, service, { ...options, client })));
      });
  }
}

/** With --json a failure is printed as JSON, too. */
async function told({ json }: { readonly json?: boolean }, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (json === true) print(JSON.stringify({ ok: false, kind: 'error', error: explain(error) }));
    throw error;
  }
}
