/** A guest is written into cluster.xml, and nothing else of the file changes. */
import { expect, test } from 'vitest';
import { addGuest, type NewGuest } from '#src/config/add-guest.ts';

const WEB: NewGuest = { name: 'web1', domain: undefined, drbd: [] };

function added(text: string, guest: NewGuest = WEB): string {
  const result = addGuest(text, guest);
  if ('problem' in result) throw new Error(result.problem);
  return result.text;
}

const FILE = `<?xml version="1.0"?>
<!-- <rm> config_version="7" in a comment -->
<cluster name="c"  config_version='41' >
  <rm auto_failback="on"><!-- one -->
    <failoverdomains/>
    <service name="a"><process name="a" command="x > y"/></service> <!-- behind a -->
    <!-- the last words </rm> -->
  </rm>
  <totem/>
</cluster>
`;

test('behind the last service, in its own line and with its indent', () => {
  expect(added(FILE)).toBe(
    FILE.replace("'41'", "'42'").replace('<!-- behind a -->', '<!-- behind a -->\n    <vm name="web1"/>'),
  );
});

test('with DRBD: a service with the resources and the guest side by side; values are escaped', () => {
  const guest = { name: 'web0', domain: 'a "b" & <c>', drbd: ['r0', 'r1'] };
  expect(added(FILE, guest)).toContain(`
    <service name="web0" domain="a &quot;b&quot; &amp; &lt;c>">
      <drbd name="r0" resource="r0"/>
      <drbd name="r1" resource="r1"/>
      <vm name="web0"/>
    </service>
    <!-- the last words`);
});

test.each([
  [
    'an empty <rm/>',
    '<cluster config_version="1">\n\t<rm a="1" />\n</cluster>',
    '<cluster config_version="2">\n\t<rm a="1" >\n\t  <vm name="web1"/>\n\t</rm>\n</cluster>',
  ],
  [
    '<rm></rm> in lines of their own',
    '<cluster config_version="1">\n  <rm>\n  </rm>\n</cluster>',
    '<cluster config_version="2">\n  <rm>\n    <vm name="web1"/>\n  </rm>\n</cluster>',
  ],
  [
    'no <rm>',
    '<cluster config_version="1">\n    <x/>\n</cluster>',
    '<cluster config_version="2">\n    <x/>\n    <rm>\n        <vm name="web1"/>\n    </rm>\n</cluster>',
  ],
  [
    'all in one line',
    '<cluster config_version="9"><rm><vm name="a"/></rm></cluster>',
    '<cluster config_version="10"><rm><vm name="a"/>\n  <vm name="web1"/></rm></cluster>',
  ],
  [
    'lines that end with CR LF, and a byte order mark',
    '\uFEFF<cluster config_version="1">\r\n <rm>\r\n  <vm name="a"/>\r\n </rm>\r\n</cluster>\r\n',
    '\uFEFF<cluster config_version="2">\r\n <rm>\r\n  <vm name="a"/>\r\n  <vm name="web1"/>\r\n </rm>\r\n</cluster>\r\n',
  ],
])('%s', (_what, before, after) => {
  expect(added(before)).toBe(after);
});

test('the difference names the lines, and has no others', () => {
  const result = addGuest(FILE, WEB);
  expect('diff' in result && result.diff).toEqual([
    'line 3:',
    '-<cluster name="c"  config_version=\'41\' >',
    '+<cluster name="c"  config_version=\'42\' >',
    'line 7:',
    '+    <vm name="web1"/>',
  ]);
});

test('a file without a version is left alone', () => {
  expect(addGuest('<cluster><rm/></cluster>', WEB)).toEqual({
    problem: 'its <cluster> has no config_version="NUMBER"',
  });
});
