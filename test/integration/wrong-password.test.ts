/** The BMC's password in cluster.xml is wrong when it matters: nothing starts, everyone is told, and a corrected file mends it. */
import { expect, test } from 'vitest';
import { bootBoth, freshHosts } from './hosts.ts';

const story = freshHosts();
const WRONG = 'n0t-the-passw0rd';

test('no failover until the password is corrected and reloaded', { timeout: 180_000 }, async () => {
  const { hosts } = story;
  await hosts.configure(1, { passwords: { n2: WRONG } });
  const { n1 } = await bootBoth(hosts);
  await hosts.lab.setBootDelay('n2', 'never');
  const killed = await hosts.lab.kill('n2');

  // It fails, says so, and tries again.
  const failures = () => n1.seen.filter((event) => event.name === 'fence.failed' && event.node === 'n2');
  await n1.wait('two failed rounds', () => failures().length >= 2, 60_000);
  const status = await hosts.status('n1');
  const web = status.services.find(({ id }) => id === 'service:web');
  expect(web?.owner === 'n1' && web.state === 'started').toBe(false);
  expect(status.fences[0]).toMatchObject({ node: 'n2' });
  expect(status.fences[0]?.state).not.toBe('fenced');
  expect(status.fences[0]?.lastError).not.toBe('');
  const shown = await hosts.picket('n1', 'status');
  expect(shown.stdout).toMatch(/n2/);
  expect(shown.stdout.toLowerCase()).toMatch(/fenc/);
  expect(await hosts.witnessed('web')).toEqual(['n2']);

  // Nobody is told the password.
  const said = (await hosts.logs()) + JSON.stringify(n1.seen) + JSON.stringify(status) + shown.stdout;
  expect(said).not.toContain(WRONG);

  await hosts.configure(2);
  const reloaded = await hosts.picket('n1', 'reload');
  expect(reloaded.code, reloaded.stdout + reloaded.stderr).toBe(0);
  const fenced = await n1.wait(
    'the fence',
    (event) => event.name === 'fence.succeeded' && event.node === 'n2',
    90_000,
  );
  const started = await n1.wait(
    'web on n1',
    (event) => event.name === 'service.started' && event.service === 'service:web' && event.at > killed,
  );
  expect(started.sequence).toBeGreaterThan(fenced.sequence);
  await hosts.witnessedOn('n1', 'web');
  expect(await hosts.witnessed('web')).toEqual(['n2', 'n1']);
});
