/** Migrations of the `vm` agent between two real libvirts: to and fro, ended, refused, and cut in the middle. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MigrationProgress, OperationResult } from '#src/agents/agent.ts';
import { libvirtMissing } from '#test/lab/libvirt.ts';
import { until } from '#test/lab/until.ts';
import { type GuestBed, makeGuestBed, TCP } from './guest-bed.ts';

const missing = await libvirtMissing();
let bed: GuestBed;
let guests = 0;

beforeAll(async () => {
  if (missing === undefined) bed = await makeGuestBed();
});
afterAll(() => bed?.destroy());

/** 64 MiB take 13 s at that speed. */
const SLOW = { migrate_bandwidth: '5' };

type Fields = Parameters<GuestBed['operation']>[2];

/** A new guest that runs on n1. */
async function running(fill = 64) {
  guests += 1;
  const guest = await bed.hosts.addGuest(`m${guests}`, { fill });
  const operation = (node: string, fields: Fields = {}) =>
    bed.operation(node, guest.name, {
      ...fields,
      attributes: { xmlfile: guest.xmlFile, ...TCP, ...fields.attributes },
    });
  expect(await bed.agent('n1').start(await operation('n1'))).toEqual({ ok: true });
  await guest.ticks();
  return {
    guest,
    operation,
    prepare: async (node: string, fields?: Fields) =>
      bed.agent(node).migration.prepare(await operation(node, fields)),
    /** Resolves as soon as the copy waits for its memory on the target. */
    begin: async (fields: Fields = {}) => begin(guest.name, await operation('n1', fields)),
    state: (node: string) => bed.state(node, guest.name),
  };
}

async function begin(guest: string, operation: Awaited<ReturnType<GuestBed['operation']>>) {
  const told: MigrationProgress[] = [];
  const end = bed
    .agent('n1')
    .migration.migrate(operation, bed.target('n2'), (progress) => told.push(progress));
  await until('the copy is there', async () =>
    (await bed.state('n2', guest)) === 'paused (migrating)' ? true : undefined,
  );
  return { told, end };
}

it.skipIf(missing)('goes to and fro, and its counter never goes back', async () => {
  const { guest, operation, prepare, state } = await running(16);
  for (const [from, to] of [
    ['n1', 'n2'],
    ['n2', 'n1'],
  ] as const) {
    expect(await prepare(to)).toEqual({ ok: true });
    const { migrate } = bed.agent(from).migration;
    expect(await migrate(await operation(from), bed.target(to), () => {})).toEqual({ ok: true });
    expect([await state(from), await state(to)]).toEqual(['shut off (migrated)', 'running (migrated)']);
    expect(await bed.agent(from).monitor(await operation(from), 0)).toMatchObject({ status: 'not-running' });
    expect(await bed.agent(to).monitor(await operation(to), 10)).toMatchObject({ status: 'running' });
    await guest.ticks();
  }
  const lines = await guest.console();
  const ticks = lines.filter(({ word }) => word === 'TICK').map(({ count }) => count);
  expect(ticks).toEqual(ticks.toSorted((one, other) => one - other));
  expect(lines.some(({ word }) => word === 'SPLIT-BRAIN')).toBe(false);
});

it.skipIf(missing)('tells its progress; cancelled, the guest stays, and can go again at once', async () => {
  const { guest, operation, prepare, begin: migrate, state } = await running();
  expect(await prepare('n2')).toEqual({ ok: true });
  const cancel = new AbortController();
  const { told, end } = await migrate({ attributes: SLOW, cancel: cancel.signal });
  expect(await bed.agent('n2').monitor(await operation('n2'), 0)).toMatchObject({ status: 'unknown' });
  await until('progress', () => (told.some(({ percent }) => percent !== undefined) ? true : undefined));
  cancel.abort();
  expect(await end).toEqual({ ok: false, timedOut: false, reason: 'it was cancelled' });
  expect(await state('n1')).toMatch(/^running/);
  expect(told[0]).toEqual({ percent: undefined, words: 'begins' });
  expect(told.at(-1)).toMatchObject({
    percent: expect.any(Number),
    words: expect.stringMatching(/^\d+ of \d+ MiB left/),
  });
  expect(await prepare('n2')).toEqual({ ok: true });
  const again = bed.agent('n1').migration.migrate(await operation('n1'), bed.target('n2'), () => {});
  expect(await again).toEqual({ ok: true });
  await guest.ticks();
});

it.skipIf(missing)('is ended after migrate_timeout', async () => {
  const { begin: migrate, state } = await running();
  const { end } = await migrate({ attributes: { ...SLOW, migrate_timeout: '2s' } });
  expect(await end).toMatchObject({
    ok: false,
    timedOut: false,
    reason: expect.stringMatching(/^it was not finished within 2 s/),
  });
  expect(await state('n1')).toMatch(/^running/);
});

