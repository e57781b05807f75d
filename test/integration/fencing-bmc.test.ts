/** The BMC of a dead node is in trouble: nothing starts before it has proven that the node is off, and everyone can read why. */
import { expect, test } from 'vitest';
import {
  failed,
  failures,
  fenceOf,
  IPMI,
  IPMILAN,
  nothingTakenOver,
  powerOrders,
  statusSays,
  takenOver,
  wentOff,
} from './fence-story.ts';
import { bootBoth, freshHosts } from './hosts.ts';

const story = freshHosts();
/** The node is dead: nobody is raced. */
const fenceDaemon = '<fence_daemon fence_delay="0" fence_loop_limit="0"/>';

test.each(
  [IPMILAN, IPMI].flatMap((driver) => [
    { ...driver, reach: 'silent' as const, how: 'nothing answers' },
    { ...driver, reach: 'refusing' as const, how: 'its port is closed' },
  ]),
)(
  '$how, $agent: it is said, tried again, and succeeds when the BMC is back',
  {
    timeout: 150_000,
  },
  async ({ impatient, words, reach }) => {
    const { hosts } = story;
    const { lab } = hosts;
    await hosts.configure(1, { fence: impatient, fenceDaemon });
    const { n1 } = await bootBoth(hosts);
    await lab.setReach('n2', reach);
    const killed = await lab.kill('n2');
    for (const failure of await failed(n1, 'n2', 2)) expect(failure.message).toMatch(words.silent);
    await hosts.says('n1', statusSays.failing('n2', 'n1', 'power/power-n2', words.silent));
    await nothingTakenOver(hosts, n1, killed);
    expect(await powerOrders(lab, 'n2', killed)).toEqual([]);

    await lab.setReach('n2', 'well');
    await takenOver(hosts, n1, killed, 90_000);
    expect((await powerOrders(lab, 'n2', killed))[0]).toBe('set power 0');
  },
);

test.each([IPMILAN, IPMI])(
  'it refuses the password, $agent: it is said without showing it; the corrected file mends it',
  {
    timeout: 150_000,
  },
  async ({ agent, words }) => {
    const { hosts } = story;
    const { lab } = hosts;
    const wrong = 'n0t-the-passw0rd';
    await hosts.configure(1, { fence: { agent }, fenceDaemon, passwords: { n2: wrong } });
    const { n1 } = await bootBoth(hosts);
    // Before it matters: the device check.
    const early = await hosts.says('n1', /power-n2/);
    expect(early).toMatch(words.refused);
    const killed = await lab.kill('n2');
    for (const failure of await failed(n1, 'n2', 2)) expect(failure.message).toMatch(words.refused);
    const shown = await hosts.says('n1', statusSays.failing('n2', 'n1', 'power/power-n2', words.refused));
    await nothingTakenOver(hosts, n1, killed);
    expect(await powerOrders(lab, 'n2', killed)).toEqual([]);
    expect((await hosts.logs()) + JSON.stringify(n1.seen) + shown + early).not.toContain(wrong);

    await hosts.configure(2, { fence: { agent }, fenceDaemon });
    const reloaded = await hosts.picket('n1', 'reload');
    expect(reloaded.code, reloaded.stdout + reloaded.stderr).toBe(0);
    await takenOver(hosts, n1, killed, 90_000);
  },
);

// The built-in agent does not wait itself: Picket's own readings after the shot have to be enough.
test.each([
  { ...IPMILAN, seconds: 10 },
  { ...IPMI, seconds: 3 },
])(
  'it takes the order at once and $seconds s to obey, $agent: nothing starts in these',
  {
    timeout: 150_000,
  },
  async ({ agent, seconds }) => {
    const { hosts } = story;
    const { lab } = hosts;
    await hosts.configure(1, { fence: { agent }, fenceDaemon });
    const { n1 } = await bootBoth(hosts);
    await lab.setSlow('n2', { off: seconds });
    // Its power stays on and it goes on running, cut off: only the lab's log can say that it stopped in time.
    const cut = await lab.setFaults([
      { from: 'n1', to: 'n2' },
      { from: 'n2', to: 'n1' },
    ]);
    await lab.setReach('n1', 'silent');
    await hosts.says('n1', statusSays.shooting('n2', 'n1'));
    const off = await wentOff(lab, 'n2', cut);
    const fenced = await takenOver(hosts, n1, cut, 60_000);
    expect(fenced.at).toBeGreaterThanOrEqual(off);
    expect(failures(n1, 'n2')).toEqual([]);
    expect(await hosts.firstOn('n1', 'web', cut)).toBeGreaterThan(off);
  },
);

test.each([
  { ...IPMILAN, patient: { power_timeout: '30', ipmitool_timeout: '15' } },
  { ...IPMI, patient: {} },
])(
  'it takes 10 s to acknowledge the order, $agent: patience is configured, and it succeeds',
  {
    timeout: 150_000,
  },
  async ({ agent, patient }) => {
    const { hosts } = story;
    const { lab } = hosts;
    await hosts.configure(1, { fence: { agent, ...patient }, fenceDaemon });
    const { n1 } = await bootBoth(hosts);
    await lab.setSlow('n2', { order: 10 });
    const killed = await lab.kill('n2');
    await takenOver(hosts, n1, killed, 60_000);
    expect(failures(n1, 'n2')).toEqual([]);
    await fenceOf(n1, 'n2');
  },
);

test.each([IPMILAN, IPMI])(
  'it acknowledges "off" and does nothing, $agent: that is no fence',
  {
    timeout: 150_000,
  },
  async ({ impatient, words }) => {
    const { hosts } = story;
    const { lab } = hosts;
    await hosts.configure(1, { fence: impatient, fenceDaemon });
    const { n1 } = await bootBoth(hosts);
    await lab.setStuck('n2', true);
    const cut = await lab.cutLinks('n2', { bmc: true });
    for (const failure of await failed(n1, 'n2', 2)) expect(failure.message).toMatch(words.powerStays);
    await hosts.says('n1', statusSays.failing('n2', 'n1', 'power/power-n2', words.powerStays));
    // It took the orders, and n2 runs web to this day.
    expect((await powerOrders(lab, 'n2', cut)).length).toBeGreaterThanOrEqual(2);
    expect(await lab.alive('n2')).toBe(true);
    await nothingTakenOver(hosts, n1, cut);

    await lab.setBootDelay('n2', 'never');
    await lab.setStuck('n2', false);
    await takenOver(hosts, n1, cut, 90_000);
  },
);
