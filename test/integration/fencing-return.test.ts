/** The target of a fence is heard again before the fence is done: who shoots then, who doesn't, and what becomes of services. */
import { expect, test } from 'vitest';
import { until } from '#test/lab/until.ts';
import { failed, failures, IPMILAN, powerOrders, statusSays, takenOver } from './fence-story.ts';
import { bootBoth, freshHosts, type Hosts } from './hosts.ts';

const story = freshHosts();

/** To the daemon alone; its services run on. */
async function signal(hosts: Hosts, node: string, name: 'STOP' | 'CONT'): Promise<void> {
  const { code, stderr } = await hosts.lab.exec(node, ['pkill', `-${name}`, '-f', 'picketd']);
  expect(code, stderr).toBe(0);
}

/** Nobody shot, nothing moved, both are members with the boots that they began with. */
async function asBefore(hosts: Hosts): Promise<void> {
  await hosts.together('n1');
  await hosts.together('n2');
  for (const node of hosts.lab.nodes) {
    expect(await powerOrders(hosts.lab, node), node).toEqual([]);
    expect(
      (await hosts.lab.powerLog(node)).map(({ what }) => what),
      node,
    ).toEqual(['boot']);
  }
  const { services } = await hosts.status('n1');
  expect(services.map(({ owner, state }) => `${owner} ${state}`)).toEqual(['n2 started', 'n1 started']);
  expect(await hosts.witnessed('web')).toEqual(['n2']);
  expect(await hosts.witnessed('base')).toEqual(['n1']);
}

test('the same boot is heard again while n1 lets it go first: nobody is shot, nothing moves', {
  timeout: 150_000,
}, async () => {
  const { hosts } = story;
  await hosts.configure(1, { fenceDaemon: '<fence_daemon fence_delay="15" fence_loop_limit="0"/>' });
  const { n1 } = await bootBoth(hosts);
  await signal(hosts, 'n2', 'STOP');
  await n1.wait('the wait', (event) => event.name === 'fence.waiting' && event.node === 'n2');
  const first = /lets the other go first: node 2 carries more/;
  const shown = await hosts.says('n1', statusSays.waiting('n2', 'n1', first));
  expect(shown).toMatch(/until: .* left\)/);
  const due = (await hosts.status('n1')).waits.find(({ what }) => what.startsWith('n2 is lost'))?.until ?? 0;
  expect(due).toBeGreaterThan(0);
  await signal(hosts, 'n2', 'CONT');
  await asBefore(hosts);
  // Nor is anybody shot when the time is over.
  await until('the end of the wait', () => (Date.now() > due + 2_000 ? true : undefined), 60_000);
  await asBefore(hosts);
  expect(n1.seen.filter(({ name }) => name === 'fence.shot')).toEqual([]);
  expect((await hosts.status('n1')).waits).toEqual([]);
});

test('the network heals while neither has a working shot: both go on as if nothing had been', {
  timeout: 150_000,
}, async () => {
  const { hosts } = story;
  const { lab } = hosts;
  await hosts.configure(1, {
    fence: IPMILAN.impatient,
    fenceDaemon: '<fence_daemon fence_delay="60" fence_loop_limit="0"/>',
  });
  const { n2 } = await bootBoth(hosts);
  // n2 carries more and shoots at once, into the void.
  await lab.setReach('n1', 'silent');
  await lab.setFaults([
    { from: 'n1', to: 'n2' },
    { from: 'n2', to: 'n1' },
  ]);
  await failed(n2, 'n1');
  await hosts.says('n2', statusSays.failing('n1', 'n2', 'power/power-n1', IPMILAN.words.silent));
  await lab.setFaults([]);
  await asBefore(hosts);
});

test.each([IPMILAN])(
  'a new boot is heard while the shot is in the air, $agent: it joins nothing, dies, and joins after',
  {
    timeout: 150_000,
  },
  async ({ agent }) => {
    const { hosts } = story;
    const { lab } = hosts;
    await hosts.configure(1, {
      fence: { agent },
      fenceDaemon: '<fence_daemon fence_delay="0" fence_loop_limit="0"/>',
    });
    const { n1 } = await bootBoth(hosts);
    await lab.setSlow('n2', { off: 12 });
    const killed = await lab.kill('n2');
    await n1.wait('the shot', (event) => event.name === 'fence.shot' && event.node === 'n2');
    const again = await hosts.boot('n2');
    await n1.wait(
      'n2 to be heard',
      (event) => event.name === 'peer.up' && event.node === 'n2' && event.at > killed,
    );
    // Off is on its way to it: n1 does not take it in before that is over.
    const status = await hosts.status('n1');
    expect(status.view?.members).toEqual(['n1']);
    expect(status.services.find(({ id }) => id === 'service:web')?.state).not.toBe('starting');
    await hosts.says('n1', statusSays.shooting('n2', 'n1'));

    await lab.setSlow('n2', {});
    const fenced = await takenOver(hosts, n1, killed, 60_000);
    expect(fenced.name).toMatch(/^(fence\.succeeded|node\.fenced)$/);
    // The boot in between ran nothing and was in no view.
    expect(again.seen.filter(({ name }) => name === 'view.active')).toEqual([]);
    await hosts.together('n1');
    const fates = (await lab.powerLog('n2')).map(({ what }) => what);
    expect(fates).toEqual(['boot', 'crash', 'boot', 'off', 'boot']);
    expect(await powerOrders(lab, 'n2', killed)).toEqual(['set power 0', 'set power 1']);
    expect(await hosts.witnessed('web')).toEqual(['n2', 'n1']);
  },
);

test('a new boot is heard while no device answers: it is the proof, and nobody shoots it', {
  timeout: 150_000,
}, async () => {
  const { hosts } = story;
  const { lab } = hosts;
  const fenceDaemon = '<fence_daemon fence_delay="0" fence_loop_limit="0"/>';
  await hosts.configure(1, { fence: IPMILAN.impatient, fenceDaemon });
  const { n1 } = await bootBoth(hosts);
  await lab.setReach('n2', 'silent');
  const killed = await lab.kill('n2');
  await failed(n1, 'n2');
  await hosts.boot('n2');
  await hosts.together('n1');
  await lab.setReach('n2', 'well');
  await until('web somewhere', async () => {
    const web = (await hosts.status('n1')).services.find(({ id }) => id === 'service:web');
    return web?.state === 'started' ? true : undefined;
  });
  expect(await powerOrders(lab, 'n2', killed)).toEqual([]);
  expect((await lab.powerLog('n2')).map(({ what }) => what)).toEqual(['boot', 'crash', 'boot']);
  expect(failures(n1, 'n2').length).toBeGreaterThan(0);
  expect(n1.seen.filter(({ name }) => name === 'fence.succeeded')).toEqual([]);
  expect(await hosts.witnessed('base')).toEqual(['n1']);
});