it.skipIf(missing)(
  'with postcopy the guest goes on at the target when half of the time is over',
  async () => {
    const { guest, begin: migrate, state } = await running();
    const { told, end } = await migrate({ attributes: { ...SLOW, migrate_timeout: '4s', postcopy: 'yes' } });
    expect(await end).toEqual({ ok: true });
    expect(told.map(({ words }) => words)).toContainEqual(expect.stringMatching(/^goes on at the target/));
    expect([await state('n1'), await state('n2')]).toEqual(['shut off (migrated)', 'running (migrated)']);
    await guest.ticks();
  },
);

it.skipIf(missing)('a stop that knows nothing of the migration ends it', async () => {
  const { operation, begin: migrate, state } = await running();
  const { end } = await migrate({ attributes: SLOW });
  expect(await bed.agent('n1').stop(await operation('n1'))).toEqual({ ok: true });
  expect(await end).toMatchObject({ ok: false });
  expect(await state('n1')).toMatch(/^shut off/);
  expect(await bed.agent('n2').stop(await operation('n2'))).toEqual({ ok: true });
});

it.skipIf(missing)('says what is in the way', async () => {
  const { guest, operation, prepare, state } = await running(0);
  const go = async (fields: Fields = {}, addresses = bed.target('n2').addresses): Promise<OperationResult> =>
    bed.agent('n1').migration.migrate(await operation('n1', fields), { nodeName: 'n2', addresses }, () => {});
  expect(await go({}, [bed.lab.address('n1', 'lan0')])).toMatchObject({
    reason: expect.stringMatching(/^the target says that it is this host/),
  });
  expect(await prepare('n1')).toMatchObject({
    ok: false,
    reason: 'the guest is here already: running (booted)',
  });
  expect(await prepare('n2', { attributes: { xmlfile: '', memory: '100000000' } })).toMatchObject({
    ok: false,
    reason: expect.stringMatching(/^too little memory: the guest needs 100000000 MiB, and \d+ MiB are free/),
  });
  await bed.hosts.signalLibvirtd('n2', 'KILL');
  try {
    expect(await prepare('n2', { timeout: 1_000 })).toMatchObject({
      reason: expect.stringMatching(/^libvirt does not answer/),
    });
    expect(await go()).toEqual({
      ok: false,
      timedOut: false,
      reason: `nobody answers on the target at ${bed.lab.address('n2', 'lan0')}:16509: Connection refused`,
    });
  } finally {
    await bed.hosts.startLibvirtd('n2');
  }
  await bed.lab.exec('n2', [
    'sh',
    '-c',
    `grep -v uuid ${guest.xmlFile} >/run/other.xml && virsh define /run/other.xml`,
  ]);
  expect(await go()).toMatchObject({
    reason: expect.stringMatching(/^the target knows another guest of that name, with uuid /),
  });
  expect(await state('n1')).toBe('running (booted)');
});

it.skipIf(missing)('takes the next address when nobody answers at the first', async () => {
  const { operation, state } = await running(0);
  // The libvirts of the laboratory listen at IPv4 addresses only.
  const target = { nodeName: 'n2', addresses: ['::1', ...bed.target('n2').addresses] };
  const { migrate } = bed.agent('n1').migration;
  expect(await migrate(await operation('n1'), target, () => {})).toEqual({ ok: true });
  expect(await state('n2')).toBe('running (migrated)');
});

it.skipIf(missing)('when the source dies in the middle, what it leaves is not the guest', async () => {
  const [first, second] = [await running(), await running()];
  for (const { begin: migrate } of [first, second]) {
    // It never comes to an answer: its host dies.
    void (await migrate({ attributes: SLOW })).end.catch(() => {});
  }
  await bed.lab.powerOff('n1');
  expect(await bed.agent('n2').monitor(await first.operation('n2'), 0)).toMatchObject({ status: 'unknown' });
  expect(await bed.agent('n2').start(await first.operation('n2'))).toEqual({ ok: true });
  expect(await second.prepare('n2')).toEqual({ ok: true });
  expect(await second.state('n2')).toMatch(/^shut off|failed to get domain/);
  // Longer than the leftover would have lived: the guest that was started is another one, and stays.
  const up = await first.guest.ticks();
  await until(
    'it has lived on',
    async () => ((await first.guest.ticks()) >= up + 8 ? true : undefined),
    30_000,
  );
  expect(await first.state('n2')).toBe('running (booted)');
  expect((await first.guest.console()).some(({ word }) => word === 'SPLIT-BRAIN')).toBe(false);
});
