/** What the lab can do to a fence device, driven by plain agents: the tests of fencing rely on it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLab, type Lab, labMissing } from './lab.ts';
import { bmcFence } from './picket.ts';
import type { RunResult } from './run.ts';
import { addStrip, type Strip } from './strip.ts';
import { until } from './until.ts';

const missing = await labMissing();
let lab: Lab;
let strips: readonly Strip[];

beforeAll(async () => {
  if (missing !== undefined) return;
  lab = await createLab();
  for (const node of lab.nodes) await lab.install(node, 'sleep 1000');
  await Promise.all(lab.nodes.map((node) => lab.boot(node)));
  strips = await Promise.all([0, 1].map((index) => addStrip(lab, index)));
});
afterAll(async () => lab?.destroy());

function call(
  { agent = '', ...values }: Readonly<Record<string, string>>,
  action: string,
): Promise<RunResult> {
  const lines = Object.entries({ ...values, action }).map(([key, value]) => `${key}=${value}\n`);
  return lab.exec('n1', [agent], { input: lines.join('') });
}
const bmc = (action: string): Promise<RunResult> => call(bmcFence(lab, 'n2', { power_timeout: '2' }), action);
const outlet = async (index: number, action: string): Promise<number> =>
  (await call({ ...strips[index]?.fence, plug: 'n2' }, action)).code;
const log = async (): Promise<readonly string[]> => (await lab.powerLog('n2')).map(({ what }) => what);

test.skipIf(missing)('a BMC that is silent or refuses comes back as it was', async () => {
  for (const reach of ['silent', 'refusing'] as const) {
    await lab.setReach('n2', reach);
    expect((await bmc('status')).stderr).toContain('timed out');
    await lab.setReach('n2', 'well');
    expect((await bmc('status')).code).toBe(0);
  }
  expect(await log()).toEqual(['boot']);
});

test.skipIf(missing)('a slow BMC acknowledges late, or turns off late', async () => {
  await lab.setSlow('n2', { off: 1 });
  // The agent asks until it reads off.
  const order = bmc('off');
  expect((await order).code).toBe(0);
  const told = (await lab.orders('n2')).at(-1);
  const gone = (await lab.powerLog('n2')).at(-1);
  expect(told?.order).toBe('set power 0');
  expect(gone?.what).toBe('off');
  expect((gone?.at ?? 0) - (told?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
  await lab.setSlow('n2', { order: 3 });
  expect((await bmc('on')).stderr).toContain('timed out');
  await until('the boot', async () => ((await log()).at(-1) === 'boot' ? true : undefined));
  await lab.setSlow('n2', {});
  expect((await bmc('status')).code).toBe(0);
});

test.skipIf(missing)('a node with two supplies is off when both are', async () => {
  const before = (await log()).length;
  expect([await outlet(0, 'status'), await outlet(1, 'status')]).toEqual([0, 0]);
  expect(await outlet(0, 'off')).toBe(0);
  expect(await outlet(0, 'status')).toBe(2);
  expect(await lab.alive('n2')).toBe(true);
  await strips[1]?.setWelded('n2', true);
  expect(await outlet(1, 'off')).toBe(0);
  expect(await outlet(1, 'status')).toBe(0);
  expect(await lab.alive('n2')).toBe(true);
  await strips[1]?.setWelded('n2', false);
  expect(await outlet(1, 'off')).toBe(0);
  expect(await lab.alive('n2')).toBe(false);
  expect([await outlet(0, 'on'), await outlet(1, 'on')]).toEqual([0, 0]);
  await until('the boot', async () => ((await lab.alive('n2')) ? true : undefined));
  expect((await log()).slice(before)).toEqual(['off', 'boot']);
  expect((await strips[1]?.orders())?.map(({ order }) => order)).toEqual(['n2 off', 'n2 off', 'n2 on']);
  const wrong = await call({ ...strips[0]?.fence, plug: 'n2', password: 'guess' }, 'off');
  expect([wrong.code, wrong.stderr.trim()]).toEqual([1, 'strip 10.77.2.201: password refused']);
});
