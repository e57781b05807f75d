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
    'the last line of a traceback',
    'Traceback (most recent call last):\n  File "x", line 1\nValueError: no\n',
    'ValueError: no',
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
