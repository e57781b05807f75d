/** What a daemon does about the operations that its predecessor was carrying out when it was killed. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ResourceConfig } from '#src/config/model.ts';
import type { ProcessId } from '#src/host/ports.ts';
import { parseJournal } from '#src/resources/journal-format.ts';
import { ports } from '#test/agents/bed.ts';
import { until } from '#test/host/until.ts';
import { type LocalBed, makeLocalBed, program, web } from '#test/resources/local-bed.ts';

const WEB = 'service:web';
let bed: LocalBed;
beforeEach(() => {
  bed = makeLocalBed();
});
afterEach(() => bed.clearAll());

/** A program whose start goes on for as long as `slow` runs; `slow` leaves its pid in `pid`. */
function slowly(slow: string): ResourceConfig {
  return program('app', { check: slow, start_timeout: '30s' });
}

function journal() {
  const found = parseJournal(readFileSync(bed.path('operations.json')));
  if (found === undefined || typeof found === 'string') throw new Error(`no journal: ${found}`);
  return found;
}

/** The disk as a daemon leaves it that is killed at this instant; what it was doing goes on. */
function crash(): string {
  const folder = bed.path('crashed');
  mkdirSync(folder);
  copyFileSync(bed.path('operations.json'), `${folder}/operations.json`);
  return folder;
}

function group(name: string): ProcessId | undefined {
  const pid = Number(bed.lines(name)[0]);
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return { pid, startTicks: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]) };
}

const hangs = (): string => `echo $$ > ${bed.path('pid')}; exec sleep 1000`;

async function interruptedStart(
  check: string,
): Promise<{ readonly folder: string; readonly end: () => Promise<void> }> {
  const daemon = bed.daemon([web(slowly(check))]);
  const start = daemon.start(WEB);
  await until('the programs of the operation', () => bed.lines('pid').length > 0);
  await until('a note of them', () => (journal().operations[0]?.groups.length ?? 0) > 0);
  return {
    folder: crash(),
    end: async () => {
      await daemon.stop(WEB);
      await start;
    },
  };
}

it('ends the programs of an interrupted start before anyone looks', async () => {
  const { folder, end } = await interruptedStart(hangs());
  const orphan = group('pid');
  const after = bed.daemon([web(slowly('true'))], { journalFolder: folder });
  await after.recover();
  expect(orphan !== undefined && ports.commands.alive(orphan)).toBe(false);
  await end();
});

it('also finds what has left the process group and was never noted', async () => {
  const daemon = `setsid sh -c 'echo $$ > ${bed.path('pid')}; trap "" TERM; while :; do sleep 0.1; done' & wait`;
  const { folder, end } = await interruptedStart(daemon);
  const orphan = group('pid');
  const text = readFileSync(`${folder}/operations.json`, 'utf8');
  writeFileSync(`${folder}/operations.json`, text.replace(/"groups":\[[^\]]*\]/, '"groups":[]'));
  await bed.daemon([web()], { journalFolder: folder }).recover();
  expect(orphan !== undefined && ports.commands.alive(orphan)).toBe(false);
  await end();
});

it('leaves the program itself alone: it is found by its record', async () => {
  const { folder, end } = await interruptedStart(hangs());
  const after = bed.daemon([web(program('app'))], { journalFolder: folder });
  await after.recover();
  expect(await after.probe(WEB)).toEqual({ state: 'running', reason: '' });
  await end();
});

it('forgets the operations of an earlier boot', async () => {
  const { folder, end } = await interruptedStart(hangs());
  const orphan = group('pid');
  await bed.daemon([web()], { journalFolder: folder, bootId: 'b'.repeat(32) }).recover();
  expect(orphan !== undefined && ports.commands.alive(orphan)).toBe(true);
  await end();
});

it('an operation that came to its end is not in the journal, and what it started lives on', async () => {
  const daemon = bed.daemon([web(program('app'))]);
  await daemon.start(WEB);
  await daemon.close();
  expect(journal()).toMatchObject({ operations: [], begun: [WEB] });
  const after = bed.daemon([web(program('app'))]);
  await after.recover();
  expect((await after.probe(WEB)).state).toBe('running');
  expect(await after.stop(WEB)).toEqual({ ok: true });
  await after.close();
  expect(journal()).toMatchObject({ operations: [], begun: [] });
});

it('a damaged journal is kept aside, and nothing counts as stopped for want of a program then', async () => {
  writeFileSync(bed.path('operations.json'), '{"version":1,"bo');
  const missing = { ...program('x'), type: 'ocf', id: 'ocf:x', attributes: { agent: 'NotInstalledHere' } };
  const daemon = bed.daemon([web(missing)]);
  await daemon.recover();
  expect(existsSync(bed.path('operations.json.corrupt'))).toBe(true);
  expect((await daemon.probe(WEB)).state).toBe('may-run');
});

it('a failed start whose agent even KILL did not end proves nothing stopped, until it has ended', async () => {
  // A process that hangs in the kernel can't be made here; the kernel's word that the last group lives on can.
  let hanging = true;
  const groups: ProcessId[] = [];
  const commands = {
    ...ports.commands,
    run: (command: Parameters<typeof ports.commands.run>[0], cancel?: AbortSignal) =>
      ports.commands.run(
        {
          ...command,
          started: (id) => {
            groups.push(id);
            command.started?.(id);
          },
        },
        cancel,
      ),
    groupAlive: (id: ProcessId) =>
      (hanging && groups.at(-1)?.pid === id.pid) || ports.commands.groupAlive(id),
  };
  const daemon = bed.daemon([web(program('app', { check: 'false', start_timeout: '300ms' }))], {
    ports: { ...ports, commands },
  });
  expect(await daemon.start(WEB)).toMatchObject({ ok: false });
  expect(daemon.localState(WEB)).toBe('may-run');
  expect(await daemon.stop(WEB)).toMatchObject({
    ok: false,
    reason: expect.stringContaining('cannot be ended'),
  });
  expect(daemon.localState(WEB)).toBe('may-run');
  hanging = false;
  expect(await daemon.stop(WEB)).toEqual({ ok: true });
  expect(daemon.localState(WEB)).toBe('stopped');
});
