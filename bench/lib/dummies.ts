/** Services of ocf:heartbeat:Dummy, half of them at home on each node, and what becomes of them when one node dies. */
import type { ClusterEvent } from '#src/cluster/status.ts';
import { getStatus } from '#test/lab/control.ts';
import { SURVIVOR, VICTIM } from './services.ts';
import type { Stage } from './stage.ts';

/** All in ms. */
export interface DummyTimes {
  /** Power on to the last service started. */
  readonly start: number;
  /** Kill to the verdict. */
  readonly detection: number;
  /** Kill to the confirmed fence. */
  readonly fenced: number;
  readonly fencedToAllStarted: number;
  readonly killToAllStarted: number;
}

/** <rm> with `count` services d1 .. dN; those with odd numbers belong to the victim. */
export function dummiesXml(count: number): string {
  const domain = (name: string, node: string, other: string): string =>
    `<failoverdomain name="${name}" ordered="1"><failoverdomainnode name="${node}" priority="1"/>` +
    `<failoverdomainnode name="${other}" priority="2"/></failoverdomain>`;
  const services = Array.from({ length: count }, (_, index) => {
    const name = `d${index + 1}`;
    const home = index % 2 === 0 ? 'on-victim' : 'on-survivor';
    return `    <service name="${name}" domain="${home}"><ocf name="${name}" provider="heartbeat" agent="Dummy"/></service>`;
  });
  return `  <rm auto_failback="off">
    <failoverdomains>
      ${domain('on-victim', VICTIM, SURVIVOR)}
      ${domain('on-survivor', SURVIVOR, VICTIM)}
    </failoverdomains>
${services.join('\n')}
  </rm>`;
}

/** When the last of `count` different services started, of those that started after `since`; ms since 1970. */
async function allStarted(stage: Stage, since: number, count: number): Promise<number> {
  const isStart = ({ name, at }: ClusterEvent): boolean => name === 'service.started' && at >= since;
  const last = await stage.events.wait(
    `${count} services started`,
    (event) => {
      if (!isStart(event)) return false;
      const before = stage.events.seen.filter((one) => isStart(one) && one.sequence <= event.sequence);
      return new Set(before.map(({ service }) => service)).size >= count;
    },
    300_000,
  );
  return last.at;
}

/** Resolves when all services run, with the time at which the last one did, ms since 1970. */
export function dummyStart(stage: Stage, count: number): Promise<number> {
  return allStarted(stage, 0, count);
}

/** Kills the victim. Rejects when its services don't all come, or one comes before the fence was confirmed. */
export async function dummyFailover(stage: Stage, count: number): Promise<Omit<DummyTimes, 'start'>> {
  const { events } = stage;
  const before = await getStatus(await stage.socket());
  const moving = before.services.filter(({ owner }) => owner === VICTIM).length;
  if (moving === 0) throw new Error(`no service runs on ${VICTIM}`);
  const killed = await stage.kill();
  const after = (name: string) => (event: ClusterEvent) =>
    event.name === name && event.at >= killed && event.node === VICTIM;
  const dead = await events.wait('verdict', after('peer.dead'), 60_000);
  const fenced = await events.wait('fence', after('fence.succeeded'), 120_000);
  const last = await allStarted(stage, killed, moving);
  const early = events.seen.find(
    ({ name, at, sequence }) =>
      (name === 'service.started' || name === 'service.starting') &&
      at >= killed &&
      sequence < fenced.sequence,
  );
  if (early !== undefined) throw new Error(`STARTED BEFORE THE FENCE: ${early.service ?? ''}`);
  const { services } = await getStatus(await stage.socket());
  const owned = services.filter(({ owner, state }) => owner === SURVIVOR && state === 'started').length;
  if (owned !== count) throw new Error(`${SURVIVOR} runs ${owned} of ${count} services`);
  return {
    detection: dead.at - killed,
    fenced: fenced.at - killed,
    fencedToAllStarted: last - fenced.at,
    killToAllStarted: last - killed,
  };
}
