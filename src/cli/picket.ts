/**
 * `picket`: the administrator's command. Declares the subcommands; what one does is loaded when it is called, so that
 * `picket status` starts fast.
 */
import { Command, CommanderError } from 'commander';
import type { ServiceVerb } from '#src/cluster/commands.ts';
import { createControlClient } from '#src/control/client.ts';
import { ControlError } from '#src/control/client-error.ts';
import { VERSION } from '#src/control/version.ts';
import { declareConfig } from './config-commands.ts';
import { declareGuest } from './guest-commands.ts';
import type { ImportCommandOptions } from './import-command.ts';
import { declareRestrict } from './restrict-command.ts';
import { CliError, explain, run } from './run.ts';
import { socketPath } from './socket-path.ts';
import { declareTest } from './test-command.ts';

interface CommonOptions {
  readonly json?: boolean;
  readonly socket?: string;
}

interface FenceOptions {
  readonly off?: boolean;
  readonly reboot?: boolean;
  readonly test?: boolean;
}

const SERVICE_COMMANDS: readonly (readonly [verb: ServiceVerb, summary: string, takesNode: boolean])[] = [
  ['enable', 'start a service where its failover domain wants it, or on NODE', true],
  ['disable', 'stop a service; it stays down until enabled', false],
  ['stop', 'stop a service until the cluster changes (a node joins or dies)', false],
  ['restart', 'stop a service and start it on the same node', false],
  ['relocate', 'move a service to another node, or to NODE', true],
  ['migrate', 'move a guest to NODE without stopping it', true],
  ['convalesce', 'start what is down of a running service (see __independent_subtree)', false],
  ['freeze', 'leave a service alone: no monitoring, no recovery, no moves', false],
  ['thaw', 'end freeze', false],
];

let exitCode = 0;

