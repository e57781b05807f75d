/** However a cluster came to a version of cluster.xml, it runs what a cluster runs that started with that version. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ResourceConfig, ServiceConfig } from '#src/config/model.ts';
import { prefers, runningCluster, statusOf } from './support/cluster.ts';
import { activeResources, follows, nextVersion, push, res, svc } from './support/configs.ts';

const SERVICES = ['a', 'b', 'c'];
const NAMES = ['p', 'q', 'r', 's', 't', 'u'];
const DOMAINS = [prefers('first', 1, 2), prefers('second', 2, 1)];

/** Who has each resource, in which place, with which value: no resource is in two services. */
interface Version {
  readonly homes: readonly (readonly [service: string, inside: number, value: string])[];
  readonly present: readonly boolean[];
}

const version: fc.Arbitrary<Version> = fc.record({
  homes: fc.array(fc.tuple(fc.constantFrom(...SERVICES, 'nowhere'), fc.nat(5), fc.constantFrom('1', '2')), {
    minLength: NAMES.length,
    maxLength: NAMES.length,
  }),
  present: fc.array(fc.boolean(), { minLength: SERVICES.length, maxLength: SERVICES.length }),
});

function services({ homes, present }: Version): readonly ServiceConfig[] {
  return SERVICES.filter((_, index) => present[index] !== false).map((service, index) => {
    const names = NAMES.filter((_, at) => homes[at]?.[0] === service);
    // Each stands at the top, or inside an earlier one.
    const parentOf = (at: number): number => (homes[NAMES.indexOf(names[at] ?? '')]?.[1] ?? 0) % (at + 1);
    const build = (at: number): ResourceConfig => {
      const inside = names.flatMap((_, child) =>
        child > at && parentOf(child) === at + 1 ? [build(child)] : [],
      );
      return res(names[at] ?? '', homes[NAMES.indexOf(names[at] ?? '')]?.[2], ...inside);
    };
    const top = names.flatMap((_, at) => (parentOf(at) === 0 ? [build(at)] : []));
    return { ...svc(service, ...top), domain: index % 2 === 0 ? 'first' : 'second' };
  });
}

const IDS = SERVICES.map((name) => `service:${name}`);

/** Where they run is a matter of their history. */
function withoutNodes(active: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(active).map(([key, value]) => [key.split('@')[0], value]));
}

function wanted(all: readonly ServiceConfig[]): Readonly<Record<string, string>> {
  const list = (resources: readonly ResourceConfig[]): readonly string[] =>
    resources.flatMap(({ name, attributes, children }) => [
      `${name}=${attributes['value']}`,
      ...list(children),
    ]);
  const found = all.map(({ id, resources }) => [id, list(resources).toSorted().join(' ')] as const);
  return Object.fromEntries(found.filter(([, text]) => text !== ''));
}

test('any sequence of versions leads to what the last one says, and never to two of anything', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(version, { minLength: 2, maxLength: 5 }),
      fc.nat(1000),
      async (versions, seed) => {
        const [first, ...later] = versions.map(services);
        const world = await runningCluster({ nodes: 2, domains: DOMAINS, services: first ?? [] }, seed);
        for (const [index, next] of later.entries()) {
          const result = await push(world, 1 + (index % 2), nextVersion(world.config, index + 2, next));
          expect(result).toMatchObject({ ok: true, problems: [] });
        }
        await world.until('all follow', () => follows(world, later.length + 1));
        await world.run(30_000);
        const last = later.at(-1) ?? [];
        expect(withoutNodes(activeResources(world, IDS))).toEqual(wanted(last));
        expect(
          statusOf(world, 1)
            .services.map(({ id }) => id)
            .toSorted(),
        ).toEqual(last.map(({ id }) => id).toSorted());
        const failures = world.story.filter(({ text }) =>
          /^(?:resource\.failed|service\.(?:failed|error|recovering)) /.test(text),
        );
        expect(failures).toEqual([]);
      },
    ),
    { numRuns: 20, seed: 4, endOnFailure: false },
  );
}, 120_000);
