/**
 * Whatever services want of each other and whatever happens to them: the rules between them hold at every order, and in
 * the end all runs that can. Random services, random events, real decisions.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ServiceConfig } from '#src/config/model.ts';
import { wantsStart } from '#src/resources/service-record.ts';
import { type Bench, bench, type DeskPlan } from './support/desk.ts';

type Named = Partial<ServiceConfig> & { readonly name: string };

const NODES = 3;

/** Groups and dependencies as the reader of cluster.xml lets them through: no circles, nothing apart that is together. */
const services: fc.Arbitrary<readonly Named[]> = fc
  .record({
    wishes: fc.array(
      fc.record({
        depend: fc.array(fc.nat(8), { maxLength: 2 }),
        soft: fc.boolean(),
        exclusive: fc.constantFrom(0, 0, 0, 0, 1, 2),
        group: fc.constantFrom('', '', 'together', 'apart'),
        needs: fc.boolean(),
        priority: fc.nat(2),
        weight: fc.nat(3),
        base: fc.boolean(),
      }),
      { minLength: 2, maxLength: 8 },
    ),
    instances: fc.boolean(),
  })
  .map(({ wishes, instances }) => {
    const bases: Named[] = Array.from({ length: instances ? NODES : 0 }, (_, index) => {
      const name = `base@node${index + 1}`;
      return { name, id: `service:${name}`, only: index + 1, instanceOf: 'service:base' };
    });
    const all = wishes.map((wish, at): Named => {
      const depend = [...new Set(wish.depend.filter((to) => to < at).map((to) => `service:s${to}`))];
      // What is kept apart or together depends on nothing here, so that no wish contradicts another.
      const grouped = wish.group !== '';
      return {
        name: `s${at}`,
        depend: [...(grouped ? [] : depend), ...(instances && wish.base ? ['service:base'] : [])],
        dependMode: wish.soft ? 'soft' : 'hard',
        exclusive: grouped ? 0 : (wish.exclusive as 0 | 1 | 2),
        ...(wish.group === 'together' && { keepTogether: 'g' }),
        ...(wish.group === 'apart' && { keepApart: 'g' }),
        needs: wish.needs ? ['br0'] : [],
        priority: wish.priority,
        weight: wish.weight,
      };
    });
    return [...bases, ...all];
  });

const happenings = fc.array(
  fc.record({
    what: fc.constantFrom(
      'disable',
      'enable',
      'restart',
      'relocate',
      'stop',
      'fail',
      'unwell',
      'well',
      'wait',
    ),
    at: fc.nat(11),
    node: fc.integer({ min: 1, max: NODES }),
  }),
  { maxLength: 25 },
);

/** Notes what an order may not do at the moment it is carried out. */
function watch(all: readonly Named[], wrong: string[]): Parameters<typeof bench>[1] {
  const find = (id: string): Named | undefined => all.find(({ name }) => `service:${name}` === id);
  return (operation, id, node, { runs }) => {
    const service = find(id);
    if (service === undefined || operation === 'settle') return;
    const where = (one: Named): readonly number[] => runs(`service:${one.name}`);
    const isHere = (one: Named): boolean => where(one).includes(node);
    const forbid = (words: string, others: readonly Named[]): void => {
      if (others.length > 0)
        wrong.push(`${id} ${words} ${others.map(({ name }) => name).join(', ')} on ${node}`);
    };
    if (operation === 'stop') {
      const above = all.filter(({ depend = [], dependMode }) => {
        return dependMode === 'hard' && depend.some((one) => one === id || one === service.instanceOf);
      });
      forbid('is stopped beneath', above.filter(isHere));
      return;
    }
    if (runs(id).length > 0) wrong.push(`${id} is started while it runs`);
    for (const needed of service.depend ?? []) {
      const options = all.filter((one) => `service:${one.name}` === needed || one.instanceOf === needed);
      const near = service.dependMode === 'hard' || options.length > 1 ? options.filter(isHere) : options;
      const isUp = near.some((one) => where(one).length > 0);
      // A soft one that is restarted in its place does not look again.
      if (!isUp && service.dependMode === 'hard') wrong.push(`${id} is started on ${node} without ${needed}`);
    }
    const others = all.filter((one) => one !== service);
    const apart = others.filter(
      (one) => service.keepApart !== undefined && one.keepApart === service.keepApart,
    );
    forbid('is started beside', apart.filter(isHere));
    const group = others.filter(
      (one) => one.keepTogether !== undefined && one.keepTogether === service.keepTogether,
    );
    forbid(
      'is started away from',
      group.filter((one) => where(one).some((at) => at !== node)),
    );
  };
}

