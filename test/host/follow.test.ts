/** Programs that go on telling: what is heard of them, and that they never outlive who listens. Real processes. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createCommands } from '#src/host/commands.ts';
import { readProcess } from '#src/host/process-table.ts';
import { until } from '#test/host/until.ts';

const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
const commands = createCommands();
const folder = mkdtempSync(join(tmpdir(), 'picket-follow-'));
afterAll(() => rmSync(folder, { recursive: true }));

function shell(script: string) {
  const lines: string[] = [];
  const ends: string[] = [];
  const stop = commands.follow(
    { file: 'sh', args: ['-c', script, 'sh', folder], env },
    (text) => lines.push(text),
    (how) => ends.push(how),
  );
  return { lines, ends, stop };
}

const alive = (pid: number): boolean => !['Z', 'X', undefined].includes(readProcess(pid)?.state);

it('hands on whole lines, as they come, and tells how it ended', async () => {
  const { lines, ends } = shell('printf "one\\ntw"; sleep 0.1; printf "o\\nrest"; echo why >&2; exit 3');
  expect(ends).toEqual([]);
  await until('it has ended', () => ends.length > 0);
  expect({ lines, ends }).toEqual({ lines: ['one', 'two'], ends: ['exit code 3: why'] });
});

it('says that it can not start', async () => {
  const ends: string[] = [];
  const program = { file: 'virsh-of-nowhere', args: [], env };
  commands.follow(
    program,
    () => {},
    (how) => ends.push(how),
  );
  await until('it has ended', () => ends.length > 0);
  expect(ends).toEqual([expect.stringMatching(/^exit code 127: .*virsh-of-nowhere: not found$/)]);
});

it('is killed with all that it started, and nothing more is heard of it', async () => {
  const { lines, ends, stop } = shell('sleep 60 & echo $!; echo $$; wait');
  await until('it has told its pids', () => lines.length === 2);
  stop();
  await until('both are gone', () => !lines.some((pid) => alive(Number(pid))));
  expect(ends).toEqual([]);
});

it('does not begin when it was ended at once', async () => {
  const { stop } = shell('sleep 0.2; echo begun > "$1/begun"');
  stop();
  const other = shell('sleep 0.4');
  await until('later ones have ended', () => other.ends.length > 0);
  expect(existsSync(join(folder, 'begun'))).toBe(false);
});

it('ends with whoever listens, also when that one is killed', async () => {
  const pidFile = join(folder, 'pid');
  const listener = `
    import { createCommands } from '#src/host/commands.ts';
    createCommands().follow(
      { file: 'sh', args: ['-c', 'echo $$ > ${pidFile}; exec sleep 60'], env: { PATH: '${env.PATH}' } },
      () => {}, () => {},
    );`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', listener], {
    stdio: 'ignore',
  });
  await until('it runs', () => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '');
  const pid = Number(readFileSync(pidFile, 'utf8'));
  expect(alive(pid)).toBe(true);
  child.kill('SIGKILL');
  await until('it is gone', () => !alive(pid));
});
