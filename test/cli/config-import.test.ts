/** `picket config import`: from /etc/ha.d to files that picket check accepts, with one command. */
import { readdirSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../control/serve.ts';
import { type Ran, runCli } from './run-cli.ts';

const HA_CF = `keepalive 1
deadtime 10
bcast eth0
node alpha beta
auto_failback on
stonith_host * external/ipmi alpha 10.9.0.1 admin secret-of-alpha lan
stonith_host * external/ipmi beta 10.9.0.2 admin secret-of-beta lan
`;
const ADDRESSES = ['--address', 'alpha=10.0.0.1', '--address', 'beta=10.0.0.2'];

async function set(
  haCf = HA_CF,
): Promise<{ folder: string; run: (...more: readonly string[]) => Promise<Ran> }> {
  const folder = await tempFolder();
  await writeFile(join(folder, 'ha.cf'), haCf);
  await writeFile(join(folder, 'haresources'), 'alpha 10.0.0.5/24 Filesystem::/dev/sdb1::/srv::ext4 httpd\n');
  await writeFile(join(folder, 'authkeys'), 'auth 1\n1 sha1 SecretOfHeartbeat\n');
  const words = [
    'config',
    'import',
    '--ha.cf',
    join(folder, 'ha.cf'),
    '--haresources',
    join(folder, 'haresources'),
  ];
  return { folder, run: (...more) => runCli('picket', [...words, ...more]) };
}

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test('writes a cluster.xml that picket check accepts, a new key and the passwords, for root alone', async () => {
  const { folder, run } = await set();
  const output = join(folder, 'cluster.xml');
  const ran = await run('--authkeys', join(folder, 'authkeys'), ...ADDRESSES, '--output', output);
  expect(ran).toMatchObject({ code: 0, stdout: '' });
  expect(readdirSync(folder).sort()).toEqual([
    'authkey',
    'authkeys',
    'cluster.xml',
    'fence-ipmi-alpha.passwd',
    'fence-ipmi-beta.passwd',
    'ha.cf',
    'haresources',
  ]);
  expect(
    ['authkey', 'fence-ipmi-alpha.passwd', 'cluster.xml'].map((name) => mode(join(folder, name))),
  ).toEqual(['600', '600', '644']);
  expect(await readFile(join(folder, 'fence-ipmi-beta.passwd'), 'utf8')).toBe('secret-of-beta\n');
  const xml = await readFile(output, 'utf8');
  const key = (await readFile(join(folder, 'authkey'), 'utf8')).trim().split(' ').at(-1) ?? '';
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  for (const secret of ['secret-of', 'SecretOfHeartbeat', key]) {
    expect(xml).not.toContain(secret);
    expect(ran.stderr).not.toContain(secret);
  }
  expect(ran.stderr).toContain('authkeys:2: a new random key takes the place of this one');
  const check = await runCli('picket', ['check', output]);
  expect(check.code, check.stderr).toBe(0);
  expect(check.stdout).toContain('(nodes: 2, services: 1)');
});

test('without --output the file comes on standard output, and the notes on the other', async () => {
  const { folder, run } = await set();
  const { code, stdout, stderr } = await run(...ADDRESSES);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^<\?xml .*<\/cluster>\n$/s);
  expect(stderr).toContain('note: write the password for /etc/picket/fence-ipmi-alpha.passwd there');
  expect(readdirSync(folder).sort()).toEqual(['authkeys', 'ha.cf', 'haresources']);
  const path = join(folder, 'copy.xml');
  await writeFile(path, stdout);
  expect((await runCli('picket', ['check', path])).code).toBe(0);
});

test('never replaces a file, and then writes none', async () => {
  const { folder, run } = await set();
  await writeFile(join(folder, 'fence-ipmi-beta.passwd'), 'mine');
  const output = join(folder, 'cluster.xml');
  const { code, stderr } = await run(...ADDRESSES, '--output', output);
  expect(code).toBe(1);
  expect(stderr).toContain('fence-ipmi-beta.passwd: the file exists, and is not replaced');
  expect(await readFile(join(folder, 'fence-ipmi-beta.passwd'), 'utf8')).toBe('mine');
  expect(readdirSync(folder).sort()).toEqual(['authkeys', 'fence-ipmi-beta.passwd', 'ha.cf', 'haresources']);
});

test('shows all that is missing at once and writes nothing', async () => {
  const { folder, run } = await set(HA_CF.replace('keepalive 1', 'keepalve 1'));
  const { code, stdout, stderr } = await run('--output', join(folder, 'cluster.xml'));
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.split('\n').slice(0, 2)).toEqual([
    `error: ${folder}/ha.cf:1: "keepalve" is no directive of ha.cf (did you mean "keepalive"?)`,
    `error: ${folder}/ha.cf:3: which address has each node on eth0? Add --address alpha=IP --address beta=IP`,
  ]);
  expect(readdirSync(folder)).not.toContain('cluster.xml');
});

test('--json has the same for programs', async () => {
  const { run } = await set();
  const bad = await run('--json');
  expect(bad.code).toBe(1);
  expect(JSON.parse(bad.stdout)).toMatchObject({ ok: false, files: [], problems: [{ line: 3 }] });
  const good = await run('--json', ...ADDRESSES);
  expect(good.code).toBe(0);
  expect(JSON.parse(good.stdout)).toMatchObject({
    ok: true,
    problems: [],
    xml: expect.stringContaining('<cluster'),
  });
});

test('cluster.xml is for root alone when a secret has no other place', async () => {
  const { folder, run } = await set(
    HA_CF.replace(/^stonith_host.*\n/gm, '').concat(
      'stonith_host * apcmastersnmp 10.9.0.9 161 community-word\n',
    ),
  );
  const output = join(folder, 'cluster.xml');
  const { code, stderr } = await run(...ADDRESSES, '--outlet', 'alpha=1', 'beta=2', '--output', output);
  expect(code, stderr).toBe(0);
  expect(mode(output)).toBe('600');
  expect(stderr).not.toContain('community-word');
});

test.each([
  [['--address', 'alpha'], '--address must be NODE=IP'],
  [['--outlet', 'alpha'], '--outlet must be NODE=PLUG'],
])('wrong usage %j is exit code 2', async (words, said) => {
  const { run } = await set();
  const { code, stderr } = await run(...words);
  expect(code).toBe(2);
  expect(stderr).toContain(said);
});

test('files that are not there are named', async () => {
  const { code, stderr } = await runCli('picket', ['config', 'import', '--ha.cf', '/nowhere/ha.cf']);
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'picket: there is no file /nowhere/ha.cf\n' });
  expect((await runCli('picket', ['config', 'import'])).code).toBe(2);
});
