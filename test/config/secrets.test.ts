/** cluster.xml can be shown to people: no password of it is. */
import { expect, test } from 'vitest';
import { maskSecrets } from '#src/config/secrets.ts';

test.each([
  [
    'a password',
    '<fencedevice name="a" passwd="s3cret" login="admin"/>',
    '<fencedevice name="a" passwd="***" login="admin"/>',
  ],
  ['in single quotes, with a quote in it', `<a passwd='x"y'/>`, `<a passwd='***'/>`],
  ['over lines', '<a snmp-priv-passwd\n  =\n  "x"/>', '<a snmp-priv-passwd\n  =\n  "***"/>'],
  ['in a comment', '<!-- <a community="public"/> -->', '<!-- <a community="***"/> -->'],
  ['no secret: a script that prints it', '<a passwd_script="/etc/pw"/>', '<a passwd_script="/etc/pw"/>'],
  ['an empty one', '<a passwd=""/>', '<a passwd=""/>'],
  ['what an agent calls secret', '<a hidden="x" other="y"/>', '<a hidden="***" other="y"/>'],
])('%s', (_, text, shown) => {
  expect(maskSecrets(text, (name) => name === 'hidden')).toBe(shown);
});
