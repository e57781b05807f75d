/** Independent subtrees as rules: what belongs to them, and what their failures lead to. */
import { describe, expect, it } from 'vitest';
import type { ResourceConfig, ServiceConfig } from '#src/config/model.ts';
import { chooseForSubtree, placesOf, subtreeOf, tolerate } from '#src/resources/independent.ts';
import { resource, service } from '#test/resources/service-samples.ts';

function alone(independent: ResourceConfig['independent'], of: ResourceConfig): ResourceConfig {
  return { ...of, independent };
}

/** `fs:data(ip:a)`: each resource with the independent ones around it, the nearest first. */
function roots(of: ServiceConfig): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(placesOf(of).map((place) => [place.name, place.roots.map(({ name }) => name)]));
}

describe('an independent resource', () => {
  it('holds all that stands in it; the nearest one around a resource comes first', () => {
    const inner = alone('non-critical', resource('script:cache', resource('script:warm')));
    const outer = alone('restart', resource('fs:data', resource('script:db'), inner));
    const web = service({ resources: [outer, resource('ip:10.0.0.1')] });
    expect(roots(web)).toEqual({
      'fs:data': ['fs:data'],
      'script:db': ['fs:data'],
      'script:cache': ['script:cache', 'fs:data'],
      'script:warm': ['script:cache', 'fs:data'],
      'ip:10.0.0.1': [],
    });
    const places = placesOf(web);
    const cache = places.find(({ name }) => name === 'script:cache');
    if (cache === undefined) throw new Error('no cache');
    expect(subtreeOf(places, cache).map(({ name }) => name)).toEqual(['script:cache', 'script:warm']);
  });

  it('is told apart by its path where a service uses it twice', () => {
    const red = (): ResourceConfig => resource('nfsclient:red');
    const web = service({ resources: [resource('fs:a', red()), resource('fs:b', red())] });
    expect(placesOf(web).map(({ name }) => name)).toEqual([
      'fs:a',
      'fs:a/nfsclient:red',
      'fs:b',
      'fs:b/nfsclient:red',
    ]);
  });

  it('is never a guest on its own: that is the service', () => {
    const guest = alone('restart', resource('vm:guest'));
    const id = 'vm:guest';
    expect(roots(service({ kind: 'vm', id, name: 'guest', resources: [guest] }))).toEqual({ 'vm:guest': [] });
  });
});

describe('a failure of it', () => {
  const restart = alone('restart', resource('script:a'));
  const nonCritical = alone('non-critical', resource('script:a'));
  const counted = { maxRestarts: 2, restartExpireTime: 60_000 };

  it('is answered with a restart for ever, or leaves a non-critical one stopped at once, without counters', () => {
    expect(chooseForSubtree(restart, [1, 2, 3, 4, 5, 6, 7, 8, 9], 10)).toEqual({
      after: 'restart',
      restarts: [],
    });
    expect(chooseForSubtree(nonCritical, [], 10)).toEqual({ after: 'leave', restarts: [] });
    expect(chooseForSubtree({ ...nonCritical, maxRestarts: 5 }, [], 10).after).toBe('leave');
  });

  it('is answered with __max_restarts restarts; the next one is the failure of the service, or leaves it stopped', () => {
    const first = chooseForSubtree({ ...restart, ...counted }, [], 1000);
    const second = chooseForSubtree({ ...restart, ...counted }, first.restarts, 2000);
    expect([first.after, second.after]).toEqual(['restart', 'restart']);
    expect(chooseForSubtree({ ...restart, ...counted }, second.restarts, 3000)).toEqual({
      after: 'escalate',
      restarts: [],
    });
    expect(chooseForSubtree({ ...nonCritical, ...counted }, second.restarts, 3000).after).toBe('leave');
    // The first one has expired.
    expect(chooseForSubtree({ ...restart, ...counted }, second.restarts, 61_000)).toEqual({
      after: 'restart',
      restarts: [2000, 61_000],
    });
  });
});

describe('failed looks', () => {
  const patient = { ...resource('script:a'), maxFailures: 2, failureExpireTime: 60_000 };

  it('are tolerated __max_failures times within __failure_expire_time', () => {
    const first = tolerate(patient, [], 0);
    const second = tolerate(patient, first.failures, 30_000);
    expect([first.tolerated, second.tolerated]).toEqual([true, true]);
    expect(tolerate(patient, second.failures, 59_000)).toEqual({ tolerated: false, failures: [] });
    expect(tolerate(patient, second.failures, 61_000).tolerated).toBe(true);
  });

  it('are failures at once without both counters', () => {
    expect(tolerate(resource('script:a'), [], 0).tolerated).toBe(false);
    expect(tolerate({ ...patient, failureExpireTime: 0 }, [], 0).tolerated).toBe(false);
  });
});
