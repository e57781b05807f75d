/** The executables find their own installation, from wherever and under whatever name they are called. */
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../control/serve.ts';
import { BIN, runCli } from './run-cli.ts';

test('through relative and absolute symbolic links, from another folder', async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, 'sbin'));
  await symlink(join(BIN, 'clustat'), join(folder, 'real'));
  await symlink('../real', join(folder, 'sbin', 'clustat'));
  const command = `cd "${folder}/sbin" && ./clustat -v && PATH="${folder}/sbin:$PATH" clustat -v`;
  expect(await runCli('/bin/sh', ['-c', command])).toEqual({
    code: 0,
    stdout: 'clustat version 0.1.0\nclustat version 0.1.0\n',
    stderr: '',
  });
});

test('an unusable Node.js is told in words', async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, 'bin'));
  const command = `cp "${BIN}/picket" "${folder}/bin/picket" && PATH=/nowhere /bin/sh "${folder}/bin/picket" status`;
  const { code, stderr } = await runCli('/bin/sh', ['-c', command]);
  expect(code).toBe(1);
  expect(stderr).toContain('picket: needs Node.js 24 or later (found: none)');
});

test('PICKET_DEBUG=1 shows where it failed, otherwise nobody sees a stack trace', async () => {
  const quiet = await runCli('picket', ['status'], { socket: '/nowhere' });
  expect(quiet.stderr.trimEnd().split('\n')).toHaveLength(1);
  const loud = await runCli('picket', ['status'], { socket: '/nowhere', env: { PICKET_DEBUG: '1' } });
  expect(loud.stderr).toContain('    at ');
});
