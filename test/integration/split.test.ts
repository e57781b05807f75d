/** The heartbeat links break while both nodes live: exactly one of them survives, and no service ever runs twice. */
import { afterEach, beforeEach, expect, onTestFailed, test } from 'vitest';
import { labMissing } from '#test/lab/lab.ts';
import { until } from '#test/lab/until.ts';
import { bootBoth, createHosts, type Hosts } from './hosts.ts';

const missing = await labMissing();
let hosts: Hosts;
beforeEach(async () => {
  if (missing === undefined) hosts = await createHosts();
});
afterEach(async () => hosts?.destroy());

/** Which nodes run, once the first of them is gone. */
async function survivors(): Promise<readonly string[]> {
  const living = async (): Promise<readonly string[]> => {
    const alive = await Promise.all(hosts.lab.nodes.map((node) => hosts.lab.alive(node)));
    return hosts.lab.nodes.filter((_, index) => alive[index]);
  };
  return await until(
    'one node to be fenced',
    async () => {
      const nodes = await living();
      return nodes.length < 2 ? nodes : undefined;
    },
    60_000,
  );
}

test.skipIf(missing)(
  'both can shoot: the node with the weightier services survives and keeps them',
  { timeout: 150_000 },
  async () => {
    onTestFailed(async () => console.error(await hosts.logs()));
    const { n2 } = await bootBoth(hosts);
    await hosts.lab.setBootDelay('n1', 'never');
    await hosts.lab.setBootDelay('n2', 'never');
    await hosts.lab.cutLinks('n1');
    expect(await survivors()).toEqual(['n2']);
    await n2.wait(
      'base on n2',
      (event) => event.name === 'service.started' && event.service === 'service:base' && event.node === 'n2',
    );
    expect(await hosts.lab.alive('n2')).toBe(true);
    await until('the witness on n2', async () =>
      (await hosts.witnessed('base')).includes('n2') ? true : undefined,
    );
    expect(await hosts.witnessed('web')).toEqual(['n2']);
    expect(await hosts.witnessed('base')).toEqual(['n1', 'n2']);

    // The cable is plugged in again, the loser boots: it joins and starts nothing of its own accord.
    await hosts.lab.heal('n1');
    await hosts.lab.setBootDelay('n1', 0);
    await hosts.boot('n1');
    await until(
      'both as members',
      async () => ((await hosts.status('n2')).view?.members.length === 2 ? true : undefined),
      60_000,
    );
    expect(await hosts.witnessed('base')).toEqual(['n1', 'n2']);
    expect(await hosts.witnessed('web')).toEqual(['n2']);
  },
);

test.skipIf(missing)(
  'a node cut off from everything is shot by the other, which takes its services',
  { timeout: 150_000 },
  async () => {
    onTestFailed(async () => console.error(await hosts.logs()));
    const { n1 } = await bootBoth(hosts);
    await hosts.lab.setBootDelay('n2', 'never');
    await hosts.lab.cutLinks('n2', { bmc: true });
    expect(await survivors()).toEqual(['n1']);
    await n1.wait(
      'web on n1',
      (event) => event.name === 'service.started' && event.service === 'service:web' && event.node === 'n1',
      60_000,
    );
    await until('the witness on n1', async () =>
      (await hosts.witnessed('web')).includes('n1') ? true : undefined,
    );
    expect(await hosts.witnessed('web')).toEqual(['n2', 'n1']);
    expect(await hosts.witnessed('base')).toEqual(['n1']);
  },
);
