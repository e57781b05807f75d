/** `picket guest` and `picket doctor` on the terminal: what is asked, what is shown, and when nothing is done. */
import { expect, test } from 'vitest';
import type { GuestReport } from '#src/guests/guest-types.ts';
import { serve } from '../control/serve.ts';
import { runCli } from './run-cli.ts';

const REPORT: GuestReport = {
  name: 'web0',
  uuid: 'u',
  service: null,
  on: [{ node: 'node1', state: 'running', autostart: false }],
  nodes: [
    { node: 'node1', starts: true, migrates: true, findings: [] },
    {
      ...{ node: 'node2', starts: false, migrates: false },
      findings: [
        { severity: 'error', stops: 'start', text: 'there is no bridge br0', fix: 'make the bridge br0' },
      ],
    },
  ],
  findings: [],
};
const DIFF = ['line 1:', '-<cluster config_version="9">', '+<cluster config_version="10">'];

test('guest add shows what was found and the change, and puts just that in force', async () => {
  const { socketPath, cluster } = await serve();
  cluster.guestAddResult = { ...cluster.guestAddResult, report: REPORT, diff: DIFF, digest: 'd1' };
  const args = ['guest', 'add', 'web0', '--disk-drbd', 'r0', '--domain', 'first', '--set', 'a=b=c', '--yes'];
  const ran = await runCli('picket', args, { socket: socketPath });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toBe(`web0 runs on node1
  node1: can run and migrate there
  node2: can't run there
    error: there is no bridge br0
      make the bridge br0
cluster.xml:
${DIFF.join('\n')}
version 10 is in force
`);
  const wanted = { kind: 'guest-add', name: 'web0', drbd: ['r0'], domain: 'first', attributes: { a: 'b=c' } };
  expect(cluster.told).toMatchObject([
    { ...wanted, dryRun: true },
    { ...wanted, dryRun: false, expect: 'd1' },
  ]);
});

test.each([
  [['--dry-run'], 0, ''],
  [[], 2, 'picket: there is no terminal to ask at; --yes goes on without asking\n'],
])('guest add %j only looks', async (args, code, stderr) => {
  const { socketPath, cluster } = await serve();
  const ran = await runCli('picket', ['guest', 'add', 'web0', ...args], { socket: socketPath });
  expect(ran).toMatchObject({ code, stderr });
  expect(cluster.told).toMatchObject([{ kind: 'guest-add', dryRun: true }]);
});

test('guest add says why not', async () => {
  const { socketPath, cluster } = await serve();
  const problems = ['node2: there is no bridge br0 (make the bridge br0)'];
  const refused = { ok: false, code: 'INVAL', message: 'web0 is not added', problems } as const;
  cluster.guestAddResult = { ...cluster.guestAddResult, ...refused, report: REPORT };
  const ran = await runCli('picket', ['guest', 'add', 'web0', '--yes'], { socket: socketPath });
  expect(ran.code).toBe(1);
  expect(ran.stderr).toBe(
    `${problems[0]}\npicket: web0 is not added; --force adds it in spite of what nodes lack\n`,
  );
  expect(cluster.told).toHaveLength(1);
});

test('guest list, and doctor for managed guests, with an exit code of what was found', async () => {
  const { socketPath, cluster } = await serve();
  cluster.guestsResult = {
    nodes: [
      { node: 'node1', problem: '', findings: [] },
      {
        ...{ node: 'node2', problem: '' },
        findings: [{ severity: 'warning', stops: 'start', text: 'no hook', fix: 'install it' }],
      },
    ],
    guests: [REPORT, { ...REPORT, name: 'db0', service: 'vm:db0', on: [] }],
  };
  const listed = await runCli('picket', ['guest', 'list'], { socket: socketPath });
  expect(listed.code).toBe(0);
  expect(listed.stdout).toBe(`Guest  Service  Runs on  Known on  Could run on
web0   -        node1    node1     node1
db0    vm:db0   -        -         node1
`);
  const doctor = await runCli('picket', ['doctor'], { socket: socketPath });
  expect(doctor.code).toBe(1);
  expect(doctor.stdout).toMatch(/^node2:\n {2}warning: no hook\n {4}install it\ndb0 \(vm:db0\)\n/);
  expect(doctor.stdout).not.toContain('web0');
  expect(cluster.told).toEqual([
    { kind: 'guests', names: [] },
    { kind: 'guests', names: [] },
  ]);
});
