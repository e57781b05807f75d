/** What an administrator reads about mistakes in <cluster>, <heartbeat> and <cman>. */
import { describe, expect, it } from 'vitest';
import { broken } from './sample.ts';

const CASES = [
  {
    title: 'a misspelt attribute gets a suggestion',
    from: ' deadtime="5"',
    to: ' deadtme="5"',
    said: ['2:46: error: <heartbeat>: unknown attribute "deadtme" (did you mean "deadtime"?)'],
  },
  {
    title: 'a time with an unknown unit',
    from: 'warntime="2s"',
    to: 'warntime="2 lightyears"',
    said: [
      '2:42: error: <heartbeat>: warntime must be a time, not "2 lightyears" (write a number with ms, s, min or h, such as "500ms" or "10s"; a bare number means seconds)',
    ],
  },
  {
    title: 'a time in "m", which could mean two things',
    from: 'initdead="1min"',
    to: 'initdead="1m"',
    said: [
      '2:69: error: <heartbeat>: initdead must be a time, not "1m" (write "min" for minutes or "ms" for milliseconds)',
    ],
  },
  {
    title: 'a negative time',
    from: 'post_fail_delay="3"',
    to: 'post_fail_delay="-1"',
    said: [
      '24:34: error: <fence_daemon>: post_fail_delay must be a time, not "-1" (a time is never negative)',
    ],
  },
  {
    title: 'warntime beyond deadtime',
    from: 'warntime="2s"',
    to: 'warntime="6s"',
    said: [
      '2:42: error: <heartbeat>: warntime must be shorter than deadtime (needed: keepalive < warntime < deadtime <= initdead, here 0.5s, 6s, 5s, 1min)',
    ],
  },
  {
    title: 'keepalive beyond deadtime',
    from: 'keepalive="500ms"',
    to: 'keepalive="9s"',
    said: [
      '2:25: error: <heartbeat>: keepalive must be shorter than deadtime (needed: keepalive < warntime < deadtime <= initdead, here 9s, 2s, 5s, 1min)',
    ],
  },
  {
    title: 'keepalive not shorter than warntime',
    from: 'warntime="2s"',
    to: 'warntime="500ms"',
    said: [
      '2:42: error: <heartbeat>: warntime must be longer than keepalive (needed: keepalive < warntime < deadtime <= initdead, here 0.5s, 0.5s, 5s, 1min)',
    ],
  },
  {
    title: 'initdead shorter than deadtime',
    from: 'initdead="1min"',
    to: 'initdead="4s"',
    said: [
      '2:69: error: <heartbeat>: initdead must not be shorter than deadtime (needed: keepalive < warntime < deadtime <= initdead, here 0.5s, 2s, 5s, 4s)',
    ],
  },
  {
    title: 'keepalive out of range',
    from: 'keepalive="500ms"',
    to: 'keepalive="1ms"',
    said: ['2:25: error: <heartbeat>: keepalive must be from 20ms to 1min, not "1ms"'],
  },
  {
    title: 'a warning when hardly any heartbeat may be lost',
    from: 'keepalive="500ms"',
    to: 'keepalive="1900ms"',
    said: [
      '2:3: warning: <heartbeat>: deadtime is less than three keepalives: a lost packet may pass for a dead node (make keepalive shorter)',
    ],
  },
  {
    title: 'a port out of range',
    from: 'udpport="7000"',
    to: 'udpport="70000"',
    said: ['2:84: error: <heartbeat>: udpport must be a whole number from 1 to 65535, not "70000"'],
  },
  {
    title: 'a key file by a relative path',
    from: '/etc/picket/key',
    to: 'authkey',
    said: [
      '2:96: error: <heartbeat>: auth must be an absolute path, not "authkey" (the path of the key file)',
    ],
  },
  {
    title: 'a restart_hold and a fast_death that can not be read',
    from: 'udpport="7000"',
    to: 'restart_hold="2h" fast_death="maybe"',
    said: [
      '2:89: error: <heartbeat>: restart_hold must be from 0s to 1h, not "2h"',
      '2:105: error: <heartbeat>: fast_death must be yes or no, not "maybe" (also 1, 0, true, false, on, off)',
    ],
  },
  {
    title: 'multicast, which is not needed',
    from: '<link name="sn"/>',
    to: '<link name="sn" multicast="239.0.0.1"/>',
    said: ['3:40: warning: <link>: multicast is ignored: heartbeats are sent to each node by unicast'],
  },
  {
    title: 'a link given twice',
    from: '<link name="sn"/>',
    to: '<link name="sn"/><link name="sn"/>',
    said: ['3:53: error: <link>: link "sn" is given twice'],
  },
  {
    title: 'the two-node rule with one node',
    from: /<clusternode name="n2"[\s\S]*?<\/clusternode>/,
    to: '',
    said: [
      '5:19: error: <cman>: two_node needs exactly two nodes, not 1 (remove two_node)',
      '25:79: error: failoverdomain "Prefer1": there is no node "n2" (did you mean "n1"?)',
      '27:60: error: failoverdomain "any": there is no node "n2" (did you mean "n1"?)',
      '18:5: warning: fencedevice "bmc2": no node uses it',
    ],
  },
  {
    title: 'the two-node rule with unequal votes',
    from: ' votes="1"',
    to: ' votes="2"',
    said: ['5:19: error: <cman>: two_node needs one vote for each node (remove votes from the nodes)'],
  },
  {
    title: 'a warning about two nodes without the two-node rule',
    from: 'two_node="1" expected_votes="1"',
    to: 'two_node="0"',
    said: [
      '5:19: warning: <cman>: without two_node the loss of either node stops all services (two_node="yes" is right for two nodes with fencing)',
    ],
  },
  {
    title: 'too few expected votes, which would let two halves go on',
    from: 'two_node="1" expected_votes="1"',
    to: 'two_node="0" expected_votes="1"',
    said: [
      "5:38: error: <cman>: expected_votes must not be less than the sum of the nodes' votes, 2 (two halves could run the same services; remove the attribute)",
      '5:19: warning: <cman>: without two_node the loss of either node stops all services (two_node="yes" is right for two nodes with fencing)',
    ],
  },
  {
    title: 'too many expected votes',
    from: 'two_node="1" expected_votes="1"',
    to: 'two_node="0" expected_votes="5"',
    said: [
      '5:38: error: <cman>: expected_votes is so high that all nodes together (2 votes) would not be quorate (remove the attribute)',
      '5:19: warning: <cman>: without two_node the loss of either node stops all services (two_node="yes" is right for two nodes with fencing)',
    ],
  },
  {
    title: 'settings of cman that Picket does not need',
    from: '<cman ',
    to: '<cman quorum_dev_poll="1" ',
    said: [
      '5:9: warning: <cman>: quorum_dev_poll is ignored: quorum disks are not supported; a <witness> on a third host can break the tie',
    ],
  },
  {
    title: 'a two-node cluster that is not to wait, which is not honoured yet',
    from: '<cman ',
    to: '<cman wait_for_all="no" ',
    said: [
      '5:23: warning: <cman>: wait_for_all="no" is not honoured in this version: a node that starts without its peer waits (picket confirm-down NODE ends the wait)',
    ],
  },
  {
    title: 'clean_start against startup_fencing',
    from: '<cman two_node="1" expected_votes="1"/>',
    to: '<fence_daemon clean_start="1"/><cman startup_fencing="yes"/>',
    said: [
      '5:57: error: <cman>: startup_fencing contradicts clean_start of <fence_daemon> (keep one of them)',
      '24:3: error: <fence_daemon> is given twice (the first one is in line 5)',
    ],
  },
  {
    title: 'a version that is no number',
    from: 'config_version="3"',
    to: 'config_version="three"',
    said: ['1:38: error: <cluster>: config_version must be a whole number from 1 to 4294967295, not "three"'],
  },
  {
    title: 'elements of the old cluster stack, a misspelt one and a second <cman>',
    from: '<fence_daemon',
    to: '<totem token="1"/><quorumd/><dlm/><heartbeet/><cman/><fence_daemon',
    said: [
      '24:37: error: <heartbeet> is not known inside <cluster> (did you mean "heartbeat"?)',
      '24:49: error: <cman> is given twice (the first one is in line 5)',
      '24:3: warning: <totem> is ignored: timings and links stand in <heartbeat>',
      '24:21: warning: <quorumd> is ignored: quorum disks are not supported; a <witness> on a third host can break the tie',
      '24:31: warning: <dlm> is ignored: Picket does this itself',
    ],
  },
];

describe('messages about cluster, heartbeat and quorum', () => {
  it.each(CASES)('$title', ({ from, to, said }) => {
    expect(broken(from, to)).toEqual(said.map((line) => `cluster.xml:${line}`));
  });
});
