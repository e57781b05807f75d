/**
 * Two nodes that can shoot each other, cut apart again and again. One round: the services are placed, the heartbeats cut, one
 * node is shot, the other runs everything; the network heals, the loser boots and joins. Who runs and who was shot is read
 * from the lab and the witnesses, not from Picket.
 */
import { chmod, cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StatusDocument } from '#src/cluster/status.ts';
import { createControlClient } from '#src/control/client.ts';
import { getStatus } from '#test/lab/control.ts';
import { partition } from '#test/lab/faults.ts';
import { createLab, type Lab } from '#test/lab/lab.ts';
import {
  type LabCluster,
  lastWords,
  PASSWORD,
  picketd,
  SOCKET,
  writeCluster,
  writeKey,
} from '#test/lab/picket.ts';
import { until } from '#test/lab/until.ts';
import { type Run, readRuns } from './witnessed.ts';

export type Owners = Readonly<Record<'a' | 'b', string>>;

export interface Cut {
  /** Whose packets get lost first; undefined: both directions at one instant. */
  readonly first?: string;
  /** How much earlier, ms. */
  readonly by?: number;
}

export interface Outcome {
  readonly survivor: string;
  readonly loser: string;
}

export interface Duel {
  readonly lab: Lab;
  /** Moves what is elsewhere. Resolves when both nodes say that all of it runs there. */
  place(owners: Owners): Promise<void>;
  /**
   * Cuts, and resolves when one node is off and the other runs both services. The loser has been powered on again and stays
   * at its firmware. Rejects with what the daemons said if that does not come about within a minute.
   */
  cut(how: Cut): Promise<Outcome>;
  /** The network is well again, the loser boots; resolves when both are members. */
  heal(outcome: Outcome): Promise<void>;
  runs(): Promise<readonly Run[]>;
  logs(): Promise<string>;
  destroy(): Promise<void>;
}

const PATIENCE_MS = 60_000;
/** Between two looks at a daemon: it is not the daemon that is tested under load here. */
const LOOK_MS = 50;
const SERVICES = ['a', 'b'] as const;

/** Builds the lab and boots both; resolves when they are members. Rejects leaving nothing behind. */
export async function createDuel(fencing: Pick<LabCluster, 'fence' | 'fenceDaemon'>): Promise<Duel> {
  const lab = await createLab({ password: PASSWORD });
  try {
    await install(lab, fencing);
    const duel = assemble(lab);
    await Promise.all(lab.nodes.map((node) => lab.boot(node)));
    await together(lab);
    return duel;
  } catch (error) {
    const said = await lastWords(lab);
    await lab.destroy();
    throw new Error(said, { cause: error });
  }
}

async function install(lab: Lab, fencing: Pick<LabCluster, 'fence' | 'fenceDaemon'>): Promise<void> {
  const { shared } = lab;
  await writeKey(lab);
  await cp(join(import.meta.dirname, 'witness.py'), `${shared}/witness.py`);
  await chmod(`${shared}/witness.py`, 0o755);
  await writeFile(`${shared}/witnessed.log`, '');
  const services = SERVICES.map((name) => {
    const process = `<process name="${name}" command="exec ${shared}/witness.py ${name} ${shared}/witnessed.log"/>`;
    return `    <service name="${name}" priority="5">${process}</service>`;
  });
  await writeCluster(lab, {
    name: 'duel',
    // Deadtime well above what a loaded machine makes a healthy node wait.
    timing: { keepalive: '200ms', warntime: '700ms', deadtime: '1500ms', initdead: '20s' },
    rm: `  <rm auto_failback="off">\n${services.join('\n')}\n  </rm>`,
    ...fencing,
  });
  for (const node of lab.nodes) await lab.install(node, `exec ${picketd(lab, node)}\n`);
}

