/**
 * The kernel's DRBD 8.4 with `fencing resource-and-stonith` and our handlers: a primary that loses its peer writes nothing
 * until the peer is proven off, and then goes on.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { nodeAddress } from '#test/lab/network.ts';
import { until } from '#test/lab/until.ts';
import { bootTogether, createVmCluster, lastConsoles, ownerOf, PATIENCE_MS, statusWhen } from './cluster.ts';
import type { VmLab } from './lab.ts';

/** For its weight alone: n1 is the one that shoots at once. */
const RM = `  <rm>
    <failoverdomains>
      <failoverdomain name="only-n1" restricted="1"><failoverdomainnode name="n1"/></failoverdomain>
    </failoverdomains>
    <service name="base" domain="only-n1" priority="10">
      <process name="base" command="/bin/sleep 1000000"/>
    </service>
  </rm>`;
/** The link of DRBD's own is the second heartbeat link: lan0 alone keeps the cluster together. */
const RESOURCE = `resource r0 {
  protocol C;
  device /dev/drbd0 minor 0;
  disk /dev/vdc;
  meta-disk internal;
  disk { resync-rate 100M; }
  net { timeout 100; ping-int 5; ping-timeout 50; connect-int 5; }
  on n1 { address ${nodeAddress('lan1', 0)}:7789; }
  on n2 { address ${nodeAddress('lan1', 1)}:7789; }
}
`;
/** As packaged, but for the handler's time: a fence takes minutes here. */
async function common(): Promise<string> {
  const packaged = await readFile(`${ROOT}/packaging/drbd/picket-drbd-8.4.conf`, 'utf8');
  const patient = packaged.replace('--timeout 60', '--timeout 600');
  expect(patient).not.toBe(packaged);
  return `global { usage-count no; }\ncommon {\n${patient}}\n`;
}
/** Each line is a block that DRBD has taken, on both disks or after it was allowed to go on with one. */
const WRITER = `while :; do
  dd if=/dev/zero of=/dev/drbd0 bs=4k count=1 oflag=direct conv=notrunc 2>/dev/null && echo written >>/shared/writes
  sleep 0.5
done
`;

/** The handler leaves a link that is cut deadtime + 5 s to come back, and here everything takes its time. */
const DEADTIME = '60s';
const ROOT = join(import.meta.dirname, '../..');

let lab: VmLab;
let boot: string;

beforeAll(async () => {
  const files = {
    'drbd.d/r0.res': RESOURCE,
    'drbd.d/global_common.conf': await common(),
    writer: WRITER,
  };
  lab = await createVmCluster({ rm: RM, deadtime: DEADTIME, files });
  boot = (await bootTogether(lab))['n2'] ?? '';
  for (const node of lab.nodes) await drbdadm(node, 'create-md', '--force', 'r0');
  await Promise.all(lab.nodes.map((node) => drbdadm(node, 'up', 'r0')));
  await connected();
  await drbdadm('n1', 'new-current-uuid', '--clear-bitmap', 'r0');
  await drbdadm('n1', 'primary', 'r0');
  await lab.must('n1', ['sh', '-c', 'setsid sh /disk/writer >/dev/null 2>&1 </dev/null &']);
  await written(2);
  await statusWhen(lab, 'n1', 'base on n1', (status) => ownerOf(status, 'base') === 'n1');
});
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  console.error(await lastConsoles(lab));
  console.error((await lab.exec('n1', ['sh', '-c', 'cat /proc/drbd; dmesg | grep drbd | tail -40'])).stdout);
});
afterAll(async () => lab?.destroy());

const drbdadm = (node: string, ...words: readonly string[]): Promise<string> =>
  lab.must(node, ['drbdadm', ...words], { timeout: PATIENCE_MS });
/** /proc/drbd: `0: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----`; `s` in place of `r`: I/O is suspended. */
const proc = async (): Promise<string> => (await lab.must('n1', ['cat', '/proc/drbd'])).replaceAll('\n', ' ');
const drbdWhen = (what: string, fits: RegExp): Promise<string> =>
  until(
    what,
    async () => {
      const text = await proc();
      return fits.test(text) ? text : undefined;
    },
    PATIENCE_MS,
    async () => `${await proc()}\n${await lastConsoles(lab)}`,
    500,
  );
const connected = (): Promise<string> => drbdWhen('DRBD connected', /cs:Connected .* r[-a-z]{5} /);
const frozen = (): Promise<string> => drbdWhen('frozen I/O', / C s/);
const writes = async (): Promise<number> =>
  (await readFile(`${lab.shared}/writes`, 'utf8').catch(() => '')).split('\n').length - 1;
/** Resolves when so many more blocks were written. */
async function written(more: number): Promise<void> {
  const end = (await writes()) + more;
  await until(
    `${more} more writes`,
    async () => ((await writes()) >= end ? true : undefined),
    PATIENCE_MS,
    async () => `${await proc()}\n${await lastConsoles(lab)}`,
    200,
  );
}
/** How often the handler ended with this code, as the kernel noted. */
const handlerEnded = async (code: number): Promise<number> =>
  (await lab.must('n1', ['dmesg'])).split(`fence-peer r0 exit code ${code} `).length - 1;

/** n2 boots again after it was killed, and its disk is brought up to date. */
async function returns(): Promise<void> {
  boot = await lab.reach('n2', boot);
  await statusWhen(lab, 'n1', 'a view of both', ({ view }) => view?.members.length === 2);
  await drbdadm('n2', 'up', 'r0');
  await drbdWhen('both disks up to date', /cs:Connected ro:Primary\/Secondary ds:UpToDate\/UpToDate C r/);
}

test('the peer dies: no write until its BMC has switched it off, then the handler ends with 7 and they go on', async () => {
  await lab.kill('n2');
  await frozen();
  const before = await writes();
  expect((await lab.orders('n2')).length).toBe(0);
  await drbdWhen('I/O to go on', / C r/);
  await written(2);
  expect(before).toBeGreaterThan(0);
  expect((await lab.orders('n2'))[0]?.order).toBe('set power 0');
  expect(await handlerEnded(7)).toBe(1);
  await returns();
});

test('the replication link is cut and heals: nobody is shot, nothing is lost', async () => {
  const shots = (await lab.orders('n2')).length;
  await lab.cut('n2', 'lan1');
  await frozen();
  await lab.heal('n2', 'lan1');
  await connected();
  await written(2);
  expect((await lab.orders('n2')).length).toBe(shots);
  await drbdWhen('both disks up to date', /ds:UpToDate\/UpToDate C r/);
});

test('a peer that cannot be fenced: frozen and shown, until an operator vouches for it', async () => {
  await lab.setStuck('n2', true);
  await lab.kill('n2');
  await frozen();
  const shown = await statusWhen(lab, 'n1', 'a wait for the fence', ({ waits }) =>
    waits.some((wait) => JSON.stringify(wait).includes('r0')),
  );
  expect(JSON.stringify(shown.waits)).toContain('n2');
  await statusWhen(lab, 'n1', 'two failed attempts', ({ fences }) => (fences[0]?.attempts ?? 0) >= 2);
  const before = await writes();
  await frozen();
  expect(await writes()).toBe(before);
  await lab.must('n1', ['picket', 'confirm-down', 'n2', '--yes'], { timeout: PATIENCE_MS });
  await drbdWhen('I/O to go on', / C r/);
  await written(2);
});