function build(): Command {
  const program = new Command('picket');
  program
    .description(
      'Keeps services running on a cluster: when a node dies it is fenced, then its services start elsewhere.',
    )
    .version(VERSION, '-V, --version')
    .option(
      '--socket <path>',
      "picketd's control socket (default: $PICKET_SOCKET or /run/picket/control.sock)",
    )
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .exitOverride();

  subcommand(program, 'status', 'show nodes, services, and what the cluster waits for')
    .option('--watch', 'draw again every second')
    .option('--timing', 'how heartbeats come, and which warntime and deadtime would fit')
    .addHelpText('after', '\nExample:\n  picket status --watch')
    .action(async (options: CommonOptions & { watch?: boolean; timing?: boolean }, command: Command) => {
      const { statusCommand } = await import('./status-command.ts');
      await end(command, (client) => statusCommand(client, options));
    });

  subcommand(program, 'explain <service>', 'show where a service could run and why, and what it waits for')
    .addHelpText('after', '\nExample:\n  picket explain service:web')
    .action(async (service: string, _options: unknown, command: Command) => {
      const { explainCommand } = await import('./explain-command.ts');
      await end(command, (client) => explainCommand(client, service, command.opts()));
    });

  for (const [verb, summary, takesNode] of SERVICE_COMMANDS) {
    subcommand(program, `${verb} <service>${takesNode ? ' [node]' : ''}`, summary)
      .option('-q, --quiet', 'no progress lines')
      .addHelpText('after', `\nExample:\n  picket ${verb} service:web${takesNode ? ' node2' : ''}`)
      .action(async (service: string, ...rest: readonly unknown[]) => {
        const command = rest.at(-1) as Command;
        const node = takesNode ? (rest[0] as string | undefined) : undefined;
        const { serviceCommand } = await import('./service-command.ts');
        const wanted = node === undefined ? { verb, service } : { verb, service, node };
        await end(command, (client) => serviceCommand(client, wanted, command.opts()));
      });
  }

  declareRestrict(program, end);
  declareGuest(program, end);

  subcommand(program, 'fence <node>', 'cut a node off by its fence devices; what it runs is lost')
    .option('--off', 'leave it powered off')
    .option('--test', 'switch nothing: try out every device from every node')
    .option('--reboot', 'power it on again afterwards (default)')
    .option('-y, --yes', "don't ask")
    .option('-q, --quiet', 'no progress lines')
    .addHelpText('after', '\nExamples:\n  picket fence node2 --off\n  picket fence node2 --test')
    .action(async (node: string, options: FenceOptions, command: Command) => {
      if (options.test === true) {
        if (options.off === true || options.reboot === true)
          throw new CliError('--test switches nothing: give it without --off and --reboot', 2);
        const { fenceTestCommand } = await import('./fence-test-command.ts');
        return end(command, (client) => fenceTestCommand(client, node, command.opts()));
      }
      if (options.off === true && options.reboot === true)
        throw new CliError('--off or --reboot, not both', 2);
      const { fenceCommand } = await import('./node-commands.ts');
      await end(command, (client) =>
        fenceCommand(client, node, options.off ? 'off' : 'reboot', command.opts()),
      );
    });

  subcommand(
    program,
    'fences [node]',
    'show the last fences: by whom, with what, how long, and what proved it',
  )
    .addHelpText('after', '\nExample:\n  picket fences node2')
    .action(async (node: string | undefined, options: CommonOptions, command: Command) => {
      const { fencesCommand } = await import('./fences-command.ts');
      await end(command, (client) => fencesCommand(client, node, options));
    });

  subcommand(
    program,
    'confirm-down <node>',
    'vouch that a lost node is powered off, when fencing it cannot succeed',
  )
    .option('-y, --yes', "don't ask")
    .addHelpText('after', '\nExample:\n  picket confirm-down node2')
    .action(async (node: string, _options: unknown, command: Command) => {
      const { confirmDownCommand } = await import('./node-commands.ts');
      await end(command, (client) => confirmDownCommand(client, node, command.opts()));
    });

  subcommand(program, 'events', 'show what happened; with --json one object a line')
    .option('-f, --follow', 'and what happens from now on')
    .option('--after <number>', 'only events with a greater number')
    .option('--failover <id>', 'one failover, with times relative to its first event')
    .addHelpText('after', '\nExample:\n  picket events --follow')
    .action(async (options: { follow?: boolean; after?: string; failover?: string }, command: Command) => {
      const { eventsCommand } = await import('./events-command.ts');
      await end(command, (client) => eventsCommand(client, options));
    });

  subcommand(program, 'reload', "put this node's cluster.xml in force, and read the key file again")
    .addHelpText('after', '\nExample:\n  picket reload')
    .action(async (_options: unknown, command: Command) => {
      const { reloadCommand } = await import('./reload-command.ts');
      await end(command, (client) => reloadCommand(client, command.opts()));
    });

  subcommand(program, 'restart-daemon', 'end picketd on this node and start it anew; the services go on')
    .addHelpText('after', '\nExample, after an update:\n  picket restart-daemon')
    .action(async (_options: unknown, command: Command) => {
      const { restartDaemonCommand } = await import('./restart-daemon-command.ts');
      await end(command, (client) => restartDaemonCommand(client, command.opts()));
    });

  subcommand(program, 'check [file]', 'check cluster.xml; shows everything that is wrong with it')
    .addHelpText('after', '\nExample:\n  picket check ./cluster.xml')
    .action(async (file: string | undefined, options: CommonOptions) => {
      const { checkCommand } = await import('./check-command.ts');
      exitCode = await checkCommand(file, options);
    });

  const config = program.command('config').description('make and handle cluster.xml');
  declareConfig(config, end);
  subcommand(config, 'import', 'write a cluster.xml from a Heartbeat set-up')
    .requiredOption('--ha.cf <file>', "Heartbeat's settings: nodes, links, times, STONITH devices")
    .option('--haresources <file>', 'the services')
    .option('--authkeys <file>', 'make a new key file beside the output in the place of this one')
    .option('--output <file>', 'write there instead of standard output; never replaces a file')
    .option('--name <name>', 'name of the cluster (default: what ha.cf says, or ha-cluster)')
    .option('--address <node=ip...>', 'address of a node; NODE/LINK=IP with more than one link')
    .option('--outlet <node=plug...>', 'outlet of a node at a power switch; NODE=SWITCH/PLUG with several')
    .option('--systemd', 'start programs by their systemd units instead of /etc/init.d')
    .option('--no-fencing', 'go on where no fence device switches a node off')
    .addHelpText(
      'after',
      '\nExample:\n  picket config import --ha.cf /etc/ha.d/ha.cf --haresources /etc/ha.d/haresources \\\n' +
        '    --authkeys /etc/ha.d/authkeys --address node1=10.0.0.1 --address node2=10.0.0.2 --output cluster.xml',
    )
    .action(async (options: ImportCommandOptions) => {
      const { importCommand } = await import('./import-command.ts');
      exitCode = await importCommand(options);
    });

  subcommand(program, 'keygen <file>', 'make the key that all nodes of a cluster share')
    .option('--force', 'replace an existing file')
    .option('--add', 'add a key to an existing file, to change keys while the cluster runs')
    .addHelpText('after', '\nExample:\n  picket keygen /etc/picket/authkey')
    .action(async (file: string, options: CommonOptions & { force?: boolean; add?: boolean }) => {
      const { keygenCommand } = await import('./keygen-command.ts');
      exitCode = await keygenCommand(file, options);
    });

  declareTest(program, (code) => {
    exitCode = code;
  });

  program
    .command('demo')
    .summary('two nodes on this machine: one dies, the other takes over; needs no root')
    .helpOption(false)
    .allowUnknownOption()
    .argument('[options...]', 'see: picket demo --help')
    .action(async (args: readonly string[]) => {
      const { demo } = await import('./demo.ts');
      exitCode = await demo(args);
    });
  return program;
}

function subcommand(program: Command, usage: string, summary: string): Command {
  return program.command(usage).description(summary).option('--json', 'print JSON');
}

type Work = (client: ReturnType<typeof createControlClient>) => Promise<number>;

/** Runs what needs the daemon and keeps its exit code; with --json a failure is printed as JSON, too. */
async function end(command: Command, work: Work): Promise<void> {
  const options = command.optsWithGlobals<CommonOptions>();
  try {
    exitCode = await work(createControlClient(socketPath(options.socket)));
  } catch (error) {
    if (options.json === true) {
      const kind = error instanceof ControlError ? error.kind : 'error';
      process.stdout.write(`${JSON.stringify({ ok: false, kind, error: explain(error) })}\n`);
    }
    throw error;
  }
}

await run('picket', async () => {
  try {
    await build().parseAsync(process.argv);
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander has printed its message. Asking for help or the version is no mistake.
    return error.exitCode === 0 ? 0 : 2;
  }
});
