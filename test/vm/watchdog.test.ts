/** The watchdog of the machine itself (QEMU's i6300esb, by the kernel's own driver) bites when it must, and only then. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '#test/lab/until.ts';
import { bootTogether, createVmCluster, lastConsoles, ownerOf, PATIENCE_MS, statusWhen } from './cluster.ts';
import type { VmLab } from './lab.ts';
import type { QmpEvents } from './qmp.ts';

const TIMEOUT_S = 90;
const RM = `  <rm auto_failback="off">
    <failoverdomains>
      <failoverdomain name="prefer-n1" ordered="1">
        <failoverdomainnode name="n1" priority="1"/><failoverdomainnode name="n2" priority="2"/>
      </failoverdomain>
    </failoverdomains>
    <service name="web" domain="prefer-n1">
      <process name="web" command="/bin/sleep 1000000"/>
    </service>
  </rm>`;
/** The watchdog is to be first: before the other host calls this one dead, and before systemd ends its daemon. */
const DEADTIME = '240s';

let lab: VmLab;
let machine: QmpEvents;
let boot: string;

beforeAll(async () => {
  lab = await createVmCluster({ rm: RM, more: `<watchdog timeout="${TIMEOUT_S}s"/>`, deadtime: DEADTIME });
  boot = (await bootTogether(lab))['n1'] ?? '';
  machine = await lab.machineEvents('n1');
  await statusWhen(lab, 'n2', 'web on n1', (status) => ownerOf(status, 'web') === 'n1');
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.error(await lastConsoles(lab));
});
afterAll(async () => {
  machine?.close();
  await lab?.destroy();
});

/** `active` or `inactive`, as the kernel's driver has it. */
const state = async (): Promise<string> =>
  (await lab.must('n1', ['cat', '/sys/class/watchdog/watchdog0/state'])).trim();
const uptime = async (): Promise<number> => Number.parseFloat(await lab.must('n1', ['cat', '/proc/uptime']));

/** Resolves when the host has gone on for so long that a watchdog that runs and is not fed would have reset it twice. */
async function livesOn(): Promise<void> {
  const before = machine.seen.length;
  const end = (await uptime()) + 2 * TIMEOUT_S;
  await until(
    'the host to live on',
    async () => ((await uptime()) > end ? true : undefined),
    2 * PATIENCE_MS,
    () => lastConsoles(lab),
    2_000,
  );
  expect(machine.seen.slice(before).map(({ event }) => event)).toEqual([]);
}

test('the daemon arms it with the timeout of cluster.xml', async () => {
  expect(await state()).toBe('active');
  const timeout = await lab.must('n1', ['cat', '/sys/class/watchdog/watchdog0/timeout']);
  expect(timeout.trim()).toBe(String(TIMEOUT_S));
});

test('a daemon that is killed and started again by systemd feeds it on', async () => {
  const before = (await lab.must('n1', ['pgrep', '-x', '-f', '.*picketd.mjs'])).trim();
  await lab.must('n1', ['kill', '-KILL', before]);
  await livesOn();
  expect(await state()).toBe('active');
  await statusWhen(lab, 'n1', 'web on n1', (status) => ownerOf(status, 'web') === 'n1');
});

test('a daemon that hangs while it owns a service: the host is reset, and its service goes on', async () => {
  await lab.must('n1', ['systemctl', 'kill', '--kill-whom=main', '--signal=STOP', 'picket']);
  expect((await machine.wait('WATCHDOG', PATIENCE_MS)).data).toEqual({ action: 'reset' });
  await machine.wait('RESET', PATIENCE_MS);
  expect(await lab.orders('n1')).toEqual([]);
  expect(await lab.reach('n1', boot)).not.toBe(boot);
  await statusWhen(lab, 'n1', 'a view of both', ({ view }) => view?.members.length === 2);
  await statusWhen(lab, 'n2', 'web again', (status) => ownerOf(status, 'web') !== undefined);
});

test('a daemon that has given everything away stops it when it ends', async () => {
  await lab.must('n1', ['systemctl', 'stop', 'picket'], { timeout: PATIENCE_MS });
  await statusWhen(lab, 'n2', 'web on n2', (status) => ownerOf(status, 'web') === 'n2');
  expect(await state()).toBe('inactive');
  await livesOn();
});
