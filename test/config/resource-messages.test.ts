/** What an administrator reads about mistakes in resources. */
import { describe, expect, it } from 'vitest';
import { broken } from './sample.ts';

const CASES = [
  {
    title: 'a reference to nothing',
    from: 'ref="db"',
    to: 'ref="dB"',
    said: ['36:21: error: process ref "dB": there is no process "dB" under <resources> (did you mean "db"?)'],
  },
  {
    title: 'a reference into another service',
    from: '<process name="httpd" command="run-httpd" port="2"/>',
    to: '<process ref="job"/>',
    said: [
      '37:21: error: process ref "job": "job" is defined inside service "jobs" in line 39 and belongs to it (define it under <resources> to use it by ref)',
    ],
  },
  {
    title: 'a resource used twice, which could run on two nodes',
    from: '<process name="httpd" command="run-httpd" port="2"/>',
    to: '<process ref="db"/>',
    said: [
      '37:21: error: process ref "db": it is used by service "web" in line 36 already (a resource belongs to one service, else it could run on two nodes at once)',
    ],
  },
  {
    title: 'attributes beside a reference',
    from: 'ref="db"',
    to: 'ref="db" command="x"',
    said: [
      '36:25: warning: process ref "db": command is ignored beside ref (write it where the resource is defined)',
    ],
  },
  {
    title: 'a missing attribute',
    from: ' command="run-job"',
    to: '',
    said: ['39:57: error: process "job": attribute "command" is missing'],
  },
  {
    title: 'a misspelt attribute',
    from: 'stop_timeout="20"',
    to: 'stop_timeot="20"',
    said: ['39:95: error: process "job": unknown attribute "stop_timeot" (did you mean "stop_timeout"?)'],
  },
  {
    title: 'a misspelt type',
    from: '<process name="httpd" command="run-httpd" port="2"/>',
    to: '<proces name="httpd"/>',
    said: ['37:7: error: unknown type of resource <proces> (did you mean "process"?)'],
  },
  {
    title: 'a type that nobody knows',
    from: '<process name="httpd" command="run-httpd" port="2"/>',
    to: '<kubernetes name="httpd"/>',
    said: ['37:7: error: unknown type of resource <kubernetes> (allowed: process, ocf, vm)'],
  },
  {
    title: 'rgmanager types without an agent, as warnings',
    from: '<process name="httpd" command="run-httpd" port="2"/>',
    to: '<drbd name="r0" resource="r0"/><db2 name="d"/>',
    said: [
      '37:7: warning: service "web": no agent for type drbd in this version: the service will not be started',
      '37:38: warning: service "web": no agent for type db2 in this version: the service will not be started (<ocf name="..." agent="db2" .../> may do its job)',
    ],
  },
  {
    title: 'a value that must be unique',
    from: 'port="2"',
    to: 'port="1"',
    said: ['37:55: error: process "httpd": port "1" is taken by process "db" in line 33'],
  },
  {
    title: 'values of the wrong kind',
    from: 'port="2"',
    to: 'port="x" keep="perhaps" log="a.log"',
    said: [
      '37:55: error: process "httpd": port must be a whole number, not "x"',
      '37:64: error: process "httpd": keep must be yes or no, not "perhaps"',
      '37:78: error: process "httpd": log must be an absolute path, not "a.log"',
    ],
  },
  {
    title: 'a wrong secret, without showing it',
    from: 'port="2"',
    to: 'token="hunter2"',
    said: ['37:56: error: process "httpd": token must be a whole number'],
  },
  {
    title: 'two resources of one name',
    from: 'name="httpd"',
    to: 'name="job"',
    said: [
      '39:72: error: process "job": the name is taken by the process in line 37 (give this one its own)',
    ],
  },
  {
    title: 'counters that count nothing',
    from: 'port="2"',
    to: 'port="2" __max_restarts="3" __failure_expire_time="1h"',
    said: [
      '37:74: warning: process "httpd": __max_restarts has no effect without __restart_expire_time (give both, above 0)',
      '37:100: warning: process "httpd": __failure_expire_time has no effect without __max_failures (give both, above 0)',
    ],
  },
  {
    title: 'restarts that are counted where nothing is restarted on its own',
    from: 'ref="db"',
    to: 'ref="db" __max_restarts="3" __restart_expire_time="1h"',
    said: [
      '36:41: warning: process ref "db": __max_restarts has no effect without __independent_subtree (add __independent_subtree="1", or use max_restarts of the service)',
    ],
  },
  {
    title: 'an independence that rgmanager read as none, and one that is not known',
    from: '<process name="httpd" command="run-httpd" port="2"/>',
    to: '<process name="h" command="h" __independent_subtree="true"/><process name="i" command="i" __independent_subtree="3"/>',
    said: [
      '37:120: error: process "i": __independent_subtree must be 0, 1 or 2, not "3" (2 is the same as non-critical)',
      '37:60: warning: process "h": __independent_subtree="true" is yes here; rgmanager took it for no (write 1 or 0, whichever is meant)',
    ],
  },
  {
    title: 'a misspelt rgmanager attribute of an open type',
    from: 'name="ip" ',
    to: 'name="ip" __independent_subtre="1" ',
    said: [
      '36:62: error: ocf "ip": unknown attribute "__independent_subtre" (did you mean "__independent_subtree"?)',
    ],
  },
  {
    title: 'an OCF resource without an agent',
    from: 'agent="IPaddr2"',
    to: 'agnt="IPaddr2"',
    said: ['36:25: error: ocf "ip": attribute "agent" is missing (e.g. agent="IPaddr2")'],
  },
  {
    title: 'an action that is not known',
    from: '<action name="status"',
    to: '<action name="stat"',
    said: [
      '33:66: error: process "db", <action>: name must be start, stop, monitor, status, migrate, promote, demote, recover or reload, not "stat" (did you mean "start"?)',
    ],
  },
  {
    title: 'an action that Picket never calls',
    from: '<action name="status"',
    to: '<action name="validate-all"',
    said: ['33:66: warning: process "db", <action>: action "validate-all" is ignored: Picket never calls it'],
  },
  {
    title: 'a reference where resources are defined',
    from: '<resources>',
    to: '<resources><process ref="db"/>',
    said: [
      '32:16: error: process "": attribute "name" is missing',
      '32:16: error: process "": attribute "command" is missing',
      '32:30: error: process "": ref has no place under <resources> (it is for services)',
    ],
  },
  {
    title: 'resources inside a definition',
    from: 'timeout="5"/></process>',
    to: 'timeout="5"/><ocf name="x" agent="Dummy"/></process>',
    said: [
      '33:104: warning: <ocf> is ignored inside <resources><process> (nest resources where a service uses them)',
    ],
  },
];

describe('messages about resources', () => {
  it.each(CASES)('$title', ({ from, to, said }) => {
    expect(broken(from, to)).toEqual(said.map((line) => `cluster.xml:${line}`));
  });
});
