/** Which picketd to talk to: --socket, else PICKET_SOCKET, else the usual place. */
import { DEFAULT_SOCKET } from '#src/control/client.ts';

export function socketPath(option?: string): string {
  const variable = process.env['PICKET_SOCKET'];
  if (option !== undefined && option !== '') return option;
  return variable !== undefined && variable !== '' ? variable : DEFAULT_SOCKET;
}
