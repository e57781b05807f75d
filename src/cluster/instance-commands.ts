/**
 * An operator's command on a service with instances="all", carried out as one command for each of its instances. A node
 * in the command picks the one there. Pure but for the commands themselves.
 */
import type { ServiceConfig } from '#src/config/model.ts';
import type { CommandResult, ServiceCommand } from './commands.ts';

/** `instances`: all of the service. `isMember`: the node is there, so that its instance can follow. */
export async function runOnInstances(
  command: ServiceCommand,
  instances: readonly ServiceConfig[],
  nodeName: (id: number) => string,
  isMember: (id: number) => boolean,
  run: (command: ServiceCommand) => Promise<CommandResult>,
): Promise<CommandResult> {
  const { node, ...rest } = command;
  if (command.verb === 'relocate' || command.verb === 'migrate') {
    const message = `${command.service} is on every node: its instances don't move`;
    return { code: 'INVAL', message, owner: null };
  }
  const picked =
    node === undefined ? instances : instances.filter(({ only }) => nodeName(only ?? 0) === node);
  if (picked.length === 0) {
    return { code: 'NODE', message: `${command.service} has no instance on ${node}`, owner: null };
  }
  const results = await Promise.all(
    picked.map(async (instance) => {
      const result = await run({ ...rest, service: instance.id });
      return { instance, result, good: isGood(result, isMember(instance.only ?? 0)) };
    }),
  );
  const owners = results.flatMap(({ result }) => result.owner ?? []);
  const owner = owners.length === 0 ? null : owners.join(', ');
  const failed = results.filter(({ good }) => !good);
  const [first] = failed;
  if (first === undefined) {
    const running = results.every(({ result }) => result.code === 'RUN');
    const message = results.map(({ result }) => result.message).join('; ');
    return { code: running ? 'RUN' : 'SUCCESS', message, owner };
  }
  const count =
    failed.length === results.length ? '' : `${failed.length} of ${results.length} instances failed: `;
  const told = failed.map(({ instance, result }) =>
    result.message.startsWith(instance.id) ? result.message : `${instance.id}: ${result.message}`,
  );
  return { code: first.result.code, message: `${count}${told.join('; ')}`, owner };
}

/** One whose node is away does what it was told as soon as that is back; one that runs already is as wanted. */
function isGood({ code }: CommandResult, isMember: boolean): boolean {
  return code === 'SUCCESS' || code === 'RUN' || (!isMember && (code === 'FAIL' || code === 'NODE'));
}
