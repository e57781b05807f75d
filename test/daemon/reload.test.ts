/** SIGHUP and pushes with real daemons: a good cluster.xml is in force on both nodes, a bad one on neither. */
import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createCluster } from './harness.ts';
import { DOMAINS, SERVICES } from './settings.ts';

const KEPT = 'the configuration in use stays';
const sleeper = (name: string, seconds = 100_000): string =>
  `<process name="${name}" command="exec sleep ${seconds}"/>`;

test('SIGHUP on one node: refused files change nothing, a good one is in force on both', async () => {
  const cluster = await createCluster();
  const [n1, n2] = await cluster.startPair();
  const running = [...(await cluster.processes('service:a')), ...(await cluster.processes('service:b'))];
  expect(running).toHaveLength(2);

  await writeFile(cluster.config, '<cluster name="x"><rm>');
  n1.signal('SIGHUP');
  expect(await n1.logged(`cluster.xml has errors; ${KEPT}`)).toMatchObject({
    level: 'error',
    problems: [expect.stringMatching(/cluster\.xml:1:\d+: error: /)],
  });

  const heartbeat = 'keepalive="100ms" warntime="1s" deadtime="2s" initdead="8s"';
  await cluster.configure({ version: 2, heartbeat });
  n2.signal('SIGHUP');
  const refused = await n2.logged('is refused, and used by no node');
  expect(refused).toMatchObject({
    level: 'error',
    problems: [
      expect.stringMatching(/^n1: <heartbeat> changed: .*restart picket/),
      expect.stringMatching(/^n2: <heartbeat> changed: .*restart picket/),
    ],
  });
  expect((await n1.status()).configVersion).toBe(1);

  const more = `${SERVICES}<service name="c" domain="second">${sleeper('c')}</service>`;
  await cluster.configure({ version: 3, rm: more });
  n1.signal('SIGHUP');
  await n1.event('service.started', { service: 'service:c', node: 'n2' });
  for (const daemon of [n1, n2]) {
    await daemon.statusWhere('version 3, without warnings', ({ configVersion, warnings, waits }) => {
      return configVersion === 3 && warnings.length + waits.length === 0;
    });
  }
  expect([...(await cluster.processes('service:a')), ...(await cluster.processes('service:b'))]).toEqual(
    running,
  );
  expect(await cluster.shots()).toEqual([]);
});

test('a push stops, starts and restarts what it touches and nothing else; both nodes remember it', async () => {
  const cluster = await createCluster();
  const other = `${cluster.folder}/n2.xml`;
  await writeFile(other, await readFile(cluster.config));
  const n1 = await cluster.start('n1');
  const n2 = await cluster.start('n2', { config: other });
  await n1.statusWhere('everything runs', ({ services }) => {
    return services.length === 2 && services.every(({ state }) => state === 'started');
  });
  const [b] = await cluster.processes('service:b');

  const rm = `${DOMAINS}
    <service name="b" domain="second">${sleeper('b')}${sleeper('more')}</service>
    <service name="c" domain="first">${sleeper('c')}</service>`;
  await cluster.configure({ version: 2, rm });
  const text = await readFile(cluster.config, 'utf8');
  const diff = await n2.client.configDiff(text, 'new.xml');
  expect(diff).toMatchObject({ ok: true, objections: [] });
  expect(diff.services.map(({ service, change, stop, start }) => [service, change, stop, start])).toEqual([
    ['service:a', 'removed', ['process:a'], []],
    ['service:b', 'changed', [], ['process:more']],
    ['service:c', 'added', [], ['process:c']],
  ]);

  const result = await n2.client.configPush({ text, who: 'alice on n2', why: 'a test' });
  expect(result).toMatchObject({ ok: true, problems: [] });
  expect(result.message).toMatch(/^version 2 \(\w{12}\) is in force on n1, n2$/);
  expect(await cluster.processes('service:a')).toEqual([]);
  const all = await cluster.processes('service:b');
  expect(all).toHaveLength(2);
  expect(all).toContain(b);
  for (const daemon of [n1, n2]) {
    await daemon.statusWhere('all follow', ({ services, waits }) => {
      return waits.length === 0 && services.map(({ id }) => id).join() === 'service:b,service:c';
    });
    const [newest, before] = await daemon.client.configHistory();
    expect(newest).toMatchObject({ version: 2, by: 'alice on n2', why: 'a test', inUse: true });
    expect(before).toMatchObject({ version: 1, inUse: false });
    expect((await daemon.client.config(1)).text).toContain('config_version="1"');
  }
  await n2.statusWhere('its file is replaced', ({ warnings }) => warnings.length === 0);
  expect(await readFile(other, 'utf8')).toBe(text);

  const running = [...(await cluster.processes('service:b')), ...(await cluster.processes('service:c'))];
  await writeFile(other, 'spoilt');
  const after = n2.log().length;
  await n2.client.restart();
  await n2.logged('picketd is ready', after);
  const { warnings } = await n2.statusWhere('it is back', ({ view }) => view?.members.length === 2);
  expect(warnings).toEqual([
    expect.stringMatching(/n2\.xml on this node is not used, version 2 \(\w+\) is: /),
  ]);
  expect((await n2.status()).configVersion).toBe(2);
  expect([...(await cluster.processes('service:b')), ...(await cluster.processes('service:c'))]).toEqual(
    running,
  );
  expect(await cluster.shots()).toEqual([]);
});
