/** Real kernels die and return: the life of a lost node with nothing simulated but the iron. */
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '#test/lab/until.ts';
import { bootTogether, createVmCluster, lastConsoles, ownerOf, PATIENCE_MS, statusWhen } from './cluster.ts';
import type { VmLab } from './lab.ts';

/** Says where it runs, for as long as it does. `base` is there for its weight: n1 is the one that shoots at once. */
const WITNESS = 'while :; do hostname >>/shared/web; sleep 0.5; done\n';
const RM = `  <rm auto_failback="off">
    <failoverdomains>
      <failoverdomain name="prefer-n2" ordered="1">
        <failoverdomainnode name="n2" priority="1"/><failoverdomainnode name="n1" priority="2"/>
      </failoverdomain>
      <failoverdomain name="only-n1" restricted="1"><failoverdomainnode name="n1"/></failoverdomain>
    </failoverdomains>
    <service name="web" domain="prefer-n2">
      <ocf name="dummy" provider="heartbeat" agent="Dummy">
        <process name="web" command="/bin/sh /disk/witness"/>
      </ocf>
    </service>
    <service name="base" domain="only-n1" priority="10">
      <process name="base" command="/bin/sleep 1000000"/>
    </service>
  </rm>`;

let lab: VmLab;
/** Of the boots that were reached last. */
let boots: Record<string, string>;

beforeAll(async () => {
  lab = await createVmCluster({ rm: RM, files: { witness: WITNESS } });
  boots = { ...(await bootTogether(lab)) };
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.error(await lastConsoles(lab));
});
afterAll(async () => lab?.destroy());

/** Where the service's program ran, in the order in which it wrote: never interleaved. */
async function ranOn(): Promise<readonly string[]> {
  const lines = (await readFile(`${lab.shared}/web`, 'utf8').catch(() => '')).split('\n').slice(0, -1);
  return lines.filter((node, index) => node !== lines[index - 1]);
}
const runs = (where: readonly string[]) =>
  until(
    `the service on ${where.at(-1)}`,
    async () => ((await ranOn()).length >= where.length ? true : undefined),
    PATIENCE_MS,
    async () => `${await ranOn()}\n${await lastConsoles(lab)}`,
    200,
  );

test('a host that dies is switched off by its BMC before its service runs on the other one', async () => {
  await statusWhen(lab, 'n1', 'web on n2', (status) => ownerOf(status, 'web') === 'n2');
  await runs(['n2']);
  const killed = await lab.kill('n2');
  expect(await lab.power('n2')).toBe('on');
  const status = await statusWhen(lab, 'n1', 'web on n1', (now) => ownerOf(now, 'web') === 'n1');
  await runs(['n2', 'n1']);
  expect(await ranOn()).toEqual(['n2', 'n1']);
  expect(status.fences[0]).toMatchObject({ node: 'n2', state: 'fenced' });
  const [order] = await lab.orders('n2');
  expect(order?.order).toBe('set power 0');
  expect(order?.at).toBeGreaterThanOrEqual(killed);
});

test('its BMC switches it on again; it boots, joins, and takes nothing away', async () => {
  const before = boots['n2'];
  boots['n2'] = await lab.reach('n2', before);
  expect(boots['n2']).not.toBe(before);
  const joined = await statusWhen(lab, 'n2', 'a view of both', ({ view }) => view?.members.length === 2);
  expect(ownerOf(joined, 'web')).toBe('n1');
  expect((await lab.orders('n2')).map(({ order }) => order)).toEqual(['set power 0', 'set power 1']);
  expect(await ranOn()).toEqual(['n2', 'n1']);
});

test('a host that is off already needs no shot, and stays off until it is switched on', async () => {
  await statusWhen(lab, 'n2', 'base on n1', (now) => ownerOf(now, 'base') === 'n1');
  // No good-bye: the kernel powers the machine off as it stands.
  await lab.exec('n1', ['sh', '-c', 'systemctl poweroff -ff >/dev/null 2>&1 &']);
  const status = await statusWhen(lab, 'n2', 'web on n2', (now) => ownerOf(now, 'web') === 'n2');
  await runs(['n2', 'n1', 'n2']);
  expect(status.fences[0]).toMatchObject({ node: 'n1', state: 'fenced' });
  expect(await lab.orders('n1')).toEqual([]);
  expect(await lab.power('n1')).toBe('off');

  await lab.powerOn('n1');
  boots['n1'] = await lab.reach('n1', boots['n1']);
  await statusWhen(lab, 'n1', 'a view of both', ({ view }) => view?.members.length === 2);
  expect(await ranOn()).toEqual(['n2', 'n1', 'n2']);
});
