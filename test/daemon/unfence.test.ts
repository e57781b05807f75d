/** <unfence>: a node that has booted gives itself its disks back before it takes services, and says so while it can't. */

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createCluster, type TestCluster } from './harness.ts';
import { SERVICES, type Settings } from './settings.ts';

const run = promisify(execFile);

/** A storage agent: `works`, or refuses; it notes what it was asked, and whether the secret came with it. */
async function san(cluster: TestCluster, mode: 'works' | 'refuses'): Promise<Settings> {
  const { folder } = cluster;
  const script = `#!/bin/bash
cd '${folder}' || exit 1
declare -A given
while IFS='=' read -r key value; do given[$key]=$value; done
case \${given[action]} in metadata)
  echo '<resource-agent name="san"><parameters><parameter name="plug"/></parameters>'
  echo '<actions><action name="on"/><action name="off"/><action name="status"/><action name="metadata"/></actions></resource-agent>'
  exit 0 ;;
esac
echo "\${given[action]} \${given[nodename]} \${given[plug]} \${given[passwd]} argv $#" >> san-calls
[ "$(cat san-mode)" = works ] || { echo 'no such reservation' >&2; exit 1; }
exit 0
`;
  await writeFile(`${folder}/san`, script, { mode: 0o755 });
  await setMode(cluster, mode);
  const device = `<fencedevice name="san" agent="${folder}/san" passwd="hush" timeout="5s"/>\n  </fencedevices>`;
  const unfence = '</fence><unfence><device name="san" plug="lun1"/></unfence></clusternode>';
  return {
    spoil: [
      ['</fencedevices>', device],
      ['</fence></clusternode>', unfence],
    ],
  };
}

function setMode({ folder }: TestCluster, mode: 'works' | 'refuses'): Promise<void> {
  return writeFile(`${folder}/san-mode`, mode);
}

async function calls({ folder }: TestCluster): Promise<readonly string[]> {
  const text = await readFile(`${folder}/san-calls`, 'utf8').catch(() => '');
  return text.split('\n').slice(0, -1);
}

const ON_ONCE = ['on n1 lun1 hush argv 0', 'status n1 lun1 hush argv 0'];

test('once in each boot, before anything starts there', async () => {
  const cluster = await createCluster();
  await cluster.configure(await san(cluster, 'works'));
  const [n1, n2] = await cluster.startPair();
  expect(await calls(cluster)).toEqual(ON_ONCE);
  expect(await cluster.processes('service:a')).toEqual([expect.stringMatching(/^n1 /)]);
  const events = await n1.client.events(0);
  const at = (name: string): number => events.find((event) => event.name === name)?.sequence ?? 0;
  expect(at('unfence.started')).toBeGreaterThan(0);
  expect(at('unfence.succeeded')).toBeGreaterThan(at('unfence.started'));
  const onN1 = events.find(({ name, service }) => name === 'service.started' && service === 'service:a');
  expect(onN1?.sequence).toBeGreaterThan(at('unfence.succeeded'));
  expect((await n2.status()).nodes.find(({ name }) => name === 'n1')?.health).toMatchObject([
    { name: 'unfence', state: 'ok' },
  ]);

  const before = n1.log().length;
  await run('bin/picket', ['--socket', cluster.socket('n1'), 'restart-daemon']);
  await n1.logged('picketd is ready', before);
  await n1.statusWhere('a view of both again', ({ view }) => view?.members.length === 2);
  const { waits } = await n1.status();
  expect(waits.filter(({ what }) => what.includes('its fence took'))).toEqual([]);
  expect(await calls(cluster)).toEqual(ON_ONCE);

  await cluster.cutPower('n1');
  await n2.event('fence.succeeded', { node: 'n1' });
  const again = await cluster.start('n1', { boot: 2 });
  await again.statusWhere('it answers', () => true);
  await again.event('unfence.succeeded');
  expect(await calls(cluster)).toEqual([...ON_ONCE, ...ON_ONCE]);
});

test('while it fails the node is a member without services, status says why, and it goes on by itself', async () => {
  const cluster = await createCluster();
  const only = '<failoverdomain name="only" restricted="1"><failoverdomainnode name="n1"/></failoverdomain>';
  const rm = `${SERVICES.replace('</failoverdomains>', `${only}</failoverdomains>`)}
    <service name="c" domain="only"><process name="c" command="exec sleep 100000"/></service>`;
  await cluster.configure({ ...(await san(cluster, 'refuses')), rm });
  const n1 = await cluster.start('n1');
  const n2 = await cluster.start('n2');
  await Promise.all([n1, n2].map((one) => one.statusWhere('it answers', () => true)));
  const failed = await n1.event('unfence.failed');
  expect(failed.message).toBe(
    "n1 can't give itself back what its fence took (san): san: no such reservation [exit code 1]",
  );
  const { waits, view } = await n1.statusWhere('it was tried again', ({ waits: all }) =>
    all.some(({ what }) =>
      what.includes('failed twice: san: no such reservation [exit code 1]; next try in'),
    ),
  );
  expect(view?.members).toEqual(['n1', 'n2']);
  expect(waits.find(({ what }) => what.includes('its fence took'))?.ends).toContain(
    'no service starts on it',
  );
  await n2.statusWhere('what may run there runs on n2', ({ services }) =>
    ['service:a', 'service:b'].every((id) =>
      services.some((one) => one.id === id && one.state === 'started' && one.owner === 'n2'),
    ),
  );
  expect(JSON.stringify(await n2.client.explain('service:c'))).toContain(
    'n1: not eligible: it has not given itself back yet what its fence took: san: no such reservation',
  );
  expect(await cluster.processes('service:c')).toEqual([]);

  await setMode(cluster, 'works');
  await n1.event('unfence.succeeded');
  await n2.statusWhere('c runs on n1', ({ services }) =>
    services.some(({ id, state, owner }) => id === 'service:c' && state === 'started' && owner === 'n1'),
  );
  expect(await cluster.processes('service:c')).toEqual([expect.stringMatching(/^n1 /)]);
});
