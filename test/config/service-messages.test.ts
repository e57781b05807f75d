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
    title: 'a service to depend on that is not there, and itself',
    from: 'name="jobs"',
    to: 'name="jobs" depend="web, service:jobs vm:web"',
    said: [
      '39:34: error: service "jobs": there is no service "web" (did you mean "service:web"?)',
      '39:34: error: service "jobs": a service can\'t depend on itself',
      '39:34: error: service "jobs": there is no service "vm:web" (allowed: service:web, service:jobs)',
    ],
  },
  {
    title: 'services that wait for each other',
    from: 'name="jobs"',
    to: 'name="jobs" depend="service:mail"/><service name="mail" depend="service:jobs"',
    said: [
      '39:34: error: service "jobs": services depend on each other in a circle: service:jobs -> service:mail -> service:jobs (none of them could start)',
      '39:5: warning: service "jobs" holds no resource: it does nothing',
    ],
  },
  {
    title: 'a mode of dependence that is not known, and one without a dependence',
    from: 'name="jobs"',
    to: 'name="jobs" depend_mode="soft"/><service name="mail" depend_mode="softly"',
    said: [
      '39:80: error: service "mail": depend_mode must be hard or soft, not "softly" (did you mean "soft"?)',
      '39:5: warning: service "jobs" holds no resource: it does nothing',
      '39:39: warning: service "jobs": depend_mode has no effect without depend',
    ],
  },
  {
    title: 'services that must be together and apart',
    from: 'name="jobs"',
    to: 'name="jobs" keep_apart="a" keep_together="b"/><service name="mail" keep_apart="a" keep_together="b"',
    said: [
      '39:38: error: service "jobs": it must be on the node of service:mail, and never on it (both keep_apart="a") (one of the two must go)',
      '39:93: error: service "mail": it must be on the node of service:jobs, and never on it (both keep_apart="a") (one of the two must go)',
      '39:5: warning: service "jobs" holds no resource: it does nothing',
    ],
  },
  {
    title: 'a health check that is not there',
    from: 'name="jobs"',
    to: 'name="jobs" needs="br0"',
    said: [
      '39:33: error: service "jobs": there is no <health> entry "br0" (add <health name="br0" .../> to <rm>)',
    ],
  },
  {
    title: 'health checks of nothing, of two things, and of what can not be looked at',
    from: '</rm>',
    to: '<health name="a"/>\n<health name="b" carrier="br0" ping="10.0.0.9"/>\n<health name="c" ping="router"/>\n<health name="c" script="check"/></rm>',
    said: [
      '40:17: error: health "a": it says nothing to look at (add carrier="INTERFACE", ping="IP" or script="/PATH")',
      '41:38: error: health "b": carrier and ping are both given (write two <health> entries)',
      '42:24: error: health "c": ping must be an IP address, not "router" (names are not looked up)',
      '43:15: error: health "c": the name is taken by another <health> (give this one its own)',
      '43:26: error: health "c": script must be an absolute path, not "check"',
    ],
  },
  {
    title: 'words for yes that rgmanager took for no',
    from: 'autostart="false" domain="any"',
    to: 'autostart="yes" exclusive="on" domain="any"',
    said: [
      '39:37: warning: service "jobs": autostart="yes" is yes here; rgmanager took it for no (write 1 or 0, whichever is meant)',
      '39:53: warning: service "jobs": exclusive="on" is yes here; rgmanager took it for no (write 1 or 0, whichever is meant)',
    ],
  },
  {
    title: 'the same in a failover domain',
    from: 'ordered="1" nofailback="1"',
    to: 'ordered="true" restricted="on" nofailback="yes"',
    said: ['ordered="true"', 'restricted="on"', 'nofailback="yes"'].map((given, index) => {
      return `27:${[47, 65, 81][index]}: warning: failoverdomain "Prefer1": ${given} is yes here; rgmanager took it for no (write 1 or 0, whichever is meant)`;
    }),
  },
  {
    title: 'nothing about no, however it is written',
    from: 'autostart="false" domain="any"',
    to: 'autostart="No" exclusive="off" domain="any"',
    said: [],
  },
  {
    title: 'an exclusive that is no number',
    from: 'name="jobs"',
    to: 'name="jobs" exclusive="very"',
    said: [
      '39:37: error: service "jobs": exclusive must be yes, no or a number, not "very" (2: prefers an empty node)',
    ],
  },
  {
    title: 'instances that are neither one nor all',
    from: 'name="jobs"',
    to: 'name="jobs" instances="2"',
    said: ['39:37: error: service "jobs": instances must be 1 or all, not "2"'],
  },
  {
    title: 'an instance whose name another service has',
    from: 'name="jobs"',
    to: 'name="jobs" instances="all"/><service name="jobs@n1"',
    said: [
      '39:58: error: service "jobs@n1": an instance and another service are both called service:jobs@n1 (rename the other one)',
      '39:5: warning: service "jobs" holds no resource: it does nothing',
    ],
  },
  {
    title: 'resources that stand in <rm> itself',
    from: '</rm>',
    to: '<process name="loose" command="x"/></rm>',
    said: ["40:3: error: <process> can't stand in <rm> itself (put it into a <service>)"],
  },
  {
    title: 'defaults that nothing could have',
    from: '<resources>',
    to: '<resource-defaults><process port="1" name="x" keep="perhaps" comand="x"/><kube/></resource-defaults><resources>',
    said: [
      '32:33: error: <resource-defaults>, <process>: "port" is no attribute that can have a default (allowed: command, log, stop_timeout, keep)',
      '32:42: error: <resource-defaults>, <process>: "name" is no attribute that can have a default (allowed: command, log, stop_timeout, keep)',
      '32:57: error: <resource-defaults>, <process>: keep must be yes or no, not "perhaps"',
      '32:66: error: <resource-defaults>, <process>: "comand" is no attribute that can have a default (did you mean "command"?)',
      '32:78: error: unknown type of resource <kube> (allowed: process, ocf, service, vm)',
    ],
  },
  {
    title: 'what a service of rgmanager had and needs no more',
    from: 'name="jobs"',
    to: 'name="jobs" nfslock="1" hardrecovery="0" __independent_subtree="1"',
    said: [
      '39:26: warning: service "jobs": nfslock is ignored: locks of NFS clients move with an <nfsserver> resource, which keeps its state on the shared file system',
      '39:55: warning: service "jobs": __independent_subtree is ignored: it belongs on a resource inside the service',
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
    title: 'settings of rgmanager itself, and a misspelt one',
    from: '<rm auto_failback',
    to: '<rm log_level="7" statusmax="5" central_processing="1" status_poll_interval="0" max_paralel="3" auto_failback',
    said: [
      '25:80: error: <rm>: status_poll_interval must be from 1s to 24h, not "0" (a bare number means seconds)',
      '25:83: error: <rm>: unknown attribute "max_paralel" (did you mean "max_parallel"?)',
      '25:7: warning: <rm>: log_level is ignored: set PICKET_LOG in the environment of picketd; logs go to the journal',
      '25:21: warning: <rm>: statusmax is ignored: Picket does this itself',
      '25:35: warning: <rm>: central_processing is ignored: one node always decides',
    ],
  },
  {
    title: 'services that a file gives to Pacemaker',
    from: '<rm auto_failback',
    to: '<rm disabled="1" auto_failback',
    said: [
      '25:17: error: <rm>: disabled="1" kept rgmanager from starting, so something else runs the services (when it is stopped on every node, write disabled="0")',
    ],
  },
  {
    title: 'services that are not given away',
    from: '<rm auto_failback',
    to: '<rm disabled="0" auto_failback',
    said: [],
  },
  {
    title: 'guests: a misspelt attribute, a name given twice',
    from: '</rm>',
    to: '<vm name="g1" domian="any"/><vm name="g2"/>\n<vm name="g2"/></rm>',
    said: [
      '40:17: error: vm "g1": unknown attribute "domian" (did you mean "domain"?)',
      '41:11: error: vm "g2": the name is taken by the vm in line 40 (give this one its own)',
    ],
  },
];

describe('messages about domains and services', () => {
  it.each(CASES)('$title', ({ from, to, said }) => {
    expect(broken(from, to)).toEqual(said.map((line) => `cluster.xml:${line}`));
  });
});
