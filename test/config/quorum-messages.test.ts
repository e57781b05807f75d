/** What <witness>, <ping> and no_quorum_* make of the configuration, and what an administrator reads about mistakes in them. */
import { describe, expect, it } from 'vitest';
import type { ClusterConfig } from '#src/config/model.ts';
import { broken, load, SAMPLE } from './sample.ts';

const CMAN = '<cman two_node="1" expected_votes="1"/>';
const PING = '<link name="sn"/>';

function loaded(from: string, to: string): ClusterConfig {
  const { config, problems } = load(SAMPLE.replace(from, to));
  if (config === undefined) throw new Error(JSON.stringify(problems));
  return config;
}

describe('a witness', () => {
  it('counts one vote on port 694 unless it says otherwise, and takes the place of two_node', () => {
    expect(loaded(CMAN, '<witness address="10.0.0.9"/>').quorum).toEqual({
      twoNode: false,
      expectedVotes: 3,
      waitForAll: false,
      startupFencing: true,
      noQuorumGrace: 5_000,
      noQuorumPolicy: 'freeze',
      witness: { host: '10.0.0.9', port: 694, votes: 1 },
    });
    expect(broken(CMAN, '<witness address="10.0.0.9"/>')).toEqual([]);
    const { witness } = loaded(CMAN, '<witness address="fd00:0::9" port="6940" votes="1"/>').quorum;
    expect(witness).toEqual({ host: 'fd00::9', port: 6940, votes: 1 });
  });

  const cases = [
    {
      title: 'together with two_node',
      to: `${CMAN}<witness address="10.0.0.9"/>`,
      said: '5:19: error: <cman>: two_node contradicts <witness>: the one lets either node go on, the other decides which (remove two_node and expected_votes, or remove <witness>)',
    },
    {
      title: 'without an address',
      to: '<witness/>',
      said: '5:3: error: <witness>: attribute "address" is missing',
    },
    {
      title: 'with a name for an address',
      to: '<witness address="witness.example"/>',
      said: '5:21: error: <witness>: "witness.example" is not an IP address (names are not looked up)',
    },
    {
      title: 'on a node',
      to: '<witness address="10.20.0.2"/>',
      said: '5:21: error: <witness>: 10.20.0.2 is an address of n2: the witness would be lost together with that node (run it on a host that is no node)',
    },
    {
      title: 'with too many votes',
      to: '<witness address="10.0.0.9" votes="2"/>',
      said: '5:38: error: <witness>: with 2 votes the witness would count as much as all nodes together (one vote is enough to break a tie)',
    },
    {
      title: 'and too few expected votes',
      to: '<cman expected_votes="2"/><witness address="10.0.0.9"/>',
      said: '5:25: error: <cman>: expected_votes must not be less than the sum of the votes of nodes and witness, 3 (two halves could run the same services; remove the attribute)',
    },
    {
      title: 'given twice',
      to: '<witness address="10.0.0.9"/><witness address="10.0.0.8"/>',
      said: '5:32: error: <witness> is given twice (the first one is in line 5)',
    },
  ];

  it.each(cases)('$title is refused', ({ to, said }) => {
    expect(broken(CMAN, to)[0]).toBe(`cluster.xml:${said}`);
  });
});

describe('ping targets', () => {
  it('are addresses, each once', () => {
    const to = `${PING}<ping address="10.1.1.1"/><ping address="fd00:0::254"/>`;
    expect(loaded(PING, to).heartbeat.ping).toEqual(['10.1.1.1', 'fd00::254']);
    expect(broken(PING, to)).toEqual([]);
  });

  const cases = [
    {
      title: 'a name',
      to: `${PING}<ping address="router"/>`,
      said: '3:56: error: <ping>: "router" is not an IP address (names are not looked up)',
    },
    {
      title: 'the same address twice',
      to: `${PING}<ping address="10.1.1.1"/><ping address="10.1.1.1"/>`,
      said: '3:82: error: <ping>: 10.1.1.1 is given twice',
    },
    {
      title: 'a multicast address',
      to: `${PING}<ping address="224.0.0.1"/>`,
      said: "3:56: error: <ping>: 224.0.0.1 can't be pinged: it is a multicast or reserved address",
    },
    {
      title: 'a node',
      to: `${PING}<ping address="10.20.0.2"/>`,
      said: '3:41: warning: <ping>: an address of n2 is a ping target, which says nothing about the network (a router or a switch that both nodes reach)',
    },
  ];

  it.each(cases)('$title: told', ({ to, said }) => {
    expect(broken(PING, to)).toEqual([`cluster.xml:${said}`]);
  });

  it('have no say beside a witness, which is told', () => {
    const text = SAMPLE.replace(PING, `${PING}<ping address="10.1.1.1"/>`).replace(
      CMAN,
      '<witness address="10.0.0.9"/>',
    );
    expect(load(text).problems.map(({ message }) => message)).toEqual([
      '<ping> has no effect: it is for two nodes with two_node, here the witness decides',
    ]);
  });
});

describe('what happens without quorum', () => {
  it('is what the file says', () => {
    const to = CMAN.replace('/>', ' no_quorum_grace="30s" no_quorum_policy="stop"/>');
    expect(loaded(CMAN, to).quorum).toMatchObject({ noQuorumGrace: 30_000, noQuorumPolicy: 'stop' });
  });

  const cases = [
    {
      title: 'a policy that needs the watchdog',
      attributes: 'no_quorum_policy="self-fence"',
      said: '5:59: error: <cman>: no_quorum_policy="self-fence" needs a watchdog (add <watchdog/>, or stop)',
    },
    {
      title: 'an unknown policy',
      attributes: 'no_quorum_policy="stopp"',
      said: '5:59: error: <cman>: no_quorum_policy must be stop, freeze or self-fence, not "stopp" (did you mean "stop"?)',
    },
    {
      title: 'a grace beyond an hour',
      attributes: 'no_quorum_grace="2h"',
      said: '5:58: error: <cman>: no_quorum_grace must be from 0s to 1h, not "2h"',
    },
  ];

  it.each(cases)('$title is refused', ({ attributes, said }) => {
    expect(broken(CMAN, CMAN.replace('/>', ` ${attributes}/>`))).toEqual([`cluster.xml:${said}`]);
  });
});
