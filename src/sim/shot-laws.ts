/**
 * L2 as facts: with three nodes or more only a quorate view that all its members have stored shoots; of two nodes with
 * working devices one survives a split.
 */
import type { ClusterConfig } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';
import type { DeviceMode } from './happening.ts';
import type { SimHost } from './host.ts';
import type { Accuse } from './laws.ts';

export interface ShotLaws {
  /** An operator asked for it: what follows is that operator's business. */
  asked(target: number): void;
  fired(by: number, target: number): void;
  /** Right before the power goes. */
  landed(by: number, target: number): void;
}

export interface ShotLawsDeps {
  readonly config: () => ClusterConfig;
  readonly host: (id: number) => SimHost;
  readonly mode: (node: number) => DeviceMode;
  readonly now: () => Millis;
  readonly accuse: Accuse;
  /** See ViewLaws. */
  readonly weakness: (node: number, target: number) => string | undefined;
}

/**
 * Who stood still so shortly before, or could not store its view in time, may have shot later than the race's rules
 * meant it to; a device that did not work so shortly before may have begun to work in the middle of a race.
 */
const RACE_MS = 30_000;

export function createShotLaws({ config, host, mode, now, accuse, weakness }: ShotLawsDeps): ShotLaws {
  const wishes = new Map<number, number>();
  const fired = new Map<string, { readonly losses: number; readonly ok: boolean }>();
  const lastHit = new Map<number, { readonly by: number; readonly losses: number }>();
  const failedAt = new Map<number, Millis>();
  const works = (node: number): boolean => {
    if (mode(node) !== 'ok') failedAt.set(node, now());
    return now() - (failedAt.get(node) ?? -Infinity) > RACE_MS;
  };
  /** Both are asked, so that the failure of either is noted. */
  const working = (one: number, other: number): boolean => [works(one), works(other)].every(Boolean);
  const steady = (id: number): boolean => now() - Math.max(host(id).lastStill, host(id).lastSlow) > RACE_MS;

  return {
    asked: (target) => void wishes.set(target, host(target).losses),
    fired(by, target) {
      fired.set(`${by}>${target}`, { losses: host(by).losses, ok: working(by, target) });
      const asked = wishes.get(target) === host(target).losses;
      if (asked || config().nodes.length < 3 || !host(by).hasDaemon) return;
      const words = weakness(by, target);
      if (words !== undefined) accuse('L2', `node ${by} shoots node ${target}, though ${words}`);
    },
    landed(by, target) {
      const shot = fired.get(`${by}>${target}`);
      const hit = lastHit.get(by);
      lastHit.set(target, { by, losses: host(target).losses + 1 });
      const { nodes, fencing } = config();
      const raced = nodes.length === 2 && (fencing.fenceDelay === 'auto' || fencing.fenceDelay > 0);
      if (!raced || wishes.size > 0 || shot?.ok !== true || !working(by, target)) return;
      // It was shot by its target after it had fired, and now both are off.
      const both = host(by).losses > shot.losses && hit?.by === target && hit.losses === host(by).losses;
      if (both && !host(by).powered && steady(by) && steady(target))
        accuse('L2', `nodes ${by} and ${target} have shot each other: both are off`);
    },
  };
}
