/** More than one way to cut a node's power: the next method when one fails, two supplies, an agent that hangs. */
import { expect, test } from 'vitest';
import type { GeneratedMethod } from '#src/cli/demo/cluster-xml.ts';
import { bmcFence } from '#test/lab/picket.ts';
import { addStrip, type Strip } from '#test/lab/strip.ts';
import { until } from '#test/lab/until.ts';
import {
  failed,
  failures,
  IPMI,
  IPMILAN,
  nothingTakenOver,
  powerOrders,
  statusSays,
  takenOver,
  wentOff,
} from './fence-story.ts';
import { bootBoth, freshHosts, type Hosts } from './hosts.ts';

const story = freshHosts();
/** The node is dead, or can't shoot: nobody is raced. */
const fenceDaemon = '<fence_daemon fence_delay="0" fence_loop_limit="0"/>';

function ipmi(hosts: Hosts, node: string, more: Readonly<Record<string, string>>): GeneratedMethod {
  const fence = bmcFence(hosts.lab, node, more);
  return { name: 'ipmi', lines: [{ device: `ipmi-${node}`, line: {}, fence }] };
}

/** Both supplies: off, off, proven, on, on. */
function strips(node: string, all: readonly Strip[]): GeneratedMethod {
  const lines = (action: string): GeneratedMethod['lines'] =>
    all.map(({ fence }, index) => ({ device: `strip-${index}`, line: { plug: node, action }, fence }));
  return { name: 'strips', lines: [...lines('off'), ...lines('on')] };
}

const ordersOf = async (all: readonly Strip[]): Promise<readonly string[]> => {
  const orders = await Promise.all(
    all.map(async (strip, index) => (await strip.orders()).map((one) => ({ ...one, index }))),
  );
  return orders
    .flat()
    .toSorted((a, b) => a.at - b.at)
    .map(({ index, order }) => `strip-${index}: ${order}`);
};

test.each([IPMILAN])(
  'the BMC is silent, $agent: both outlets of the node are turned off, then on',
  {
    timeout: 150_000,
  },
  async ({ impatient, words }) => {
    const { hosts } = story;
    const { lab } = hosts;
    const all = [await addStrip(lab, 0), await addStrip(lab, 1)];
    const methods = (node: string) => [ipmi(hosts, node, impatient), strips(node, all)];
    await hosts.configure(1, { methods, fenceDaemon });
    const { n1 } = await bootBoth(hosts);
    await lab.setReach('n2', 'silent');
    const killed = await lab.kill('n2');
    const fenced = await takenOver(hosts, n1, killed, 60_000);
    expect(fenced.message).toContain('status read off twice on strip-0 and strip-1');
    const [first, ...others] = failures(n1, 'n2');
    expect(first?.message).toMatch(/^fencing n2 with ipmi\/ipmi-n2 failed: /);
    expect(first?.message).toMatch(words.silent);
    expect(others).toEqual([]);

    await hosts.together('n1');
    expect(await ordersOf(all)).toEqual([
      ...['strip-0: n2 off', 'strip-1: n2 off'],
      ...['strip-0: n2 on', 'strip-1: n2 on'],
    ]);
    expect(await powerOrders(lab, 'n2', killed)).toEqual([]);
    expect((await lab.powerLog('n2')).map(({ what }) => what)).toEqual(['boot', 'crash', 'off', 'boot']);
  },
);

test('one of two outlets stays on: the node lives, and nothing starts until both are off', {
  timeout: 150_000,
}, async () => {
  const { hosts } = story;
  const { lab } = hosts;
  const all = [await addStrip(lab, 0), await addStrip(lab, 1)];
  await hosts.configure(1, { methods: (node) => [strips(node, all)], fenceDaemon });
  const { n1 } = await bootBoth(hosts);
  await lab.setBootDelay('n2', 'never');
  await all[1]?.setWelded('n2', true);
  const cut = await lab.cutLinks('n2', { bmc: true });
  await failed(n1, 'n2');
  // The first supply is off, the second feeds it: it runs web.
  const words = /after the shot, status still reads on/;
  await hosts.says('n1', statusSays.failing('n2', 'n1', 'strips/strip-1', words));
  expect(await lab.alive('n2')).toBe(true);
  await nothingTakenOver(hosts, n1, cut);

  await all[1]?.setWelded('n2', false);
  const off = wentOff(lab, 'n2', cut);
  await takenOver(hosts, n1, cut, 60_000);
  expect(await hosts.firstOn('n1', 'web', cut)).toBeGreaterThan(await off);
});

test.each([IPMI])(
  'an agent hangs and leaves children: all are gone at its deadline, then $agent succeeds',
  {
    timeout: 150_000,
  },
  async ({ agent }) => {
    const { hosts } = story;
    const { lab } = hosts;
    const mark = 'h4ngs';
    const fence = { agent: `${lab.folder}/bin/fence_hang`, mark, timeout: '3' };
    const hang: GeneratedMethod = { name: 'own', lines: [{ device: 'hang', line: {}, fence }] };
    const running = async (): Promise<number> => {
      const { stdout } = await lab.exec('n1', ['pgrep', '-c', '-f', mark]);
      return Number(stdout);
    };
    await hosts.configure(1, { methods: (node) => [hang, ipmi(hosts, node, { agent })], fenceDaemon });
    const { n1 } = await bootBoth(hosts);
    const killed = await lab.kill('n2');
    await n1.wait('the shot', (event) => event.name === 'fence.shot' && event.data?.['device'] === 'hang');
    await until('the agent and its children', async () => ((await running()) >= 5 ? true : undefined));

    const second = await n1.wait(
      'the second method',
      (event) => event.name === 'fence.shot' && event.data?.['device'] === 'ipmi-n2',
    );
    // The shot and the reading after it hung: whoever is left is looked for when the next method has begun.
    expect(await running()).toBe(0);
    const [failure, ...others] = failures(n1, 'n2');
    expect(failure?.message).toMatch(/own\/hang failed: no answer from .*fence_hang within 3 s: connecting/);
    expect(failure?.sequence).toBeLessThan(second.sequence);
    expect(others).toEqual([]);
    await takenOver(hosts, n1, killed);
  },
);
