/** What an administrator reads about mistakes in fence methods and devices. */
import { describe, expect, it } from 'vitest';
import { broken, complain, SAMPLE } from './sample.ts';

const CASES = [
  {
    title: 'a node without a fence method',
    from: '<fence><method name="ipmi"><device name="bmc2"/></method></fence>',
    to: '',
    said: [
      '7:5: error: node "n2" has no fence method (add <fence><method ...>, or allow_none="yes" to <fence_daemon> and recover by hand)',
      '21:5: warning: fencedevice "bmc2": no node uses it',
    ],
  },
  {
    title: 'a fence device that is not there',
    from: '<device name="bmc2"/>',
    to: '<device name="bcm2"/>',
    said: [
      '9:48: error: device "bcm2" of node "n2": there is no fencedevice "bcm2" (did you mean "bmc2"?)',
      '21:5: warning: fencedevice "bmc2": no node uses it',
    ],
  },
  {
    title: 'a copied block that would switch off the wrong node',
    from: '<device name="bmc2"/>',
    to: '<device name="bmc1"/>',
    said: [
      '14:29: error: node "n1" is fenced by the same management controller as node "n2" (each node has its own: the wrong node would be switched off)',
      '21:5: warning: fencedevice "bmc2": no node uses it',
    ],
  },
  {
    title: 'an action that proves nothing',
    from: 'action="off"',
    to: 'action="status"',
    said: [
      '14:57: error: device "bmc1" of node "n1": action must be reboot, off or on, not "status" (only these prove that a node is off)',
    ],
  },
  {
    title: 'a method that only switches on',
    from: 'action="off"',
    to: 'action="on"',
    said: [
      '14:9: error: fence method "ipmi" of node "n1" never switches the node off (use action="reboot", or a device with action="off" before)',
    ],
  },
  {
    title: 'a method without a device',
    from: '<device name="bmc2"/>',
    to: '',
    said: [
      '9:14: error: fence method "ipmi" of node "n2" has no device (add <device name="..."/>)',
      '21:5: warning: fencedevice "bmc2": no node uses it',
    ],
  },
  {
    title: 'two methods of one name',
    from: 'method name="pdu"',
    to: 'method name="ipmi"',
    said: ['15:9: error: node "n1": two fence methods are called "ipmi"'],
  },
  {
    title: 'an agent that is no name of a program',
    from: 'agent="fence_ipmilan" ip="10.0.9.2"',
    to: 'agent="../fence" ip="10.0.9.2"',
    said: [
      '21:37: error: fencedevice "bmc2": agent "../fence" is not the name of a program (a program such as fence_ipmilan, or an absolute path)',
    ],
  },
  {
    title: 'no agent',
    from: 'agent="fence_ipmilan" ip="10.0.9.2"',
    to: 'ip="10.0.9.2"',
    said: ['21:5: error: fencedevice "bmc2": attribute "agent" is missing'],
  },
  {
    title: 'two fence devices of one name',
    from: 'name="pdu" agent="/opt/fence_pdu" ip="10.0.9.3" port="9"/>',
    to: 'name="pdu" agent="fence_apc"/><fencedevice name="pdu" agent="fence_apc"/>',
    said: ['22:67: error: fencedevice "pdu": the name is taken by the fencedevice in line 22'],
  },
  {
    title: 'a fence device that nobody uses',
    from: '<fencedevice name="pdu"',
    to: '<fencedevice name="old" agent="fence_apc"/><fencedevice name="pdu"',
    said: ['22:5: warning: fencedevice "old": no node uses it'],
  },
  {
    title: 'a password with a line end, without showing it',
    from: 'username="se&amp;cret"',
    to: 'password="se&#10;cret"',
    said: [
      '20:76: error: fencedevice "bmc1": the value of password holds a line end',
      '20:76: warning: fencedevice "bmc1": a password stands in this file (password_script="/etc/picket/..." names a program that prints it)',
    ],
  },
  {
    title: 'a device that only takes the disks away',
    from: 'agent="/opt/fence_pdu"',
    to: 'agent="fence_scsi"',
    said: [
      '22:36: warning: fencedevice "pdu": fence_scsi leaves the node running: it only loses its disks, and keeps its addresses (add a method that switches it off)',
    ],
  },
  {
    title: 'a fence agent that waits for an operator',
    from: 'agent="/opt/fence_pdu"',
    to: 'agent="fence_manual"',
    said: [
      '22:36: warning: fencedevice "pdu": fence_manual switches nothing off: it only waits for an operator (that is picket confirm-down NODE, after every other method)',
    ],
  },
  {
    title: 'an old name for the action, which is no better',
    from: 'agent="/opt/fence_pdu"',
    to: 'agent="/opt/fence_pdu" action="OFF" option="status"',
    said: [
      '22:73: error: fencedevice "pdu": option must be reboot, off or on, not "status" (only these prove that a node is off)',
    ],
  },
  {
    title: 'a delay that is no time',
    from: 'fence_delay="1500ms"',
    to: 'fence_delay="automatic"',
    said: [
      '24:50: error: <fence_daemon>: fence_delay must be auto or a time, not "automatic" (write a number with ms, s, min or h, such as "500ms" or "10s"; a bare number means seconds)',
    ],
  },
  {
    title: 'a call deadline that is too short',
    from: 'timeout="2min"',
    to: 'timeout="0"',
    said: [
      '21:75: error: fencedevice "bmc2": timeout must be from 1s to 1h, not "0" (a bare number means seconds)',
    ],
  },
  {
    title: 'settings of fenced that Picket does not need',
    from: '<fence_daemon ',
    to: '<fence_daemon override_time="3" post_join_delay="-1" ',
    said: [
      '24:17: warning: <fence_daemon>: override_time is ignored: use picket confirm-down NODE',
      '24:52: warning: <fence_daemon>: post_join_delay="-1" is ignored, as fenced ignored it here (<cman startup_fencing="no"/> is the way to fence nobody that never came)',
    ],
  },
];

describe('messages about fencing', () => {
  it.each(CASES)('$title', ({ from, to, said }) => {
    expect(broken(from, to)).toEqual(said.map((line) => `cluster.xml:${line}`));
  });

  it('a controller that the built-in fence_ipmi drives belongs to one node, too', () => {
    const shared = `<fencedevice name="shared" agent="fence_ipmi" ip="10.0.9.9"/></fencedevices>`;
    const twice = SAMPLE.replaceAll(/<device name="bmc\d"[^>]*>/g, '<device name="shared"/>');
    const said = complain(twice.replace('</fencedevices>', shared));
    expect(said.join('\n')).toMatch(
      /error: node "n1" is fenced by the same management controller as node "n2"/,
    );
  });
});
