/** What an administrator reads about mistakes in failover domains and services. */
import { describe, expect, it } from 'vitest';
import { broken } from './sample.ts';

const CASES = [
  {
    title: 'a failover domain that is not there',
    from: 'domain="any"',
    to: 'domain="anny"',
    said: ['39:52: error: service "jobs": there is no failoverdomain "anny" (did you mean "any"?)'],
  },
  {
    title: 'a node in a domain that is not there',
    from: '<failoverdomainnode name="n1"',
    to: '<failoverdomainnode name="n11"',
    said: ['28:35: error: failoverdomain "Prefer1": there is no node "n11" (did you mean "n1"?)'],
  },
  {
    title: 'a node that is twice in a domain',
    from: '<failoverdomainnode name="n1"',
    to: '<failoverdomainnode name="n2"',
    said: ['28:79: error: failoverdomain "Prefer1": node "n2" is named twice'],
  },
  {
    title: 'an ordered domain without a priority',
    from: '<failoverdomainnode name="n1" priority="1"/>',
    to: '<failoverdomainnode name="n1"/>',
    said: [
      '28:9: warning: failoverdomain "Prefer1": node "n1" has no priority and counts as the last choice (priority="1" (best) to "100")',
    ],
  },
  {
    title: 'a priority out of range',
    from: '<failoverdomainnode name="n1" priority="1"/>',
    to: '<failoverdomainnode name="n1" priority="101"/>',
    said: [
      '28:49: error: failoverdomain "Prefer1": priority must be a whole number from 0 to 100, not "101"',
    ],
  },
  {
    title: 'two domains whose names differ only in case',
    from: 'failoverdomain name="any"',
    to: 'failoverdomain name="any"/><failoverdomain name="ANY"',
    said: [
      '30:35: error: failoverdomain "ANY": the name is taken in line 30',
      '30:7: warning: failoverdomain "any" names no node',
    ],
  },
  {
    title: 'a restricted domain without nodes',
    from: '<failoverdomain name="any"><failoverdomainnode name="n2" priority="1"/>',
    to: '<failoverdomain name="any" restricted="1">',
    said: ['30:7: error: failoverdomain "any" names no node: its services could run nowhere'],
  },
  {
    title: 'a recovery that is not known',
    from: 'recovery="relocate"',
    to: 'recovery="relocatee"',
    said: [
      '35:52: error: service "web": recovery must be restart, relocate, disable or restart-disable, not "relocatee" (did you mean "relocate"?)',
    ],
  },
  {
    title: 'neither yes nor no',
    from: 'autostart="false"',
    to: 'autostart="nope"',
    said: [
      '39:37: error: service "jobs": autostart must be yes or no, not "nope" (also 1, 0, true, false, on, off)',
    ],
  },
  {
    title: 'two services of one name',
    from: 'service name="jobs"',
    to: 'service name="web"',
    said: [
      '39:20: error: service "web": the name is taken by the service in line 35 (give this one its own)',
    ],
  },
  {
    title: 'failback that is not known',
    from: 'auto_failback="live"',
    to: 'auto_failback="yess"',
    said: ['25:22: error: <rm>: auto_failback must be on, off or live, not "yess"'],
  },
  {
    title: 'what this version does not honour',
    from: 'name="jobs"',
    to: 'name="jobs" depend="service:web" exclusive="1"',
    said: [
      '39:26: warning: service "jobs": depend is ignored: not honoured in this version',
      '39:47: warning: service "jobs": exclusive is ignored: not honoured in this version',
    ],
  },
  {
    title: 'nothing about exclusive when it is off',
    from: 'name="jobs"',
    to: 'name="jobs" exclusive="0"',
    said: [],
  },
  {
    title: 'instances, which this version does not have',
    from: 'name="jobs"',
    to: 'name="jobs" instances="all"',
    said: [
      '39:37: error: service "jobs": a service runs on one node only in this version (remove instances)',
    ],
  },
  {
    title: 'a service that holds nothing',
    from: '</rm>',
    to: '<service name="e"/></rm>',
    said: ['40:3: warning: service "e" holds no resource: it does nothing'],
  },
  {
    title: 'a service in a service',
    from: '</rm>',
    to: '<service name="e"><service name="f"/></service></rm>',
    said: ['40:21: error: service "e": a service can\'t hold a service'],
  },
  {
    title: 'guests: a misspelt attribute, a name given twice, no agent',
    from: '</rm>',
    to: '<vm name="g1" domian="any"/><vm name="g2"/>\n<vm name="g2"/></rm>',
    said: [
      '40:17: error: vm "g1": unknown attribute "domian" (did you mean "domain"?)',
      '41:11: error: vm "g2": the name is taken by the vm in line 40 (give this one its own)',
      '40:3: warning: vm "g1": no agent for type vm in this version: the service will not be started (<ocf name="..." agent="VirtualDomain" .../> may do its job)',
      '40:31: warning: vm "g2": no agent for type vm in this version: the service will not be started (<ocf name="..." agent="VirtualDomain" .../> may do its job)',
    ],
  },
];

describe('messages about domains and services', () => {
  it.each(CASES)('$title', ({ from, to, said }) => {
    expect(broken(from, to)).toEqual(said.map((line) => `cluster.xml:${line}`));
  });
});
