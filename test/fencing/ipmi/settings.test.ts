import { expect, test } from 'vitest';
import { readSettings } from '#src/fencing/ipmi/settings.ts';

const good = (attributes: Readonly<Record<string, string>>) => {
  const reading = readSettings(attributes);
  if (reading.kind === 'unfit') throw new Error(reading.reason);
  return reading;
};
const reason = (attributes: Readonly<Record<string, string>>): string => {
  const reading = readSettings({ ip: '10.0.0.5', ...attributes });
  return reading.kind === 'unfit' ? reading.reason : 'it fits';
};

test('the address is all that has to be said', () => {
  expect(good({ ip: '10.0.0.5' })).toEqual({
    kind: 'settings',
    host: '10.0.0.5',
    port: 623,
    protocol: 'lanplus',
    user: '',
    password: '',
    passwordScript: undefined,
    privilege: 'ADMINISTRATOR',
    suite: undefined,
    kg: undefined,
    auth: undefined,
    target: undefined,
    patience: 1_000,
    program: '/usr/bin/ipmitool',
  });
  expect(reason({ ip: ' ' })).toBe('fence_ipmi needs ip="...", the address of the BMC');
});

test('old and new names say the same, and the last counts where both stand', () => {
  const old = good({ ipaddr: '10.0.0.5', login: 'admin', passwd: ' with blanks ', passwd_script: '/a b' });
  expect(old).toMatchObject({
    host: '10.0.0.5',
    user: 'admin',
    password: ' with blanks ',
    passwordScript: '/a b',
  });
  const names = { ip: '10.0.0.5', username: 'admin', password: ' with blanks ', password_script: '/a b' };
  expect(good(names)).toEqual(old);
  const other = { ipaddr: '10.0.0.6', login: 'x', passwd: 'y', passwd_script: '/z' };
  expect(good({ ...other, ...names })).toEqual(old);
  const { password_script: script, ...others } = names;
  expect(good({ ...others, 'password-script': script })).toEqual(old);
});

test('what fence_ipmilan knows beside is understood or does not matter', () => {
  const more = { cipher: '03', privlvl: 'Operator', target: '0x24', ipport: '9623', ipmitool_timeout: '3' };
  expect(good({ ip: 'bmc', ...more, power_wait: '4', method: 'cycle', nodename: 'n2' })).toMatchObject({
    suite: '3',
    privilege: 'OPERATOR',
    target: '0x24',
    port: 9623,
    patience: 3_000,
  });
  expect(good({ ip: 'bmc', lanplus: '0', auth: 'md5' })).toMatchObject({ protocol: 'lan', auth: 'MD5' });
});

test('a key of printable characters is taken, with the zeros that it is padded with', () => {
  expect(good({ ip: 'bmc', hexadecimal_kg: '0x6162637a0000' }).kg).toBe('abcz');
  expect(good({ ip: 'bmc', hexadecimal_kg: '0000' }).kg).toBeUndefined();
});

test.each<[string, Readonly<Record<string, string>>, RegExp]>([
  ['a suite that is no number', { cipher: 'best' }, /cipher must be the number of a cipher suite/],
  ['a suite without a password', { cipher: '0' }, /cipher="0" asks for no password/],
  ['a port that is none', { ipport: '70000' }, /ipport must be a number from 1 to 65535/],
  [
    'an unknown privilege',
    { privlvl: 'root' },
    /privlvl must be one of callback, user, operator, administrator/,
  ],
  ['an empty word where one is needed', { auth: 'sha' }, /auth must be one of/],
  ['a flag that is none', { lanplus: 'maybe' }, /lanplus must be 1 or 0/],
  ['a key that is not hexadecimal', { hexadecimal_kg: 'abc' }, /even number of hexadecimal digits/],
  ['a key that only a command line could carry', { hexadecimal_kg: 'ff00' }, /no printable characters/],
  ['a key that is too long', { hexadecimal_kg: '61'.repeat(21) }, /longer than 20 bytes/],
  ['a program that PATH would choose', { ipmitool_path: 'ipmitool' }, /absolute path/],
])('%s is refused with the name of its attribute', (_, attributes, expected) => {
  expect(reason(attributes)).toMatch(expected);
});

test('a refused key is not shown', () => {
  expect(reason({ hexadecimal_kg: 'fe1234567890' })).not.toContain('1234567890');
});
