/** Everything here was said by ipmitool 1.8.19 (with -v) to OpenIPMI's ipmi_sim 2.0.33. */
import { expect, test } from 'vitest';
import { readSession, type Said, type Session } from '#src/fencing/ipmi/session.ts';

const CHATTER = `Loading IANA PEN Registry...
Running Get VSO Capabilities my_addr 0x20, transit 0, target 0x20
Invalid completion code received: Invalid command
Discovered IPMB address 0x0
`;
const UNABLE = 'Error: Unable to establish IPMI v2 / RMCP+ session\n';

const said = (stdout: string, stderr: string, code: number): Said => ({ stdout, stderr, code });
const short = (session: Session): string => {
  switch (session.kind) {
    case 'power':
      return session.on ? 'on' : 'off';
    case 'taken':
      return `taken, ${session.on === undefined ? 'nothing read' : session.on ? 'reads on' : 'reads off'}`;
    case 'hindered':
      return session.by;
  }
};

test.each<[string, Said, string]>([
  ['on', said('Chassis Power is on\n', CHATTER, 0), 'on'],
  ['off', said('Chassis Power is off\n', CHATTER, 0), 'off'],
  [
    'no answer at all',
    said(
      '',
      `Loading IANA PEN Registry...\nGet Auth Capabilities error\nError issuing Get Channel Authentication Capabilities request\n${UNABLE}`,
      1,
    ),
    'silent',
  ],
  [
    'no answer by IPMI 1.5',
    said(
      '',
      'Loading IANA PEN Registry...\nGet Auth Capabilities command failed\nError: Unable to establish LAN session\nError: Unable to establish IPMI v1.5 / RMCP session\n',
      1,
    ),
    'silent',
  ],
  [
    'a suite that the BMC refuses',
    said('', `Error in open session response message : invalid authentication algorithm\n\n${UNABLE}`, 1),
    'suite',
  ],
  [
    'a suite that the BMC ignores',
    said(
      '',
      `Loading IANA PEN Registry...\nSet Session Privilege Level to ADMINISTRATOR failed\n${UNABLE}Close Session command failed\n`,
      1,
    ),
    'no-session',
  ],
  [
    'a wrong password',
    said('', `Loading IANA PEN Registry...\n> RAKP 2 HMAC is invalid\n${UNABLE}`, 1),
    'refused',
  ],
  [
    'an unknown user',
    said(
      '',
      `Loading IANA PEN Registry...\nRAKP 2 message indicates an error : unauthorized name\n${UNABLE}`,
      1,
    ),
    'refused',
  ],
  [
    'no answer in the session',
    said('', `${CHATTER}Unable to get Chassis Power Status\nClose Session command failed\n`, 1),
    'stalled',
  ],
  ['an abort', said('', '', 134), 'refused'],
])('a status: %s', (_, what, expected) => {
  expect(short(readSession(what, 'status'))).toBe(expected);
});

test.each<[string, Said]>([
  ['with an exit code', said('Chassis Power is off\n', '', 1)],
  ['with another sentence beside it', said('Chassis Power is off\nChassis Power is on\n', '', 0)],
  ['said twice', said('Chassis Power is off\nChassis Power is off\n', '', 0)],
  ['in the middle of a line', said('I think that Chassis Power is off\n', '', 0)],
  ['in other words', said('Chassis Power is Off\n', '', 0)],
  ['cut short', said('Chassis Power is of', '', 0)],
  ['on standard error', said('', 'Chassis Power is off\n', 0)],
  ['not at all', said('', '', 0)],
])('off never comes about by accident: %s', (_, what) => {
  expect(readSession(what, 'status').kind).toBe('hindered');
});

const shell = (off: string, status: string): string =>
  `ipmitool> chassis power off\n${off}ipmitool> chassis power status\n${status}ipmitool> exit\n`;
const TOOK = 'Chassis Power Control: Down/Off\n';

test.each<[string, Said, string]>([
  ['taken, and read off', said(shell(TOOK, 'Chassis Power is off\n'), CHATTER, 0), 'taken, reads off'],
  ['taken, and still on', said(shell(TOOK, 'Chassis Power is on\n'), CHATTER, 0), 'taken, reads on'],
  ['taken, and nothing read', said(shell(TOOK, ''), CHATTER, 0), 'taken, nothing read'],
  ['taken, then an error', said(shell(TOOK, 'Chassis Power is off\n'), CHATTER, 1), 'taken, nothing read'],
  ['taken by an ipmitool without a shell', said(TOOK, CHATTER, 0), 'taken, nothing read'],
  [
    'refused, though the power is off for another reason',
    said(
      shell('', 'Chassis Power is off\n'),
      `${CHATTER}Set Chassis Power Control to Down/Off failed: Insufficient privilege level\n`,
      0,
    ),
    'denied',
  ],
  [
    'not answered',
    said(
      shell('', ''),
      `${CHATTER}Unable to set Chassis Power Control to Down/Off\nUnable to get Chassis Power Status\nClose Session command failed\n`,
      0,
    ),
    'stalled',
  ],
  ['another order than was given', said('Chassis Power Control: Up/On\n', '', 0), 'refused'],
])('an order off: %s', (_, what, expected) => {
  expect(short(readSession(what, 'off'))).toBe(expected);
});

test('an order on is taken when ipmitool says so', () => {
  expect(short(readSession(said('Chassis Power Control: Up/On\n', CHATTER, 0), 'on'))).toBe(
    'taken, nothing read',
  );
});