const statusOf = async (lab: Lab, node: string): Promise<StatusDocument | undefined> => {
  try {
    return await getStatus(await lab.inside(node, SOCKET));
  } catch {
    return undefined; // it is not up yet, or not any more
  }
};

/** Resolves when all these nodes say that this is so. */
async function agreed(
  lab: Lab,
  what: string,
  nodes: readonly string[],
  fits: (status: StatusDocument) => boolean,
): Promise<void> {
  const seen = new Map<string, StatusDocument | undefined>();
  await until(
    what,
    async () => {
      for (const node of nodes) {
        const status = await statusOf(lab, node);
        seen.set(node, status);
        if (status === undefined || !fits(status)) {
          await sleep(LOOK_MS);
          return undefined;
        }
      }
      return true;
    },
    PATIENCE_MS,
    async () => `${JSON.stringify([...seen])}\n${await lastWords(lab)}`,
  );
}

async function together(lab: Lab): Promise<void> {
  await agreed(lab, 'both as members', lab.nodes, ({ view, services }) => {
    const whole = view?.mayStart === true && view.members.length === lab.nodes.length;
    return whole && services.every(({ state }) => state === 'started');
  });
}

function runsBoth(owner: string): (status: StatusDocument) => boolean {
  return ({ services }) => services.every((one) => one.state === 'started' && one.owner === owner);
}

function assemble(lab: Lab): Duel {
  const { nodes } = lab;
  const dead = async (): Promise<readonly string[]> => {
    const alive = await Promise.all(nodes.map((node) => lab.alive(node)));
    return nodes.filter((_, index) => alive[index] === false);
  };
  return {
    lab,
    async place(owners) {
      const client = createControlClient(await lab.inside('n1', SOCKET));
      for (const { id, owner } of (await client.status()).services) {
        const wanted = owners[id.replace('service:', '') as keyof Owners];
        if (owner === wanted) continue;
        const { code, message } = await client.service({ verb: 'relocate', service: id, node: wanted });
        if (code !== 'SUCCESS') throw new Error(`${id} to ${wanted}: ${message}`);
      }
      await agreed(lab, JSON.stringify(owners), nodes, ({ services }) =>
        services.every(
          ({ id, state, owner }) =>
            state === 'started' && owner === owners[id.replace('service:', '') as keyof Owners],
        ),
      );
    },
    async cut({ first, by = 0 }) {
      for (const node of nodes) await lab.setBootDelay(node, 'never');
      if (first !== undefined) {
        await lab.setFaults(nodes.filter((to) => to !== first).map((to) => ({ from: first, to })));
        await sleep(by);
      }
      const at = await lab.setFaults(partition(...nodes.map((node) => [node])));
      const [loser = '', another] = await until(
        'one node to be shot',
        async () => {
          const gone = await dead();
          return gone.length > 0 ? gone : undefined;
        },
        PATIENCE_MS,
        () => lastWords(lab),
      );
      const survivor = nodes.find((node) => node !== loser) ?? '';
      if (another !== undefined) throw new Error('both are off');
      await agreed(lab, `all on ${survivor}`, [survivor], runsBoth(survivor)).catch(
        async (cause: unknown) => {
          throw (await dead()).length === 2 ? new Error('both are off', { cause }) : cause;
        },
      );
      await until(
        `${loser} to be told to power on`,
        async () => {
          const orders = await lab.orders(loser);
          return orders.some((one) => one.at >= at && one.order === 'set power 1') ? true : undefined;
        },
        PATIENCE_MS,
        () => lastWords(lab),
      );
      return { survivor, loser };
    },
    async heal({ loser }) {
      await lab.setFaults([]);
      for (const node of nodes) await lab.setBootDelay(node, 0);
      await lab.boot(loser);
      await together(lab);
    },
    runs: async () => readRuns(await readFile(`${lab.shared}/witnessed.log`, 'utf8')),
    logs: () => lastWords(lab, 40_000),
    destroy: () => lab.destroy(),
  };
}
