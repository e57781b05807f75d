import { expect, test } from 'vitest';
import { lastWords } from '#src/fencing/agent-words.ts';

const NOISE = `/usr/sbin/fence_ipmilan:5: DeprecationWarning: 'pipes' is deprecated and slated for removal in Python 3.13
  from pipes import quote
`;

const words = (stderr: string, stdout = '', attributes = {}) => lastWords({ stderr, stdout }, attributes);

test.each<[string, string, string | RegExp]>([
  ['nothing', '', ''],
  ['only the chatter of a success', NOISE, ''],
  [
    'the library´s message without time and level',
    `${NOISE}2026-11-21 11:16:54,553 ERROR: Failed: no such plug\n`,
    'no such plug',
  ],
  [
    'a hint where the message alone misleads',
    `${NOISE}2026-11-21 11:16:54,553 ERROR: Failed: Unable to obtain correct plug status or plug is not available\n`,
    /^Unable to obtain correct plug status.*wrong user name or password/,
  ],
  [
    'the line before the request to read the manual',
    "ERROR: Failed: Unrecognised action 'quux'\nERROR: Please use '-h' for usage\n",
    "Unrecognised action 'quux'",
  ],
  [
    'no complaint about unknown options',
    "lost\nWARNING:root:Parse error: Ignoring unknown option 'hansi=1'\n",
    'lost',
  ],
  [
    'that the agent broke down, and on what',
    'ERROR: something before\nTraceback (most recent call last):\n  File "x", line 1\nValueError: no\nbuffer: xyz\n',
    'the agent itself broke down: ValueError: no',
  ],
  [
    'what a Redfish controller means that shows no systems',
    "Traceback (most recent call last):\n  File \"/usr/sbin/fence_redfish\", line 105\n    for member in data[u'Members']:\nKeyError: 'Members'\n",
    'the controller does not show its systems: most often a wrong user name or password',
  ],
  [
    'who refuses a connection, without the libraries in between',
    "ERROR: Failed: send_get_request: HTTPSConnectionPool(host='bmc2', port=443): Max retries exceeded with url: /redfish/v1 (Caused by NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7f40>: Failed to establish a new connection: [Errno 111] Connection refused'))\nERROR: Please use '-h' for usage\n",
    'bmc2 port 443: Connection refused',
  ],
  [
    'a name that nobody knows',
    "HTTPSConnectionPool(host='bmc2', port=443): Max retries exceeded (Caused by NewConnectionError('<x>: [Errno -2] Name or service not known'))\n",
    'bmc2 port 443: Name or service not known',
  ],
  [
    'a certificate that nobody vouches for, with the way out',
    "HTTPSConnectionPool(host='bmc2', port=443): Max retries exceeded with url: /redfish/v1 (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:992)')))\n",
    'bmc2 port 443: its certificate is not trusted (ssl_insecure="1" accepts the one that a controller makes for itself)',
  ],
  [
    'that a switched outlet does not answer',
    "ERROR: Returned 1: Timeout: No Response from 10.20.51.11\r\n\n\nERROR: Please use '-h' for usage\n",
    'Returned 1: Timeout: No Response from 10.20.51.11 (no answer: check address and cable, and the community or the user)',
  ],
  [
    'that a program lacks',
    'ERROR: The command was not found or was not executable: /usr/bin/gnutls-cli.\n',
    'The command was not found or was not executable: /usr/bin/gnutls-cli. (a program that the agent calls is not installed: picket check names its package)',
  ],
  [
    'no debug lines',
    '2026-11-21 11:16:55,198 INFO: Executing: ipmitool\n2026-11-21 11:16:55,229 DEBUG: 0 off\n \n',
    '',
  ],
  ['no control characters', 'bad\u001b[31m news\u0007\n', 'bad[31m news'],
])('an administrator is told %s', (_, stderr, expected) => {
  if (typeof expected === 'string') expect(words(stderr)).toBe(expected);
  else expect(words(stderr)).toMatch(expected);
});

test('standard output speaks when standard error is silent', () => {
  expect(words(NOISE, 'device busy\n')).toBe('device busy');
});

test('secrets are cut out before a long line is shortened', () => {
  const shown = words(`${'x'.repeat(297)}hunter2-and-more\n`, '', { passwd: 'hunter2-and-more' });
  expect(shown).not.toContain('hun');
  expect(shown.length).toBeLessThanOrEqual(300);
});
