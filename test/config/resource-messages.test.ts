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
    said: ['37:7: error: unknown type of resource <kubernetes> (allowed: process, ocf)'],
  },
  {
    title: 'rgmanager types without an agent, as warnings',
    from: '<process name="httpd" command="run-httpd" port="2"/>',
    to: '<fs name="f" device="/dev/x" mountpoint="/srv"/><ip address="10.1.1.2/24"/>',
    said: [
      '37:7: warning: service "web": no agent for type fs in this version: the service will not be started (<ocf name="..." agent="Filesystem" .../> may do its job)',
      '37:55: warning: service "web": no agent for type ip in this version: the service will not be started (<ocf name="..." agent="IPaddr2" .../> may do its job)',
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
    title: 'rgmanager attributes that this version does not honour',
    from: 'port="2"',
    to: 'port="2" __independent_subtree="1" __enforce_timeouts="1"',
    said: ['37:58: warning: process "httpd": __independent_subtree is ignored: not honoured in this version'],
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
