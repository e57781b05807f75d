/** A place to try agents in: real commands and files, a run folder of its own, nothing left behind. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operation } from '#src/agents/agent.ts';
import { parseRecord } from '#src/agents/process-record.ts';
import { createClock } from '#src/host/clock.ts';
import { createCommands } from '#src/host/commands.ts';
import { createFiles } from '#src/host/files.ts';
import { SILENT } from '#test/host/silent-log.ts';

export const ports = { clock: createClock(), commands: createCommands(), files: createFiles() };

export interface Bed {
  readonly folder: string;
  path(name: string): string;
  /** Lines of a file in the folder; none when it is absent. */
  lines(name: string): readonly string[];
  operation(fields: Partial<Operation> & { readonly attributes?: Record<string, string> }): Operation;
  /** Ends every program that a `process` resource of this bed still has, and removes the folder. */
  clear(): void;
}

export function makeBed(): Bed {
  const folder = mkdtempSync(join(tmpdir(), 'picket-bed-'));
  const path = (name: string): string => join(folder, name);
  return {
    folder,
    path,
    lines: (name) => {
      try {
        return readFileSync(path(name), 'utf8')
          .split('\n')
          .filter((line) => line !== '');
      } catch {
        return [];
      }
    },
    operation: ({ attributes = {}, ...fields }) => ({
      resource: { type: 'test', name: 'it', attributes },
      service: 'service:web',
      nodeName: 'node1',
      clusterName: 'lab',
      runFolder: join(folder, 'run'),
      ports,
      log: SILENT,
      timeout: 10_000,
      cancel: new AbortController().signal,
      started: () => {},
      ...fields,
    }),
    clear: () => {
      for (const process of recorded(join(folder, 'run', 'process')))
        ports.commands.signalGroup(process, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function recorded(folder: string) {
  let names: string[] = [];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.stat'));
  } catch {
    // No program was started.
  }
  return names
    .map((name) => parseRecord(readFileSync(join(folder, name), 'utf8')))
    .filter((process) => process !== undefined);
}
