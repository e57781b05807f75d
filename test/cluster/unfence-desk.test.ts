/** When a node unfences itself: only with a majority, again and again with growing pauses, and not twice in one boot. */
import { expect, test } from 'vitest';
import { createUnfenceDesk, type UnfenceDesk } from '#src/cluster/unfence-desk.ts';
import type { UnfenceNote } from '#src/cluster/unfence-note.ts';
import type { FenceDevice } from '#src/config/model.ts';
import type { CommandOutcome } from '#src/host/ports.ts';
import { type HandClock, handClock } from '#test/host/hand-clock.ts';
import { SILENT } from '#test/host/silent-log.ts';

interface Stage {
  readonly desk: UnfenceDesk;
  readonly clock: HandClock;
  /** When the agent was called, by the clock. */
  readonly calls: readonly number[];
  readonly events: readonly string[];
  works: boolean;
  hangs: boolean;
  quorate: boolean;
  devices: readonly FenceDevice[];
  note: UnfenceNote | undefined;
}

const SAN = device('san');

function device(name: string): FenceDevice {
  return { name, agent: '/san', action: 'on', attributes: {}, timeout: 5_000 };
}

function stage(note?: UnfenceNote): Stage {
  const clock = handClock();
  const calls: number[] = [];
  const events: string[] = [];
  const run = (_command: unknown, cancel?: AbortSignal): Promise<CommandOutcome> => {
    calls.push(clock.now());
    if (!self.hangs) {
      const answer = { stdout: '', stderr: self.works ? '' : 'no such lun\n' };
      return Promise.resolve({ kind: 'exited', code: self.works ? 0 : 1, ...answer });
    }
    return new Promise((resolve) => {
      cancel?.addEventListener('abort', () => resolve({ kind: 'cancelled', stdout: '', stderr: '' }));
    });
  };
  const self = {
    clock,
    calls,
    events,
    works: true,
    hangs: false,
    quorate: true,
    devices: [SAN],
    note,
  } as Omit<Stage, 'desk'> as Stage;
  const desk = createUnfenceDesk({
    nodeName: 'node1',
    boot: 'boot1',
    devices: () => self.devices,
    mayRun: () => self.quorate,
    ports: {
      ...{ clock, log: SILENT, catalog: { metadata: () => Promise.resolve(undefined) } },
      commands: { run } as unknown as Parameters<typeof createUnfenceDesk>[0]['ports']['commands'],
    },
    notes: {
      read: (boot) => Promise.resolve(self.note?.boot === boot ? self.note : undefined),
      write: (next) => {
        self.note = next;
        return Promise.resolve();
      },
    },
    emit: ({ name }) => events.push(name),
    changed: () => {},
  });
  return Object.assign(self, { desk });
}

/** What is promised by now has come. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function wind(clock: HandClock, seconds: number): Promise<void> {
  for (let each = 0; each < seconds * 2; each += 1) {
    clock.advance(500);
    await settled();
  }
}

test('it waits for a majority, and nothing starts before', async () => {
  const one = stage();
  one.quorate = false;
  await one.desk.begin();
  one.desk.follow();
  await wind(one.clock, 10);
  expect(one.calls).toEqual([]);
  expect(one.desk.forbidsStart()).toBe('node1 has not given itself back yet what its fence took (san)');
  expect(one.desk.waits()[0]?.what).toContain('no member of a view with a majority yet');
  one.quorate = true;
  await wind(one.clock, 1);
  expect(one.calls).toHaveLength(1);
  expect(one.desk.forbidsStart()).toBeUndefined();
  expect(one.desk.waits()).toEqual([]);
  expect(one.note).toMatchObject({ boot: 'boot1', devices: ['san'] });
  expect(one.events).toEqual(['unfence.started', 'unfence.succeeded']);
});

test('it is tried again after 1, 2, 4 ... 60 s until it succeeds; the same failure is one event', async () => {
  const one = stage();
  one.works = false;
  await one.desk.begin();
  one.desk.follow();
  await settled();
  expect(one.desk.state()).toMatchObject({ ok: false, why: 'san: no such lun [exit code 1]' });
  expect(one.desk.waits()[0]?.what).toBe(
    'node1 gives itself back what its fence took (san): failed once: san: no such lun [exit code 1]; next try in 1 s',
  );
  await wind(one.clock, 190);
  const seconds = one.calls.map((at) => Math.round(at / 1000));
  expect(seconds).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183]);
  expect(one.events).toEqual(['unfence.started', 'unfence.failed']);
  one.works = true;
  await wind(one.clock, 60);
  expect(one.desk.state()).toMatchObject({ ok: true, why: '' });
  await wind(one.clock, 200);
  expect(one.calls).toHaveLength(10);
});

test('a daemon of the same boot does not repeat it; another boot, or other devices, do', async () => {
  const note = { boot: 'boot1', devices: ['san'], at: 7 };
  const same = stage(note);
  await same.desk.begin();
  same.desk.follow();
  await wind(same.clock, 5);
  expect(same.calls).toEqual([]);
  expect(same.desk.state()).toEqual({ ok: true, since: 7, why: '' });
  same.devices = [SAN, device('lun2')];
  expect(same.desk.forbidsStart()).toContain('san, lun2');
  same.desk.follow();
  await settled();
  expect(same.calls).toHaveLength(2);
  expect(same.desk.forbidsStart()).toBeUndefined();

  const other = stage({ ...note, boot: 'boot0' });
  await other.desk.begin();
  other.desk.follow();
  await settled();
  expect(other.calls).toHaveLength(1);
});

test('the end of the view ends its agents, and the next view begins anew', async () => {
  const one = stage();
  one.hangs = true;
  await one.desk.begin();
  one.desk.follow();
  await settled();
  expect(one.calls).toHaveLength(1);
  one.quorate = false;
  one.desk.viewEnded();
  await wind(one.clock, 5);
  expect(one.calls).toHaveLength(1);
  expect(one.note).toBeUndefined();
  Object.assign(one, { hangs: false, quorate: true });
  await wind(one.clock, 2);
  expect(one.calls).toHaveLength(2);
  expect(one.desk.forbidsStart()).toBeUndefined();
});

test('without <unfence> there is nothing to do or to say', async () => {
  const one = stage();
  one.devices = [];
  await one.desk.begin();
  one.desk.follow();
  await wind(one.clock, 5);
  expect(one.calls).toEqual([]);
  expect([one.desk.forbidsStart(), one.desk.state(), ...one.desk.waits()]).toEqual([undefined, undefined]);
});
