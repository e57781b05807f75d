/** SIGHUP: a good cluster.xml is taken up, a bad one is refused with all its lines, and neither touches a service. */
import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createCluster } from './harness.ts';
import { SERVICES } from './settings.ts';

test('files are taken up or refused while the services run on', async () => {
  const cluster = await createCluster();
  const [n1, n2] = await cluster.startPair();
  const running = [...(await cluster.processes('service:a')), ...(await cluster.processes('service:b'))];
  expect(running).toHaveLength(2);

  await writeFile(cluster.config, '<cluster name="x"><rm>');
  n1.signal('SIGHUP');
  const malformed = await n1.logged('cluster.xml has errors; the configuration in use stays');
  expect(malformed).toMatchObject({
    level: 'error',
    problems: [expect.stringMatching(/cluster\.xml:1:\d+: error: /)],
  });

  await cluster.configure({
    version: 2,
    heartbeat: 'keepalive="100ms" warntime="1s" deadtime="2s" initdead="8s"',
  });
  n1.signal('SIGHUP');
  const refused = await n1.logged('this change needs more than a reload; the configuration in use stays');
  expect(refused).toMatchObject({
    level: 'error',
    problems: ['<heartbeat> changed: restart picket on all nodes for that'],
  });

  await cluster.configure({ version: 2, rm: '' });
  const before = n1.log().length;
  n1.signal('SIGHUP');
  expect(await n1.logged('this change needs more than a reload', before)).toMatchObject({
    problems: [
      'service:a was removed, but may run: disable it first (picket disable service:a)',
      'service:b was removed, but may run: disable it first (picket disable service:b)',
    ],
  });
  expect((await n1.status()).configVersion).toBe(1);

  const more = `${SERVICES}<service name="c" domain="second"><process name="c" command="exec sleep 100000"/></service>`;
  await cluster.configure({ version: 3, rm: more });
  n1.signal('SIGHUP');
  n2.signal('SIGHUP');
  await n1.event('service.started', { service: 'service:c', node: 'n2' });
  for (const daemon of [n1, n2]) {
    await daemon.statusWhere('version 3, without warnings', ({ configVersion, warnings }) => {
      return configVersion === 3 && warnings.length === 0;
    });
  }
  expect([...(await cluster.processes('service:a')), ...(await cluster.processes('service:b'))]).toEqual(
    running,
  );
  expect(await cluster.shots()).toEqual([]);
});
