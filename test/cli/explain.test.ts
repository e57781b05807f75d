/** `picket explain`: what an administrator reads about where a service can run. */
import { expect, test } from 'vitest';
import { serve } from '../control/serve.ts';
import { runCli } from './run-cli.ts';

test('picket explain shows the rules, what it waits for, and each node with its reasons', async () => {
  const { socketPath } = await serve();
  const ran = await runCli('picket', ['explain', 'service:web'], { socket: socketPath });
  expect(ran).toEqual({
    code: 0,
    stderr: '',
    stdout: [
      'service:web is started on node1: started on node1',
      '  failover domain prefer_n01: node1 (1), node2 (2)',
      '  depends on service:storage, on the same node',
      '',
      '  Node           Can take it  Why',
      '  node1 (owner)  yes          priority 1 in failover domain prefer_n01, owns it',
      '  node2          no           depends on service:storage, which is on node1',
      '',
    ].join('\n'),
  });
});

test('picket explain --json prints the document, for everybody on the host', async () => {
  const { socketPath } = await serve();
  const ran = await runCli('picket', ['explain', 'service:web', '--json'], { socket: socketPath });
  expect(ran.code).toBe(0);
  const document = JSON.parse(ran.stdout) as { explanations: readonly { nodes: readonly object[] }[] };
  expect(document.explanations[0]?.nodes[1]).toEqual({
    node: 'node2',
    eligible: false,
    owner: false,
    reasons: ['depends on service:storage, which is on node1'],
  });
});

test('picket explain of an unknown service says so', async () => {
  const { socketPath } = await serve();
  const ran = await runCli('picket', ['explain', 'service:nil'], { socket: socketPath });
  expect(ran).toEqual({ code: 1, stdout: '', stderr: 'picket: there is no service:nil\n' });
});
