/** `<cman>`: votes, the two-node rule, what a cluster that starts may do, and what happens without quorum. */

import type { Millis } from '#src/host/ports.ts';
import { type Attributes, readAttributes } from './attributes.ts';
import { readChildren } from './children.ts';
import { CMAN, NO_QUORUM_POLICIES } from './grammar/links.ts';
import type { NodeConfig, QuorumConfig, WitnessConfig } from './model.ts';
import type { Problems } from './problems.ts';
import type { XmlElement } from './xml-element.ts';

/** What the rest of the file has to do with quorum. */
export interface QuorumSurroundings {
  readonly nodes: readonly NodeConfig[];
  /** What fenced's clean_start says. */
  readonly cleanStart: boolean;
  readonly witness: WitnessConfig | undefined;
  readonly deadtime: Millis;
}

export function readQuorum(
  element: XmlElement | undefined,
  cluster: XmlElement,
  surroundings: QuorumSurroundings,
  problems: Problems,
): QuorumConfig {
  const { nodes, cleanStart, witness } = surroundings;
  const bare: XmlElement = {
    name: 'cman',
    attributes: new Map(),
    children: [],
    at: cluster.at,
    path: cluster.path,
  };
  const attributes = readAttributes(element ?? bare, '<cman>', problems, CMAN);
  const votes = {
    nodes: nodes.reduce((sum, node) => sum + node.votes, 0),
    witness: witness?.votes ?? 0,
  };
  const twoNode = readTwoNode(attributes, nodes, witness, problems);
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
  const grace = surroundings.deadtime;
  const noQuorumGrace = attributes.duration('no_quorum_grace', grace);
  const noQuorumPolicy = readPolicy(attributes, nodes);
  attributes.finish();
  readChildren(element ?? bare, CMAN, problems);
  return {
    twoNode,
    expectedVotes,
    waitForAll,
    startupFencing,
    noQuorumGrace,
    noQuorumPolicy,
    witness,
  };
}

/** One of two nodes that lost the other may well be the one that goes on; of three or more, the others do. */
function readPolicy(attributes: Attributes, nodes: readonly NodeConfig[]): QuorumConfig['noQuorumPolicy'] {
  const fallback = nodes.length > 2 ? 'stop' : 'freeze';
  return attributes.choice('no_quorum_policy', NO_QUORUM_POLICIES, fallback);
}

/** The rule needs two nodes that count the same: with one vote each neither outvotes the other. */
function readTwoNode(
  attributes: Attributes,
  nodes: readonly NodeConfig[],
  witness: WitnessConfig | undefined,
  problems: Problems,
): boolean {
  const possible = nodes.length === 2 && nodes.every((node) => node.votes === 1);
  const wanted = attributes.flag('two_node', undefined);
  if (witness !== undefined) {
    if (wanted !== true) return false;
    const message = 'two_node contradicts <witness>: the one lets either node go on, the other decides which';
    attributes.error('two_node', message, 'remove two_node and expected_votes, or remove <witness>');
    return false;
  }
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
  { nodes, witness }: { readonly nodes: number; readonly witness: number },
  twoNode: boolean,
  problems: Problems,
): number {
  const votes = nodes + witness;
  const sum = witness === 0 ? "the sum of the nodes' votes" : 'the sum of the votes of nodes and witness';
  const given = attributes.integer('expected_votes', undefined);
  // Existing two-node files must say 1 here, which only meant: the two-node rule.
  if (given === undefined || twoNode || votes === 0 || attributes.flag('two_node', false)) return votes;
  if (given < votes) {
    const message = `expected_votes must not be less than ${sum}, ${votes}`;
    attributes.error(
      'expected_votes',
      message,
      'two halves could run the same services; remove the attribute',
    );
    return votes;
  }
  if (nodes * 2 <= given) {
    const message = `expected_votes is so high that all nodes together (${nodes} votes) would not be quorate`;
    attributes.error('expected_votes', message, 'remove the attribute');
  } else if (given > votes) {
    const at = attributes.get('expected_votes')?.at ?? attributes.element.at;
    const message = `<cman>: expected_votes is more than ${sum}, ${votes}`;
    problems.warning(
      { at, path: attributes.element.path },
      message,
      'fewer nodes may fail; remove the attribute',
    );
  }
  return given;
}
