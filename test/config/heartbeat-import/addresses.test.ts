/** ha.cf never says whose an address is: the administrator is asked, and nothing is guessed. */
import { expect, it } from 'vitest';
import type { GivenAddress } from '#src/config/heartbeat-import/addresses.ts';
import { HA_CF, imported, notesOf, problemsOf, runImport } from './samples.ts';

function given(...options: readonly string[]): readonly GivenAddress[] {
  return options.map((option) => {
    const [, node = '', link, ip = ''] = /^([^/=]+)(?:\/(.+))?=(.+)$/.exec(option) ?? [];
    return { node, link, ip };
  });
}

it('asks for every address that is missing, in words that can be pasted', () => {
  expect(problemsOf(runImport(HA_CF, undefined, { addresses: [] }))).toEqual([
    'ha.cf:8: which address has each node on eth1? Add --address alpha/eth1=IP --address beta/eth1=IP',
    'ha.cf:9: which address has each node on eth0? Add --address alpha/eth0=IP --address beta/eth0=IP; its ucast lines name 10.0.0.1 and 10.0.0.2, but not whose they are',
  ]);
});

it('needs no name of a link when there is one', () => {
  const text = HA_CF.replace(/^ucast.*$/gm, '');
  expect(problemsOf(runImport(text, undefined, { addresses: given('alpha=10.1.0.1') }))).toEqual([
    'ha.cf:8: which address has each node on eth1? Add --address beta=IP',
  ]);
  const { nodes } = imported(
    runImport(text, undefined, { addresses: given('alpha=10.1.0.1', 'BETA=10.1.0.2') }),
  );
  expect(nodes.map(({ addresses }) => addresses.map(({ ip }) => ip))).toEqual([['10.1.0.1'], ['10.1.0.2']]);
});

it('gives the last node the last address of a ucast line, and says so', () => {
  const result = runImport(HA_CF, undefined);
  expect(notesOf(result)).toContain(
    'ha.cf: 10.0.0.2 became the address of beta on eth0: it is the only one left',
  );
});

it('takes the address of the peer from a file that names only the peer', () => {
  const text = HA_CF.replace('ucast	eth0 10.0.0.1\n', '').replace(/^bcast.*$/m, '');
  const { nodes } = imported(runImport(text, undefined, { addresses: given('alpha=10.0.0.1') }));
  expect(nodes.map(({ addresses }) => addresses[0]?.ip)).toEqual(['10.0.0.1', '10.0.0.2']);
});

it('guesses nothing when more than one address is left', () => {
  const text = HA_CF.replace('ucast	eth0 10.0.0.2', 'ucast eth0 10.0.0.2\nucast eth0 10.0.0.3');
  expect(problemsOf(runImport(text, undefined))).toEqual([
    expect.stringContaining('which address has each node on eth0? Add --address beta/eth0=IP'),
  ]);
});

it.each([
  ['gamma=10.0.0.1', 'there is no node "gamma"'],
  ['alpha=host.example.com', 'it is no IP address'],
  ['alpha=239.0.0.1', 'it is a multicast or reserved address'],
  ['alpha/eth7=10.0.0.1', 'there is no link "eth7"'],
  ['alpha=10.5.0.1', 'is 10.5.0.1 the address of alpha on eth1 or eth0? Write alpha/eth1=10.5.0.1'],
])('refuses --address %s', (option, said) => {
  const problems = problemsOf(runImport(HA_CF, undefined, { addresses: given(option) }));
  expect(problems[0]).toContain(`--address: `);
  expect(problems[0]).toContain(said);
});
