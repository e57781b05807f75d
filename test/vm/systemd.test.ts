/** packaging/picket.service with the real systemd as process 1: readiness, crash, hang, restart, stop, reboot. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '#test/lab/until.ts';
import {
  bootTogether,
  createVmCluster,
  lastConsoles,
  ownerOf,
  PATIENCE_MS,
  statusOf,
  statusWhen,
} from './cluster.ts';
import type { VmLab } from './lab.ts';

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

let lab: VmLab;
let boots: Record<string, string>;

beforeAll(async () => {
  // A daemon that systemd restarts must not be taken for dead meanwhile: starting it takes seconds here.
  lab = await createVmCluster({ rm: RM, deadtime: '600s' });
  boots = { ...(await bootTogether(lab)) };
  await statusWhen(lab, 'n2', 'web on n1', (status) => ownerOf(status, 'web') === 'n1');
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.error(await lastConsoles(lab));
});
afterAll(async () => lab?.destroy());

/** Properties of the unit, as systemd has them. */
async function unit(node: string, ...names: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const text = await lab.must(node, ['systemctl', 'show', 'picket', `--property=${names.join(',')}`]);
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}
const daemon = async (node: string): Promise<string> => (await unit(node, 'MainPID'))['MainPID'] ?? '';
const program = (node: string): Promise<string> => lab.must(node, ['pgrep', '-f', '^/bin/sleep 1000000']);

/** Resolves when another daemon than `before` is a member of the view of both. */
async function anotherDaemon(node: string, before: string): Promise<void> {
  await until(
    `another daemon on ${node}`,
    async () => {
      const { MainPID, ActiveState } = await unit(node, 'MainPID', 'ActiveState');
      return ActiveState === 'active' && MainPID !== before ? true : undefined;
    },
    PATIENCE_MS,
    () => lastConsoles(lab),
    500,
  );
  await statusWhen(lab, node, 'a view of both', ({ view }) => view?.members.length === 2);
}

async function nobodyWasFenced(): Promise<void> {
  for (const node of lab.nodes) expect(await lab.orders(node)).toEqual([]);
}

test('systemd holds the unit for started when the daemon says so, and shows its words', async () => {
  const shown = await unit(
    'n1',
    'Type',
    'ActiveState',
    'SubState',
    'StatusText',
    'NRestarts',
    'WatchdogUSec',
  );
  expect(shown).toMatchObject({ Type: 'notify', ActiveState: 'active', SubState: 'running', NRestarts: '0' });
  expect(shown['StatusText']).not.toBe('');
});

test('a daemon that is killed is started again; what it runs is not touched, and nobody is fenced', async () => {
  const [before, process] = [await daemon('n1'), await program('n1')];
  await lab.must('n1', ['kill', '-KILL', before]);
  await anotherDaemon('n1', before);
  expect(await program('n1')).toBe(process);
  await nobodyWasFenced();
});

test('a daemon that hangs is ended by WatchdogSec and started again', async () => {
  const [before, process] = [await daemon('n1'), await program('n1')];
  await lab.must('n1', ['kill', '-STOP', before]);
  await anotherDaemon('n1', before);
  const log = await lab.must('n1', ['journalctl', '-u', 'picket', '-o', 'cat', '--no-pager']);
  expect(log).toContain('Watchdog timeout');
  expect(await program('n1')).toBe(process);
  await nobodyWasFenced();
});

test('systemctl restart leaves the services as they are', async () => {
  const [before, process] = [await daemon('n1'), await program('n1')];
  await lab.must('n1', ['systemctl', 'restart', 'picket'], { timeout: PATIENCE_MS });
  await anotherDaemon('n1', before);
  expect(await program('n1')).toBe(process);
  const status = await statusOf(lab, 'n1');
  expect(status && ownerOf(status, 'web')).toBe('n1');
});

test('systemctl stop moves them to the other host, and ends the unit without a failure', async () => {
  await lab.must('n1', ['systemctl', 'stop', 'picket'], { timeout: PATIENCE_MS });
  await statusWhen(lab, 'n2', 'web on n2', (status) => ownerOf(status, 'web') === 'n2');
  expect(await unit('n1', 'ActiveState', 'Result')).toEqual({ ActiveState: 'inactive', Result: 'success' });
  await nobodyWasFenced();
});

test('a reboot says good-bye first: the service moves, and nobody is fenced', async () => {
  await lab.must('n1', ['systemctl', 'start', 'picket'], { timeout: PATIENCE_MS });
  await statusWhen(lab, 'n1', 'a view of both', ({ view }) => view?.members.length === 2);
  await lab.exec('n2', ['sh', '-c', 'systemctl reboot >/dev/null 2>&1 &']);
  await statusWhen(lab, 'n1', 'web on n1', (status) => ownerOf(status, 'web') === 'n1');
  boots['n2'] = await lab.reach('n2', boots['n2']);
  await statusWhen(lab, 'n2', 'a view of both', ({ view }) => view?.members.length === 2);
  await nobodyWasFenced();
});
