/** A dead node's BMC works: off is proven, reboot brings the node back, off leaves it off. */
import { expect, test } from 'vitest';
import { bmcFence } from '#test/lab/picket.ts';
import { until } from '#test/lab/until.ts';
import { fenceOf, IPMI, IPMILAN, powerOrders, takenOver } from './fence-story.ts';
import { bootBoth, freshHosts } from './hosts.ts';

const story = freshHosts();

test.each([IPMILAN, IPMI])(
  'reboot by $agent: off, proven, recorded, on again; the node joins anew',
  {
    timeout: 120_000,
  },
  async ({ agent }) => {
    const { hosts } = story;
    await hosts.configure(1, { fence: { agent } });
    const { n1 } = await bootBoth(hosts);
    const killed = await hosts.lab.kill('n2');
    const fenced = await takenOver(hosts, n1, killed);
    expect(fenced.message).toBe('n2 is confirmed off: status read off twice on power-n2');

    await hosts.together('n1');
    expect(await powerOrders(hosts.lab, 'n2', killed)).toEqual(['set power 0', 'set power 1']);
    expect((await hosts.lab.powerLog('n2')).map(({ what }) => what)).toEqual([
      'boot',
      'crash',
      'off',
      'boot',
    ]);
    // In this order: nobody powers on what is not recorded as off.
    const told = n1.seen.filter(({ name, at }) => name.startsWith('fence.') && at >= killed);
    expect(told.map(({ name, data }) => [name, data?.['action']].join(' ').trim())).toEqual([
      ...['fence.started', 'fence.waiting', 'fence.shot off', 'fence.succeeded'],
      ...['fence.shot on', 'fence.powered-on'],
    ]);
    const status = await hosts.status('n1');
    expect(status.fences[0]).toMatchObject({ node: 'n2', state: 'fenced', by: 'n1', method: 'power' });
    // It is a member by one link already; the other one follows.
    await until('no warning', async () =>
      (await hosts.status('n1')).warnings.length === 0 ? true : undefined,
    );
  },
);

test.each([IPMI])(
  'off by $agent: the node stays off, and status says that it does',
  {
    timeout: 120_000,
  },
  async ({ agent }) => {
    const { hosts } = story;
    const { lab } = hosts;
    const line = (node: string) => ({
      device: `power-${node}`,
      line: { action: 'off' },
      fence: bmcFence(lab, node, { agent }),
    });
    await hosts.configure(1, { methods: (node) => [{ name: 'ipmi', lines: [line(node)] }] });
    const { n1 } = await bootBoth(hosts);
    const killed = await lab.kill('n2');
    await takenOver(hosts, n1, killed);
    await fenceOf(n1, 'n2');
    expect(await lab.power('n2')).toBe('off');
    expect(await hosts.says('n1', /n2 +fenced/)).toMatch(/fenced by n1 with ipmi: status read off twice/);
    expect(await powerOrders(lab, 'n2', killed)).toEqual(['set power 0']);

    // Somebody presses the button.
    await hosts.boot('n2');
    await hosts.together('n1');
    expect(await hosts.witnessed('web')).toEqual(['n2', 'n1']);
    await until('no waits', async () => ((await hosts.status('n1')).waits.length === 0 ? true : undefined));
  },
);
