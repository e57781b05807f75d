/** `picket test noop`: what starting or stopping a service would do, one line an operation; nothing is touched. */
import type { ServiceConfig } from '#src/config/model.ts';
import { startOrder, stopOrder } from '#src/config/order.ts';
import { createFiles } from '#src/host/files.ts';
import { oneLine } from './columns.ts';
import { print } from './terminal.ts';
import { findService, readTestFile } from './test-file.ts';

export type TestOperation = 'start' | 'stop' | 'status';

/** Exit code 0 when the service is in the file, whatever else the file lacks: judging is for `picket check`. */
export async function testNoop(
  op: TestOperation,
  path: string,
  wanted: string,
  { json }: { readonly json?: boolean },
): Promise<number> {
  const file = await readTestFile(createFiles(), path);
  const service = findService(file, wanted, path);
  const resources = operationsOf(op, service);
  if (json === true) print(JSON.stringify({ ok: true, service: service.id, op, resources }));
  else for (const resource of resources) print(oneLine(`[${op}] ${resource}`));
  return 0;
}

/** Ids in order. A service is there before its resources and after them, a guest is its own resource. */
export function operationsOf(op: TestOperation, service: ServiceConfig): readonly string[] {
  const around = service.kind === 'vm' ? [] : [service.id];
  const ids = (op === 'stop' ? stopOrder(service) : startOrder(service)).map(({ id }) => id);
  return op === 'stop' ? [...ids, ...around] : [...around, ...ids];
}
