/** SIGTERM, also of the last node, and SIGKILL with a quick restart: what runs where afterwards, and who is fenced. */
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '#test/lab/until.ts';
import { setFenceMode } from './fence-agent.ts';
import { createCluster } from './harness.ts';
import { DOMAINS, SERVICES } from './settings.ts';

test('SIGTERM moves the services away and ends with 0; the last one stops them', async () => {
  const cluster = await createCluster();
  const [n1, n2] = await cluster.startPair();
  const a = await cluster.processes('service:a');
  n1.signal('SIGTERM');
  expect(await n1.ended).toBe(0);
  const { nodes, view } = await n2.statusWhere('a on n2, alone', ({ view, services }) => {
    return (
      view?.members.length === 1 &&
      services.every(({ owner, state }) => owner === 'n2' && state === 'started')
    );
  });
  expect(view?.mayStart).toBe(true);
  expect(nodes.find(({ name }) => name === 'n1')).toMatchObject({ standing: 'left', peer: 'left' });
  expect(await cluster.processes('service:a')).toEqual([expect.stringMatching(/^n2 /)]);
  expect(await cluster.processes('service:a')).not.toEqual(a);

  n2.signal('SIGTERM');
  expect(await n2.ended).toBe(0);
  expect(await cluster.processes('service:a')).toEqual([]);
  expect(await cluster.processes('service:b')).toEqual([]);
  expect(await cluster.shots()).toEqual([]);
  for (const daemon of [n1, n2]) expect(daemon.log().filter(({ level }) => level !== 'info')).toEqual([]);
});

test('SIGTERM of the survivor of a confirmed node, with services disabled and failed', async () => {
  const rm = `${SERVICES}<service name="c"><process name="c" command="exit 3"/></service>`;
  const cluster = await createCluster({ rm });
  const n1 = await cluster.start('n1');
  const n2 = await cluster.start('n2');
  await n2.statusWhere(
    'a and b run',
    ({ services }) => services.filter(({ state }) => state === 'started').length === 2,
  );
  await setFenceMode(cluster.folder, 'refuses');
  await cluster.cutPower('n2');
  await n1.event('fence.failed', { node: 'n2' });
  expect(await n1.client.confirmDown({ node: 'n2', who: 'root' })).toMatchObject({ code: 'SUCCESS' });
  await n1.statusWhere('b on n1', ({ services }) =>
    services.some(({ id, owner }) => id === 'service:b' && owner === 'n1'),
  );
  expect(await n1.client.service({ verb: 'disable', service: 'service:a' })).toMatchObject({
    code: 'SUCCESS',
  });
  await n1.statusWhere('c is given up', ({ services }) =>
    services.some(({ id, state }) => id === 'service:c' && state === 'stopped'),
  );
  n1.signal('SIGTERM');
  expect(await n1.ended).toBe(0);
  expect(await cluster.processes('service:b')).toEqual([]);
});

test('SIGTERM is refused when a service cannot be stopped, and works once an operator has mended that', async () => {
  const agent = `/usr/lib/ocf/resource.d/picket-test-${process.pid}/Sticky`;
  const cluster = await createCluster({
    rm: `${DOMAINS}
    <service name="s" domain="second"><ocf name="s" provider="picket-test-${process.pid}" agent="Sticky"/></service>
    <service name="a" domain="first"><process name="a" command="exec sleep 100000"/></service>`,
  });
  await mkdir(dirname(agent), { recursive: true });
  onTestFinished(() => rm(dirname(agent), { recursive: true }));
  await writeFile(agent, stickyAgent(cluster.folder));
  await chmod(agent, 0o755);
  const [n1, n2] = await cluster.startPair();
  n2.signal('SIGTERM');
  const refused = await n2.logged('this node may not leave');
  expect(refused).toMatchObject({ level: 'error', reason: expect.stringContaining('service:s') });
  expect(refused['reason']).toContain('it is glued');
  const { view } = await n1.statusWhere('the failed service', ({ services }) =>
    services.some(({ state, owner }) => state === 'failed' && owner === 'n2'),
  );
  expect(view?.members).toEqual(['n1', 'n2']);

  await writeFile(`${cluster.folder}/loose`, '');
  expect(await n2.client.service({ verb: 'disable', service: 'service:s' })).toMatchObject({
    code: 'SUCCESS',
  });
  n2.signal('SIGTERM');
  expect(await n2.ended).toBe(0);
  expect(await cluster.shots()).toEqual([]);
  expect(await cluster.processes('service:a')).toEqual([expect.stringMatching(/^n1 /)]);
});

/** Starts; stops only when the file `loose` is there. */
function stickyAgent(folder: string): string {
  return `#!/bin/sh
case $1 in
  meta-data) echo '<?xml version="1.0"?><resource-agent name="Sticky"><parameters/><actions><action name="start" timeout="5s"/><action name="stop" timeout="5s"/><action name="monitor" timeout="5s" interval="10s"/></actions></resource-agent>' ;;
  start) touch '${folder}/started' ;;
  stop) [ -e '${folder}/loose' ] || { echo 'it is glued' >&2; exit 1; }; rm -f '${folder}/started' ;;
  monitor) [ -e '${folder}/started' ] || exit 7 ;;
esac
`;
}

test.each(['n1', 'n2'] as const)(
  'SIGKILL of %s and a restart within deadtime costs nothing',
  async (victim) => {
    const cluster = await createCluster();
    const [n1, n2] = await cluster.startPair();
    const running = [...(await cluster.processes('service:a')), ...(await cluster.processes('service:b'))];
    const [killed, other] = victim === 'n1' ? [n1, n2] : [n2, n1];
    killed.signal('SIGKILL');
    await killed.ended;
    const again = await cluster.start(victim);
    for (const daemon of [again, other]) {
      await daemon.statusWhere('both are members and everything is started', ({ view, services }) => {
        return (
          view?.members.length === 2 && view.epoch > 1 && services.every(({ state }) => state === 'started')
        );
      });
    }
    expect([...(await cluster.processes('service:a')), ...(await cluster.processes('service:b'))]).toEqual(
      running,
    );
    expect(await cluster.shots()).toEqual([]);
  },
);

test('a daemon that dies over a change which it was to store has until deadtime to come back', async () => {
  const cluster = await createCluster();
  const [n1, n2] = await cluster.startPair();
  const running = [...(await cluster.processes('service:a')), ...(await cluster.processes('service:b'))];
  n2.signal('SIGSTOP');
  const frozen = n1.client.service({ verb: 'freeze', service: 'service:a' });
  await until('the change is on its way', async () =>
    (await readFile(`${cluster.state('n1')}/ledger`, 'utf8')).includes('"frozen":true') ? true : undefined,
  );
  n2.signal('SIGKILL');
  await n2.ended;
  await n1.logged('a change could not be stored by all members');
  const again = await cluster.start('n2');
  for (const daemon of [n1, again]) {
    await daemon.statusWhere(
      'both are members again',
      ({ view }) => view?.members.length === 2 && view.epoch > 1,
    );
  }
  await frozen;
  expect([...(await cluster.processes('service:a')), ...(await cluster.processes('service:b'))]).toEqual(
    running,
  );
  expect(await cluster.shots()).toEqual([]);
});
