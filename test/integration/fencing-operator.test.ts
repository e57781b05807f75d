/** No device answers, and a person has made sure that the node is off: their word, and only that, takes the place of a fence. */
import { expect, test } from 'vitest';
import {
  failed,
  failures,
  IPMI,
  nothingTakenOver,
  powerOrders,
  statusSays,
  takenOver,
} from './fence-story.ts';
import { bootBoth, freshHosts } from './hosts.ts';

const story = freshHosts();

test.each([IPMI])(
  'an operator confirms a node down that $agent can not reach',
  {
    timeout: 150_000,
  },
  async ({ impatient, words }) => {
    const { hosts } = story;
    const { lab } = hosts;
    await hosts.configure(1, {
      fence: impatient,
      fenceDaemon: '<fence_daemon fence_delay="0" fence_loop_limit="0"/>',
    });
    const { n1 } = await bootBoth(hosts);

    // Not while it is heard.
    const early = await hosts.picket('n1', 'confirm-down', 'n2', '--yes');
    expect([early.code, early.stdout + early.stderr]).toEqual([1, expect.stringContaining('n2 is alive')]);

    await lab.setReach('n2', 'silent');
    const killed = await lab.powerOff('n2');
    await failed(n1, 'n2');
    await nothingTakenOver(hosts, n1, killed);
    await hosts.says('n1', statusSays.failing('n2', 'n1', 'power/power-n2', words.silent));

    // Asked for the node's name, and given another one.
    const unsure = await lab.exec(
      'n1',
      ['sh', '-c', `printf 'n1\\n' | ${hosts.command('confirm-down', 'n2')}`],
      { timeout: 60_000 },
    );
    expect(unsure.code).not.toBe(0);
    await nothingTakenOver(hosts, n1, killed);

    const confirmed = await hosts.picket('n1', 'confirm-down', 'n2', '--yes');
    expect([confirmed.code, confirmed.stdout]).toEqual([
      0,
      expect.stringMatching(/n2 is recorded as down: confirmed down by \S+/),
    ]);
    const before = failures(n1, 'n2').length;
    const fenced = await takenOver(hosts, n1, killed);
    expect(fenced).toMatchObject({ name: 'node.fenced', node: 'n2' });
    expect(await hosts.says('n1', /n2 +fenced/)).toMatch(/confirmed down by \S+/);
    expect((await hosts.status('n1')).fences[0]).toMatchObject({ state: 'fenced', method: 'operator' });

    // The device works again, and nobody uses it any more; the node comes back by its button.
    await lab.setReach('n2', 'well');
    await hosts.boot('n2');
    await hosts.together('n1');
    expect(failures(n1, 'n2').length).toBe(before);
    expect(await powerOrders(lab, 'n2', killed)).toEqual([]);
    expect(await hosts.witnessed('web')).toEqual(['n2', 'n1']);
  },
);