/** Alone but for what has to be there. */
function checkExclusive({ desk }: Bench): void {
  for (let node = 1; node <= NODES; node += 1) {
    for (const alone of desk.board.exclusive(node)) {
      const others = desk.board.on(node).filter(({ id }) => id !== alone.id);
      for (const other of others) {
        const free =
          other.instanceOf !== undefined ||
          rests(desk.board, alone, other) ||
          rests(desk.board, other, alone);
        expect(free, `${other.id} shares a node with ${alone.id}, which is exclusive`).toBe(true);
      }
    }
  }
}

function rests(board: Bench['desk']['board'], upper: ServiceConfig, lower: ServiceConfig): boolean {
  return board
    .dependents(lower.id)
    .some((one) => one.id === upper.id || rests(board, one, upper) || rests(board, upper, one));
}

function happen(
  made: Bench,
  all: readonly Named[],
  { what, at, node }: { what: string; at: number; node: number },
): void {
  const id = `service:${all[at % all.length]?.name}`;
  const { desk } = made;
  if (what === 'unwell') made.unwell.add(node);
  else if (what === 'well') made.unwell.delete(node);
  else if (what === 'fail') {
    const [where] = made.runs(id);
    if (where !== undefined) desk.apply(id, { type: 'resource-failed', node: where, reason: 'died' });
  } else if (what === 'relocate' || what === 'enable') desk.apply(id, { type: what, target: 0 });
  else if (what === 'disable' || what === 'restart' || what === 'stop') desk.apply(id, { type: what });
  desk.evaluate();
}

describe('the rules between services', () => {
  test('hold at every order, and what can run does in the end', async () => {
    await fc.assert(
      fc.asyncProperty(
        services,
        happenings,
        fc.array(fc.nat(99), { minLength: 50, maxLength: 50 }),
        async (all, events, dice) => {
          let throws = 0;
          const chance = (percent: number): boolean => (dice[throws++ % dice.length] ?? 0) < percent;
          let calm = false;
          const plan: DeskPlan = {
            nodes: NODES,
            services: all,
            succeeds: (operation) => calm || operation !== 'start' || !chance(15),
            takes: () => 5 + (dice[throws++ % dice.length] ?? 0) * 5,
          };
          const wrong: string[] = [];
          const made = bench(plan, watch(all, wrong));
          made.desk.begin();
          for (const event of events) {
            happen(made, all, event);
            checkExclusive(made);
            await made.pass(event.what === 'wait' ? 3_000 : 100);
            checkExclusive(made);
            expect(wrong).toEqual([]);
          }
          calm = true;
          made.unwell.clear();
          await made.pass(10_000);
          for (const { name } of all) made.desk.apply(`service:${name}`, { type: 'enable', target: 0 });
          made.desk.evaluate();
          await made.pass(700_000);
          expect(wrong).toEqual([]);
          checkExclusive(made);
          for (const { name } of all) {
            const entry = made.desk.entry(`service:${name}`);
            const waits = entry !== undefined && wantsStart(entry);
            const shown = `${name} is ${entry?.state}: ${entry?.why}; ${made.desk.unplaced(`service:${name}`)}`;
            expect(['started', 'stopped', 'recovering'], shown).toContain(entry?.state);
            // What waits has been told a reason, and one that is not merely on its way.
            if (waits) expect(made.desk.unplaced(`service:${name}`), shown).toBeDefined();
            if (waits) expect(made.desk.isPassing(`service:${name}`), shown).toBe(false);
          }
        },
      ),
      { numRuns: 150 },
    );
  }, 120_000);
});
