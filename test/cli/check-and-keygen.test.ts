/** `picket check` and `picket keygen`: a set-up is made and judged before any daemon runs. */
import { statSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../control/serve.ts';
import { runCli } from './run-cli.ts';

const GOOD = `<cluster name="pair" config_version="1">
  <heartbeat><link name="bcn"/></heartbeat>
  <clusternodes>
    <clusternode name="node1" nodeid="1"><address link="bcn" ip="10.0.0.1"/>
      <fence><method name="ipmi"><device name="bmc1"/></method></fence></clusternode>
    <clusternode name="node2" nodeid="2"><address link="bcn" ip="10.0.0.2"/>
      <fence><method name="ipmi"><device name="bmc2"/></method></fence></clusternode>
  </clusternodes>
  <fencedevices>
    <fencedevice name="bmc1" agent="fence_ipmilan" ipaddr="10.1.0.1" login="admin" passwd_script="/etc/picket/pw"/>
    <fencedevice name="bmc2" agent="fence_ipmilan" ipaddr="10.1.0.2" login="admin" passwd_script="/etc/picket/pw"/>
  </fencedevices>
  <rm>
    <service name="web"><process name="web" command="/bin/sleep 1000"/></service>
  </rm>
</cluster>
`;

async function fileWith(text: string | Uint8Array): Promise<string> {
  const path = join(await tempFolder(), 'cluster.xml');
  await writeFile(path, text);
  return path;
}

test('a good file is exit code 0 and one line', async () => {
  const path = await fileWith(GOOD);
  expect(await runCli('picket', ['check', path])).toEqual({
    code: 0,
    stdout: `${path}: no problems (nodes: 2, services: 1)\n`,
    stderr: '',
  });
});

test('a good file tells what its witness and its ping targets mean', async () => {
  const witness = GOOD.replace('<clusternodes>', '<witness address="10.0.0.9"/><clusternodes>');
  expect(
    (await runCli('picket', ['check', await fileWith(witness)])).stdout.trimEnd().split('\n').slice(1),
  ).toEqual([
    'quorum: 2 of 3 votes are needed; the witness 10.0.0.9 port 694 gives 1, so one of two nodes goes on if it has the vote of the witness',
    'without quorum: services stay as they are after 10s (no_quorum_policy)',
  ]);
  const ping = GOOD.replace('<link name="bcn"/>', '<link name="bcn"/><ping address="10.0.0.254"/>');
  expect(
    (await runCli('picket', ['check', await fileWith(ping)])).stdout.trimEnd().split('\n').slice(1),
  ).toEqual(["ping: a node that reaches neither 10.0.0.254 nor its peer's fence device does not shoot"]);
});

test('all that is wrong is shown at once, with its place, and is exit code 1', async () => {
  const path = await fileWith(
    GOOD.replace('<heartbeat>', '<heartbeat deadtme="5s">').replace('nodeid="2"', 'nodeid="1"'),
  );
  const { code, stdout, stderr } = await runCli('picket', ['check', path]);
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain(`${path}:2:14: error:`);
  expect(stderr).toContain('deadtime');
  expect(stderr.trimEnd().split('\n').length).toBeGreaterThanOrEqual(3);
  expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/2 errors/);
});

test('what the fence agents of this host do not understand or lack is a problem, too', async () => {
  const wrong = GOOD.replace('fence_ipmilan" ipaddr="10.1.0.1"', 'fence_ipmilan" lanpls="1"');
  const path = await fileWith(wrong);
  const { code, stdout, stderr } = await runCli('picket', ['check', path]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.trimEnd().split('\n')).toEqual([
    `${path}:10:5: error: fencedevice "bmc1": fence_ipmilan needs "ip" (or "ipaddr"), which is missing`,
    `${path}:10:52: warning: fencedevice "bmc1": fence_ipmilan knows no attribute "lanpls" (did you mean "lanplus"?)`,
    `${path}: 1 error, 1 warning`,
  ]);
});

test('--json has the same problems for programs', async () => {
  const path = await fileWith(GOOD.replace('nodeid="2"', 'nodeid="1"'));
  const { code, stdout } = await runCli('picket', ['check', path, '--json']);
  expect(code).toBe(1);
  const { ok, file, problems } = JSON.parse(stdout);
  expect({ ok, file }).toEqual({ ok: false, file: path });
  expect(problems[0]).toMatchObject({ severity: 'error', file: path, line: expect.any(Number) });
});

test('what is no cluster.xml at all is told in words', async () => {
  const folder = await tempFolder();
  for (const path of [folder, join(folder, 'missing.xml'), await fileWith(''), await fileWith('not xml')]) {
    const { code, stdout, stderr } = await runCli('picket', ['check', path]);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(path);
    expect(stderr).not.toContain('    at ');
    expect(stderr).not.toContain('a mistake in this program');
  }
});

test('keygen makes a key that only its owner can read, and that is another one each time', async () => {
  const folder = await tempFolder();
  const paths = [join(folder, 'one'), join(folder, 'two')];
  for (const path of paths) {
    const { code, stdout } = await runCli('picket', ['keygen', path]);
    expect(code).toBe(0);
    expect(stdout).toContain(path);
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
    expect(stdout).not.toContain((await readFile(path, 'utf8')).trim().split(' ').at(-1));
  }
  const [one, two] = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  expect(one).toMatch(/[0-9a-f]{64}/);
  expect(one).not.toBe(two);
});

test('keygen replaces no key by accident', async () => {
  const path = join(await tempFolder(), 'authkey');
  await writeFile(path, 'the old one');
  const { code, stderr } = await runCli('picket', ['keygen', path]);
  expect(code).toBe(1);
  expect(stderr).toContain('--force');
  expect(await readFile(path, 'utf8')).toBe('the old one');
  expect((await runCli('picket', ['keygen', path, '--force'])).code).toBe(0);
  expect(await readFile(path, 'utf8')).not.toContain('the old one');
});

test('keygen into a folder that is not there says so', async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, 'sub'));
  const { code, stderr } = await runCli('picket', ['keygen', join(folder, 'nowhere', 'key')]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^picket: cannot .*\(ENOENT\)\n$/);
});
