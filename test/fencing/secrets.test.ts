import { expect, test } from 'vitest';
import { isSecret, redact, redactAttributes } from '#src/fencing/secrets.ts';

test.each([
  'passwd',
  'password',
  'snmp_priv_passwd',
  'snmp-priv-passwd',
  'community',
  'hexadecimal_kg',
  'API_key',
  'token',
  'client_secret',
])('the value of %s is never shown', (name) => expect(isSecret(name)).toBe(true));

test.each(['passwd_script', 'identity_file', 'cmd_prompt', 'login', 'ipaddr', 'port', 'privlvl', 'key_file'])(
  'the value of %s may be shown',
  (name) => expect(isSecret(name)).toBe(false),
);

test('a text that quotes secrets comes out without them, the longer one first', () => {
  const attributes = { passwd: 'abc', snmp_priv_passwd: 'abcdef', login: 'admin', password: '' };
  expect(redact('admin: -P abcdef then abc, abc', attributes)).toBe('admin: -P *** then ***, ***');
});

test('attributes for showing keep everything but the secrets', () => {
  expect(redactAttributes({ ip: '10.0.0.1', passwd: 'x', passwd_script: '/etc/p.sh' })).toEqual({
    ip: '10.0.0.1',
    passwd: '***',
    passwd_script: '/etc/p.sh',
  });
});
