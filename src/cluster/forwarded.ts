/** Carries out a command that another member has forwarded to the coordinator. */
import type {
  ClusterControl,
  CommandResult,
  ConfirmDownCommand,
  FenceCommand,
  ServiceCommand,
} from './commands.ts';

export function runForwarded(
  control: Pick<ClusterControl, 'service' | 'fence' | 'confirmDown'>,
  name: string,
  argument: unknown,
): Promise<CommandResult> {
  switch (name) {
    case 'service':
      return control.service(argument as ServiceCommand);
    case 'fence':
      return control.fence(argument as FenceCommand);
    case 'confirm-down':
      return control.confirmDown(argument as ConfirmDownCommand);
    default: {
      const message = `the coordinator does not know "${name}"`;
      return Promise.resolve({ code: 'INVAL', message, owner: null });
    }
  }
}
