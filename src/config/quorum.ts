/** `<cman>`: votes, the two-node rule, and what a cluster that starts may do. */
import { type Attributes, readAttributes } from './attributes.ts';
import { readChildren } from './children.ts';
import type { NodeConfig, QuorumConfig } from './model.ts';
import type { Problems } from './problems.ts';
import type { XmlElement } from './xml-element.ts';

const OWN = 'Picket does this itself';

const IGNORED_ATTRIBUTES = {
  port: 'heartbeats go to udpport of <heartbeat>',
  keyfile: 'the key file is auth of <heartbeat>',
  quorum_dev_poll: 'quorum disks are not supported',
  nodename: 'the node is found by its name or told on the command line',
  shutdown_timeout: OWN,
  ccsd_poll: OWN,
  cluster_id: OWN,
  hash_cluster_id: OWN,
  broadcast: OWN,
  upgrading: OWN,
  disallowed: OWN,
  debug_mask: OWN,
  disable_openais: OWN,
};

/** `cleanStart`: what fenced's clean_start says. */
export function readQuorum(
  element: XmlElement | undefined,
  cluster: XmlElement,
  nodes: readonly NodeConfig[],
  cleanStart: boolean,
  problems: Problems,
): QuorumConfig {
  const bare: XmlElement = {
    name: 'cman',
    attributes: new Map(),
    children: [],
    at: cluster.at,
    path: cluster.path,
  };
  const attributes = readAttributes(element ?? bare, '<cman>', problems);
  const votes = nodes.reduce((sum, node) => sum + node.votes, 0);
  const twoNode = readTwoNode(attributes, nodes, problems);
  const expectedVotes = readExpectedVotes(attributes, votes, twoNode, problems);
  const waitForAll = attributes.flag('wait_for_all', twoNode);
  if (!waitForAll && twoNode) {
    const place = {
      at: attributes.get('wait_for_all')?.at ?? attributes.element.at,
      path: attributes.element.path,
    };
    const message =
      '<cman>: wait_for_all="no" is not honoured in this version: a node that starts without its peer waits';
    problems.warning(place, message, 'picket confirm-down NODE ends the wait');
  }
  const startupFencing = attributes.flag('startup_fencing', !cleanStart);
  if (cleanStart && startupFencing) {
    attributes.error(
      'startup_fencing',
      'startup_fencing contradicts clean_start of <fence_daemon>',
      'keep one of them',
    );
  }
  attributes.ignore(IGNORED_ATTRIBUTES);
  attributes.finish();
  readChildren(element ?? bare, [], { multicast: 'heartbeats are sent to each node' }, problems);
  return { twoNode, expectedVotes, waitForAll, startupFencing };
}

/** The rule needs two nodes that count the same: with one vote each neither outvotes the other. */
function readTwoNode(attributes: Attributes, nodes: readonly NodeConfig[], problems: Problems): boolean {
  const possible = nodes.length === 2 && nodes.every((node) => node.votes === 1);
  const wanted = attributes.flag('two_node', undefined);
  if (wanted === true && nodes.length !== 2) {
    attributes.error('two_node', `two_node needs exactly two nodes, not ${nodes.length}`, 'remove two_node');
    return false;
  }
  if (wanted === true && !possible) {
    attributes.error('two_node', 'two_node needs one vote for each node', 'remove votes from the nodes');
    return false;
  }
  if (wanted === false && possible) {
    const at = attributes.get('two_node')?.at ?? attributes.element.at;
    const message = '<cman>: without two_node the loss of either node stops all services';
    problems.warning(
      { at, path: attributes.element.path },
      message,
      'two_node="yes" is right for two nodes with fencing',
    );
  }
  return wanted ?? possible;
}

function readExpectedVotes(
  attributes: Attributes,
  votes: number,
  twoNode: boolean,
  problems: Problems,
): number {
  const given = attributes.integer('expected_votes', [1, 100_000], undefined);
  // Existing two-node files must say 1 here, which only meant: the two-node rule.
  if (given === undefined || twoNode || votes === 0 || attributes.flag('two_node', false)) return votes;
  if (given < votes) {
    const message = `expected_votes must not be less than the sum of the nodes' votes, ${votes}`;
    attributes.error(
      'expected_votes',
      message,
      'two halves could run the same services; remove the attribute',
    );
    return votes;
  }
  if (votes * 2 <= given) {
    const message = `expected_votes is so high that all nodes together (${votes} votes) would not be quorate`;
    attributes.error('expected_votes', message, 'remove the attribute');
  } else if (given > votes) {
    const at = attributes.get('expected_votes')?.at ?? attributes.element.at;
    const message = `<cman>: expected_votes is more than the sum of the nodes' votes, ${votes}`;
    problems.warning(
      { at, path: attributes.element.path },
      message,
      'fewer nodes may fail; remove the attribute',
    );
  }
  return given;
}
