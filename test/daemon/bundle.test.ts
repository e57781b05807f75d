/** `npm run bundle`: what it makes runs without the sources and without node_modules. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCluster } from './harness.ts';

const run = promisify(execFile);
let home: string;

/** As an installation is laid out: bin with its Node.js, dist, and nothing else. */
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'picket-bundle-'));
  await run(process.execPath, ['tools/bundle.ts', `${home}/dist`]);
  await cp('bin', `${home}/bin`, { recursive: true });
  await symlink(process.execPath, `${home}/bin/node`);
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** Its output; from a folder where nothing of the sources can be found. */
async function installed(program: string, ...args: readonly string[]): Promise<string> {
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
  const { stdout, stderr } = await run(`${home}/bin/${program}`, args, { cwd: home, env });
  return stdout + stderr;
}

test('holds no more than programs and their licences', async () => {
  const names = (await readdir(`${home}/dist`)).filter((name) => !name.endsWith('.LEGAL.txt'));
  expect(names.sort()).toEqual([
    ...[
      'chunks',
      'clustat.mjs',
      'clusvcadm.mjs',
      'drbd-fence-peer.mjs',
      'drbd-unfence-peer.mjs',
      'fence_node.mjs',
    ],
    ...['picket-witness.mjs', 'picket.mjs', 'picketd.mjs'],
  ]);
});

test('its programs run', async () => {
  expect(await installed('picketd', '--help')).toContain('usage: picketd [options]');
  expect(await installed('picket-witness', '--help')).toContain('usage: picket-witness --cluster NAME');
  const example = join(process.cwd(), 'cluster.xml.example');
  expect(await installed('picket', 'check', example)).toContain('no problems (nodes: 2, services: 3)');
  expect(await installed('clustat', '-v')).toMatch(/^clustat version \d/);
  expect(await installed('clusvcadm', '-v')).toMatch(/^\d/);
  await expect(installed('picket', 'demo')).rejects.toThrow('the demonstration is part of the sources');
});

test('its daemons make a cluster, start services, and answer its command line', async () => {
  const cluster = await createCluster();
  const [, n2] = await cluster.startPair({ picketd: `${home}/bin/picketd` });
  expect(await cluster.processes('service:a')).toEqual([expect.stringMatching(/^n1 /)]);
  expect(await installed('picket', '--socket', cluster.socket('n1'), 'status')).toContain('service:a');
  n2.signal('SIGTERM');
  expect(await n2.ended).toBe(0);
});
