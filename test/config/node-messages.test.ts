/** What an administrator reads about mistakes in <clusternodes>. */
import { describe, expect, it } from 'vitest';
import { broken } from './sample.ts';

const CASES = [
  {
    title: 'two nodes with the same id',
    from: 'nodeid="1"',
    to: 'nodeid="2"',
    said: ['11:36: error: node "n1": nodeid 2 is taken by node "n2" in line 7 (each node needs its own)'],
  },
  {
    title: 'an id out of range',
    from: 'nodeid="1"',
    to: 'nodeid="0"',
    said: ['11:36: error: node "n1": nodeid must be a whole number from 1 to 255, not "0"'],
  },
  {
    title: 'a missing id',
    from: ' nodeid="1"',
    to: '',
    said: ['11:5: error: node "n1": attribute "nodeid" is missing'],
  },
  {
    title: 'two nodes whose names differ only in case',
    from: 'name="n1" nodeid',
    to: 'name="N2" nodeid',
    said: [
      '11:24: error: node "N2": the name is taken in line 7',
      '28:35: error: failoverdomain "Prefer1": there is no node "n1" (did you mean "N2"?)',
    ],
  },
  {
    title: 'a name with a space',
    from: 'name="n1" nodeid',
    to: 'name="n 1" nodeid',
    said: [
      '11:24: error: node "n 1": name "n 1" can\'t be used (letters, digits and . _ - + @, at most 64 characters)',
      '28:35: error: failoverdomain "Prefer1": there is no node "n1" (did you mean "n 1"?)',
    ],
  },
  {
    title: 'an address that is none',
    from: '10.20.0.1',
    to: '10.20.0.300',
    said: [
      '12:67: error: node "n1", <address>: ip must be an IP address, not "10.20.0.300" (names are not looked up)',
    ],
  },
  {
    title: 'a host name instead of an address',
    from: '10.20.0.1',
    to: 'host1',
    said: [
      '12:67: error: node "n1", <address>: ip must be an IP address, not "host1" (names are not looked up)',
    ],
  },
  {
    title: 'a multicast address',
    from: '10.20.0.1',
    to: '239.1.1.1',
    said: [
      '12:67: error: node "n1", <address>: a node can\'t have the address 239.1.1.1: it is a multicast or reserved address',
    ],
  },
  {
    title: 'two nodes with the same address',
    from: '10.20.0.1',
    to: '10.20.0.2',
    said: [
      '12:43: error: node "n1": address 10.20.0.2 is taken by node "n2", link "bcn" (each node needs its own on each link)',
    ],
  },
  {
    title: 'the same IPv6 address in two spellings',
    from: 'fd00:0::1',
    to: 'fd00:0::2" port="7001',
    said: [
      '12:7: error: node "n1": address fd00::2 is taken by node "n2", link "sn" (each node needs its own on each link)',
    ],
  },
  {
    title: 'no address on a link',
    from: '<address link="sn" ip="fd00:0::1"/>',
    to: '',
    said: [
      '11:5: error: node "n1" has no address for link "sn" (add <address link="sn" ip="..."/>; names are not looked up)',
    ],
  },
  {
    title: 'a misspelt link',
    from: 'link="sn" ip="fd00:0::1"',
    to: 'link="sm" ip="fd00:0::1"',
    said: ['12:7: error: node "n1": link "sm" is not declared in <heartbeat> (did you mean "sn"?)'],
  },
  {
    title: 'an address without its link',
    from: ' link="sn" ip="fd00:0::1"',
    to: ' ip="fd00:0::1"',
    said: ['12:7: error: node "n1": which link is this address for? (allowed: bcn, sn)'],
  },
  {
    title: 'links that are not declared',
    from: '<link name="bcn"/> <link name="sn"/>',
    to: '',
    said: [
      '8:7: error: node "n2": link "bcn" is not declared in <heartbeat> (add <link name="bcn"/> to <heartbeat>)',
      '8:44: error: node "n2": link "sn" is not declared in <heartbeat> (add <link name="sn"/> to <heartbeat>)',
      '12:7: error: node "n1": link "sn" is not declared in <heartbeat> (add <link name="sn"/> to <heartbeat>)',
      '12:43: error: node "n1": link "bcn" is not declared in <heartbeat> (add <link name="bcn"/> to <heartbeat>)',
    ],
  },
  {
    title: 'a second ring that not all nodes have',
    from: '<address link="sn" ip="fd00:0::1"/>',
    to: '<address link="sn" ip="fd00:0::1"/><altname name="n1-sn"/>',
    said: [
      '12:42: warning: <altname> is ignored: it is honoured only when each node has one with an IP address (a second <link name="..." addresses="NODE=IP NODE=IP"/> in <heartbeat> says the same)',
    ],
  },
  {
    title: 'unfencing without a device',
    from: '<fence><method name="ipmi"><device name="bmc2"/>',
    to: '<unfence/><fence><method name="ipmi"><device name="bmc2"/>',
    said: ['9:7: warning: <unfence> of node "n2" has no device (add <device name="..."/>, or remove it)'],
  },
  {
    title: 'unfencing that takes away',
    from: '<fence><method name="ipmi"><device name="bmc2"/>',
    to: '<unfence><device name="bmc2" action="off"/></unfence><fence><method name="ipmi"><device name="bmc2"/>',
    said: [
      '9:44: error: device "bmc2" of node "n2": action must be on, not "off" (<unfence> gives a node back what its fence took)',
    ],
  },
  {
    title: 'unfencing with a device that is not there',
    from: '<fence><method name="ipmi"><device name="bmc2"/>',
    to: '<unfence><device name="san"/></unfence><fence><method name="ipmi"><device name="bmc2"/>',
    said: [
      '9:30: error: device "san" of node "n2": there is no fencedevice "san" (allowed: bmc1, bmc2, pdu)',
    ],
  },
];

describe('messages about nodes', () => {
  it.each(CASES)('$title', ({ from, to, said }) => {
    expect(broken(from, to)).toEqual(said.map((line) => `cluster.xml:${line}`));
  });
});
