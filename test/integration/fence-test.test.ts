/** `picket fence --test` with BMCs that speak real RMCP+: login, status, privilege, and whose BMC it is. */
import { mkdir, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { FenceTestResult } from '#src/cluster/commands.ts';
import { BMC_VIEWER } from '#test/lab/bmc.ts';
import { dmiFolder } from '#test/lab/picket.ts';
import { bootBoth, freshHosts, type Hosts } from './hosts.ts';

const story = freshHosts();
const WRONG = 'n0t-the-passw0rd';

/** As the BMC of the node at that index has it; see test/lab/bmc.ts. */
const uuid = (index: number): string => `a1234567-89ab-cdef-a123-45678900000${index}`;

/** What the firmware of the machines says: that they are the ones with the BMCs of these indexes. */
async function machines({ lab }: Hosts, ...indexes: readonly number[]): Promise<void> {
  for (const [at, node] of lab.nodes.entries()) {
    await mkdir(dmiFolder(lab, node), { recursive: true });
    await writeFile(`${dmiFolder(lab, node)}/product_uuid`, `${uuid(indexes[at] ?? 0)}\n`);
  }
}

async function tried(hosts: Hosts, at: string, node: string): Promise<FenceTestResult> {
  const { code, stdout, stderr } = await hosts.picket(at, 'fence', node, '--test', '--json');
  const result = JSON.parse(stdout) as FenceTestResult;
  expect(code, stdout + stderr).toBe(result.code === 'SUCCESS' ? 0 : 1);
  return result;
}

test('the test tells a good way to fence from one that would fail, and switches nothing', {
  timeout: 240_000,
}, async () => {
  const { hosts } = story;
  const { lab } = hosts;
  await machines(hosts, 0, 1);
  await bootBoth(hosts);

  // Also when the coordinator, or the node itself, is the one that is asked.
  for (const at of ['n1', 'n2']) {
    const result = await tried(hosts, at, 'n2');
    expect(result).toMatchObject({
      code: 'SUCCESS',
      paths: [{ from: 'n1', ok: true, right: 'yes', belongs: 'yes' }],
    });
    expect(result.paths[0]?.result).toBe(
      'reads on; may switch power (ADMINISTRATOR); is the device of n2 (same GUID)',
    );
  }
  const [, n2] = (await hosts.status('n2')).nodes;
  expect(n2?.fencing).toMatchObject({ armed: 'yes', proven: { by: 'test' } });
  expect((await hosts.picket('n1', 'status')).stdout).toMatch(
    /Fencing\n.*\n +n1 +yes.*\n +n2 +yes +tested .* ago\), took/,
  );

  // Somebody has swapped the cables of the BMCs.
  await machines(hosts, 1, 0);
  const swapped = await tried(hosts, 'n1', 'n2');
  expect(swapped).toMatchObject({ code: 'FAIL', paths: [{ ok: false, belongs: 'no' }] });
  expect(swapped.paths[0]?.result).toContain('is NOT the device of n2: it is that of n1: same GUID');
  await machines(hosts, 0, 1);

  // A user who may look, but not switch: every check of its status is fine.
  await hosts.configure(2, { fence: { username: BMC_VIEWER } });
  const reloaded = await hosts.picket('n1', 'reload');
  expect(reloaded.code, reloaded.stdout + reloaded.stderr).toBe(0);
  const viewer = await tried(hosts, 'n1', 'n2');
  expect(viewer).toMatchObject({ code: 'FAIL', paths: [{ ok: false, right: 'no', belongs: 'yes' }] });
  expect(viewer.paths[0]?.result).toContain('may NOT switch power: the user has the privilege USER');

  await hosts.configure(3, { passwords: { n2: WRONG } });
  await hosts.picket('n1', 'reload');
  const wrong = await tried(hosts, 'n1', 'n2');
  expect(wrong).toMatchObject({ code: 'FAIL', paths: [{ ok: false, right: 'unseen', belongs: 'unseen' }] });
  expect(wrong.paths[0]?.result).toContain('user name or password');
  const shown = await hosts.picket('n1', 'fence', 'n2', '--test');
  expect(shown.code).toBe(1);
  expect((await hosts.logs()) + shown.stdout + shown.stderr + JSON.stringify(wrong)).not.toContain(WRONG);

  expect(await lab.power('n2')).toBe('on');
  for (const node of lab.nodes) expect(await lab.orders(node)).toEqual([]);
});
