/** `picket test`: what a file would do, and the real thing on this host without a daemon. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { memoryCluster } from '../control/memory-cluster.ts';
import { healthy, service } from '../control/sample-status.ts';
import { serve, tempFolder } from '../control/serve.ts';
import { type Ran, runCli } from './run-cli.ts';

const CONF = 'test/rgmanager';

async function fileWith(rm: string, around = ''): Promise<string> {
  const path = join(await tempFolder(), 'cluster.xml');
  await writeFile(path, `<cluster name="lab" config_version="1">${around}<rm>${rm}</rm></cluster>\n`);
  return path;
}

describe('noop', () => {
  test('prints one line an operation, the service first, also for a file without nodes and fencing', async () => {
    const ran = await runCli('picket', ['test', 'noop', 'start', `${CONF}/005.conf`, 'service:test1']);
    expect(ran).toEqual({
      code: 0,
      stdout: [
        ...['[start] service:test1', '[start] ip:192.168.10.1', '[start] ip:192.168.10.2'],
        ...['[start] script:initscript', ''],
      ].join('\n'),
      stderr: '',
    });
  });

  test('prints a stop from the top down, the service last', async () => {
    const { stdout } = await runCli('picket', ['test', 'noop', 'stop', `${CONF}/levels.conf`, 'nested']);
    expect(stdout).toBe('[stop] vm:inside\n[stop] fs:vmdisk\n[stop] drbd:r1\n[stop] service:nested\n');
  });

  test('takes a guest for what it is: its own resource', async () => {
    const path = await fileWith('<vm name="g"/>');
    const { stdout, stderr } = await runCli('picket', ['test', 'noop', 'start', path, 'vm:g']);
    expect([stdout, stderr]).toEqual(['[start] vm:g\n', '']);
  });

  test('needs no daemon and no domain: what only a cluster needs may be missing or wrong', async () => {
    const domains =
      '<failoverdomains><failoverdomain name="d"><failoverdomainnode name="n1"/></failoverdomain></failoverdomains>';
    const path = await fileWith(
      `${domains}<service name="web" domain="d"><process name="p" command="x"/></service>`,
    );
    const { code, stdout, stderr } = await runCli('picket', ['test', 'noop', 'start', path, 'web']);
    expect([code, stdout, stderr]).toEqual([0, '[start] service:web\n[start] process:p\n', '']);
  });

  test('gives programs the same as JSON', async () => {
    const ran = await runCli('picket', ['test', 'noop', 'stop', `${CONF}/003.conf`, 'test1', '--json']);
    expect(JSON.parse(ran.stdout)).toEqual({
      ok: true,
      service: 'service:test1',
      op: 'stop',
      resources: ['script:initscript', 'ip:192.168.10.1', 'service:test1'],
    });
  });

  test('shows what it can of a file with an error, and the error with its place', async () => {
    const { code, stdout, stderr } = await runCli('picket', [
      ...['test', 'noop', 'start', `${CONF}/016.conf`, 'service:test2'],
    ]);
    expect(code).toBe(0);
    expect(stdout).not.toContain('192.168.10.3');
    expect(stdout.split('\n')).toContain('[start] ip:192.168.10.4');
    expect(stderr).toMatch(/^test\/rgmanager\/016\.conf:\d+:\d+: error: .*192\.168\.10\.3.*\n$/);
  });

  test('says what is wrong with the question', async () => {
    const ask = async (...args: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await runCli('picket', ['test', 'noop', ...args]);
      expect([code === 0, stdout]).toEqual([false, '']);
      expect(stderr).not.toContain('a mistake in this program');
      return stderr;
    };
    expect(await ask('start', `${CONF}/005.conf`, 'service:tset1')).toBe(
      `picket: ${CONF}/005.conf has no service:tset1 (did you mean "service:test1"?)\n`,
    );
    expect(await ask('start', `${CONF}/999.conf`, 'x')).toBe(`picket: there is no file ${CONF}/999.conf\n`);
    expect(await ask('start', CONF, 'x')).toContain('is a folder');
    expect(await ask('start', 'package.json', 'x')).toContain('package.json');
    expect(await ask('restart', `${CONF}/005.conf`, 'x')).toContain('start, stop, status');
    expect(await ask('start', await fileWith(''), 'x')).toContain('no services at all');
    const { stdout } = await runCli('picket', ['test', 'noop', 'start', `${CONF}/005.conf`, 'x', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: expect.stringContaining('service:x') });
  });
});

describe('delta', () => {
  test('prints what stops and what starts, and why', async () => {
    const { code, stdout, stderr } = await runCli('picket', [
      'test',
      'delta',
      `${CONF}/006.conf`,
      `${CONF}/007.conf`,
    ]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toEqual([
      '=== Changes ===',
      'service:test1, ip:192.168.10.2: removed',
      'service:test1, ip:192.168.10.3: added',
      '=== Operations (down-phase) ===',
      'Node service:test1 - CONDSTOP',
      '[stop] ip:192.168.10.2',
      '=== Operations (up-phase) ===',
      'Node service:test1 - CONDSTART',
      '[start] ip:192.168.10.3',
      '',
    ]);
  });

  test('prints services that come and go whole, and leaves a removed guest alone', async () => {
    const before = await fileWith(
      '<service name="old"><process name="o" command="x"/></service><vm name="g"/>',
    );
    const after = await fileWith(
      '<service name="new" priority="2"><process name="n" command="x"/></service>',
    );
    const { stdout } = await runCli('picket', ['test', 'delta', before, after]);
    expect(stdout.split('\n').slice(4)).toEqual([
      '=== Operations (down-phase) ===',
      '[kill] service:old',
      '[stop] process:o',
      '[stop] service:old',
      '[no-op] vm:g was removed; it is left as it is, running or not',
      '=== Operations (up-phase) ===',
      '[init] service:new',
      '[start] service:new',
      '[start] process:n',
      '',
    ]);
  });

  test('never prints a value, which may be a password', async () => {
    const node = (password: string): string =>
      `<service name="s"><ocf name="o" agent="mysql" passwd="${password}"/></service>`;
    const files = [await fileWith(node('hunter2')), await fileWith(node('hunter3'))];
    for (const json of [[], ['--json']]) {
      const { stdout } = await runCli('picket', ['test', 'delta', ...files, ...json]);
      expect(stdout).toContain('passwd');
      expect(stdout).not.toContain('hunter');
    }
  });
});

describe('the real thing', () => {
  const SERVICE =
    '<service name="web"><ocf name="d" agent="Dummy"/><process name="p" command="exec sleep 100000"/></service>';

  /** Runs it in a folder of its own, where no daemon is, and stops everything at the end. */
  async function lab(
    rm = SERVICE,
  ): Promise<{ readonly run: (op: string, ...more: readonly string[]) => Promise<Ran> }> {
    const path = await fileWith(rm);
    const folder = join(await tempFolder(), 'run');
    const run = (op: string, ...more: readonly string[]): Promise<Ran> =>
      runCli('picket', ['test', op, path, 'service:web', '--run', folder, ...more], {
        socket: `${folder}/none.sock`,
      });
    onTestFinished(async () => {
      await run('stop');
    });
    return { run };
  }

  test('starts, shows and stops a service with its real agents', async () => {
    const { run } = await lab();
    expect(await run('status')).toMatchObject({
      code: 1,
      stdout: '[status] ocf:d: not running\n[status] process:p: not running\n',
    });
    expect(await run('start')).toEqual({
      code: 0,
      stdout: '[start] ocf:d\n[start] process:p\nservice:web: started\n',
      stderr: '',
    });
    expect(await run('status')).toMatchObject({
      code: 0,
      stdout: '[status] ocf:d: running\n[status] process:p: running\n',
    });
    expect(JSON.parse((await run('status', '--json')).stdout)).toMatchObject({
      ok: true,
      service: 'service:web',
    });
    expect(await run('stop')).toEqual({
      code: 0,
      stdout: '[stop] process:p\n[stop] ocf:d\nservice:web: stopped\n',
      stderr: '',
    });
    expect((await run('status')).code).toBe(1);
  });

  test('a start that fails says which resource, why, and that the rest is still up', async () => {
    const broken = SERVICE.replace('exec sleep 100000', 'echo no such port; exit 3');
    const { run } = await lab(broken);
    const { code, stdout, stderr } = await run('start');
    expect([code, stdout]).toEqual([1, '[start] ocf:d\n[start] process:p\n']);
    expect(stderr).toMatch(/picket: start of process:p failed: .*no such port.*still up/);
    expect((await run('status')).stdout).toContain('[status] ocf:d: running');
  });

  test('keeps its hands off a service that the daemon of this node knows, but may look', async () => {
    const daemon = await serve({ cluster: memoryCluster(healthy({ services: [service('service:web')] })) });
    const path = await fileWith(SERVICE);
    const folder = await tempFolder();
    const args = [path, 'service:web', '--run', folder];
    for (const op of ['start', 'stop']) {
      const ran = await runCli('picket', ['test', op, ...args], { socket: daemon.socketPath });
      expect([ran.code, ran.stdout]).toEqual([1, '']);
      expect(ran.stderr).toContain('picketd on this node is in charge of service:web (started on node1)');
    }
    const look = await runCli('picket', ['test', 'status', ...args], { socket: daemon.socketPath });
    expect(look.stdout).toContain('[status] ocf:d: not running');
    const other = await serve({ cluster: memoryCluster(healthy({ services: [service('service:db')] })) });
    expect((await runCli('picket', ['test', 'start', ...args], { socket: other.socketPath })).code).toBe(0);
    expect((await runCli('picket', ['test', 'stop', ...args], { socket: other.socketPath })).code).toBe(0);
  });

  test('does nothing with a file that has an error in its services', async () => {
    const { run } = await lab(SERVICE.replace('agent="Dummy"', 'agentt="Dummy"').replace('<ocf', '<odd'));
    const { code, stdout, stderr } = await run('start');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('nothing was done');
  });

  test('warns before a start that other nodes may run it', async () => {
    const nodes =
      '<clusternodes><clusternode name="a" nodeid="1"/><clusternode name="b" nodeid="2"/></clusternodes>';
    const path = await fileWith('<service name="web"><ocf name="d" agent="Dummy"/></service>', nodes);
    const folder = await tempFolder();
    const args = (op: string): string[] => ['test', op, path, 'web', '--run', folder, '--node', 'a'];
    const { code, stderr } = await runCli('picket', args('start'), { socket: `${folder}/none.sock` });
    expect([code, stderr]).toEqual([0, expect.stringContaining('no other node runs service:web')]);
    expect((await runCli('picket', args('stop'), { socket: `${folder}/none.sock` })).code).toBe(0);
  });

  test('Ctrl-C ends a start that takes long, and the command', async () => {
    const path = await fileWith(
      '<service name="web"><process name="p" command="sleep 1000" check="false" start_timeout="60s"/></service>',
    );
    const folder = await tempFolder();
    const args = (op: string): string[] => ['test', op, path, 'web', '--run', folder];
    const ran = await runCli('picket', args('start'), {
      socket: `${folder}/none.sock`,
      enough: (stdout) => stdout.includes('[start] process:p'),
    });
    expect([ran.code, ran.stderr]).toEqual([1, expect.stringContaining('interrupted')]);
    expect((await runCli('picket', args('stop'), { socket: `${folder}/none.sock` })).code).toBe(0);
    expect(await readFile(path, 'utf8')).toContain('start_timeout');
  });
});
