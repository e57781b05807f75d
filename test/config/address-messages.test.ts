/** What it takes to give an existing cluster.conf the addresses that it lacks, and what is said about mistakes in that. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { agents } from '#src/agents/registry.ts';
import { loadConfig } from '#src/config/load.ts';
import { formatProblems } from '#src/config/report.ts';

const EXISTING = readFileSync('test/config/files/rhel6-two-node.conf', 'utf8');
const LINE = /<heartbeat .*\/>/;

function judge(heartbeat: string): {
  readonly errors: readonly string[];
  readonly addresses: readonly string[];
} {
  const text = EXISTING.replace(LINE, heartbeat);
  const { config, problems } = loadConfig(text, 'cluster.conf', agents);
  const errors = formatProblems(problems.filter(({ severity }) => severity === 'error'));
  const addresses = (config?.nodes ?? []).map((node) => {
    return node.addresses.map(({ link, ip }) => `${node.id} ${link} ${ip}`).join(', ');
  });
  return { errors, addresses };
}

describe('an existing cluster.conf', () => {
  it('needs one line more, with the addresses', () => {
    const given = 'addresses="vm01.example.net=10.20.0.1 vm02.example.net=10.20.0.2"';
    expect(judge(`<heartbeat ${given}/>`)).toEqual({
      errors: [],
      addresses: ['1 default 10.20.0.1', '2 default 10.20.0.2'],
    });
  });

  it('says which line that is', () => {
    const hint =
      'add addresses="vm01.example.net=IP vm02.example.net=IP" to <heartbeat>, or address="IP" to each node; names are not looked up';
    expect(judge('').errors).toEqual([
      `cluster.conf:15:5: error: node "vm01.example.net" has no address (${hint})`,
      `cluster.conf:32:5: error: node "vm02.example.net" has no address (${hint})`,
    ]);
  });

  it('takes the addresses of two networks from their links', () => {
    const link = (name: string, net: number): string =>
      `<link name="${name}" addresses="vm01.example.net=10.${net}.0.1, vm02.example.net=10.${net}.0.2"/>`;
    expect(judge(`<heartbeat>${link('bcn', 20)}${link('sn', 10)}</heartbeat>`)).toEqual({
      errors: [],
      addresses: ['1 bcn 10.20.0.1, 1 sn 10.10.0.1', '2 bcn 10.20.0.2, 2 sn 10.10.0.2'],
    });
  });

  it.each([
    {
      title: 'a node that is not there',
      given: 'vm01.example.net=10.20.0.1 vm02.example.net=10.20.0.2 vm03.example.net=10.20.0.3',
      said: [
        '4:25: error: addresses: there is no node "vm03.example.net" (did you mean "vm01.example.net"?)',
      ],
    },
    {
      title: 'a name for an address',
      given: 'vm01.example.net=vm01 vm02.example.net=10.20.0.2',
      said: [
        '4:25: error: <heartbeat>: "vm01" of node "vm01.example.net" is not an IP address (names are not looked up)',
      ],
    },
    {
      title: 'an address without its node',
      given: '10.20.0.1 vm02.example.net=10.20.0.2',
      said: [
        '4:25: error: <heartbeat>: addresses must be NODE=IP each, not "10.20.0.1" (e.g. node1=10.0.0.1)',
      ],
    },
    {
      title: 'a node twice',
      given: 'vm01.example.net=10.20.0.1 vm02.example.net=10.20.0.2 vm01.example.net=10.20.0.3',
      said: ['4:25: error: node "vm01.example.net": two addresses for link "default"'],
    },
  ])('is refused for $title', ({ given, said }) => {
    const { errors } = judge(`<heartbeat addresses="${given}"/>`);
    expect(errors).toEqual(expect.arrayContaining(said.map((line) => `cluster.conf:${line}`)));
  });

  it('is refused where the addresses could be of either link', () => {
    const { errors } = judge(
      '<heartbeat addresses="vm01.example.net=10.20.0.1"><link name="a"/><link name="b"/></heartbeat>',
    );
    expect(errors[0]).toBe(
      'cluster.conf:4:25: error: <heartbeat>: addresses does not say which link it is for (move it to a <link>)',
    );
  });
});
