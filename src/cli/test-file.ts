/** Reads a file for `picket test`, as far as it can be read, and finds the service that is asked for in it. */
import { agents } from '#src/agents/registry.ts';
import { loadServices, type ServicesOfFile } from '#src/config/load-services.ts';
import type { ServiceConfig } from '#src/config/model.ts';
import { formatProblems } from '#src/config/report.ts';
import { suggestion } from '#src/config/suggest.ts';
import type { Files } from '#src/host/ports.ts';
import { oneLine } from './columns.ts';
import { CliError } from './run.ts';
import { printError } from './terminal.ts';

const SIZE_LIMIT = 64 * 1024 * 1024;

/**
 * Errors are printed to standard error; warnings are for `picket check`. Throws CliError when there is nothing to go
 * on with: no such file, no XML, no `<cluster>`; with `strict` for any error.
 */
export async function readTestFile(files: Files, path: string, strict = false): Promise<ServicesOfFile> {
  const stat = await files.stat(path);
  if (stat === undefined) throw new CliError(`there is no file ${path}`);
  if (stat.kind === 'folder') throw new CliError(`${path} is a folder; name the file in it`);
  if (stat.size > SIZE_LIMIT) throw new CliError(`${path} has ${stat.size} bytes; that is no cluster.xml`);
  const data = await files.read(path);
  if (data === undefined) throw new CliError(`there is no file ${path}`);
  const found = loadServices(new TextDecoder().decode(data), path, agents);
  const errors = found.problems.filter(({ severity }) => severity === 'error');
  for (const line of formatProblems(errors)) printError(oneLine(line));
  if (!found.complete) throw new CliError(`${path} can't be read`);
  if (strict && errors.length > 0) throw new CliError(`nothing was done: ${path} has errors (see above)`);
  return found;
}

/**
 * By its id, `service:web`, or `web` for short. One with `instances="all"` is that of the node `here`, else the first.
 * Throws CliError that says what there is.
 */
export function findService(
  { services }: ServicesOfFile,
  wanted: string,
  path: string,
  here?: string,
): ServiceConfig {
  const id = wanted.includes(':') ? wanted : `service:${wanted}`;
  const instances = services.filter(({ instanceOf }) => instanceOf === id);
  const found =
    services.find((service) => service.id === id) ??
    instances.find((service) => service.id === `${id}@${here}`) ??
    instances[0];
  if (found !== undefined) return found;
  const ids = services.map((service) => service.id);
  const hint = ids.length === 0 ? 'it has no services at all' : suggestion(id, ids);
  throw new CliError(`${path} has no ${id}${hint === undefined ? '' : ` (${hint})`}`);
}
