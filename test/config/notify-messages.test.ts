/** What <notify> makes of the configuration, and what an administrator reads about mistakes in it. */
import { expect, test } from 'vitest';
import { broken, load, SAMPLE } from './sample.ts';

const CMAN = '<cman two_node="1" expected_votes="1"/>';

test('programs and addresses are told in the order of the file', () => {
  const notify =
    '<notify program="/bin/page" events="fence.* node.lost"/><notify url="https://h.example/x" events="*" timeout="3s"/>';
  const { config, problems } = load(SAMPLE.replace(CMAN, `${CMAN}${notify}`));
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(config?.notify).toEqual([
    { kind: 'program', target: '/bin/page', events: ['fence.*', 'node.lost'], timeout: 10_000 },
    { kind: 'url', target: 'https://h.example/x', events: ['*'], timeout: 3_000 },
  ]);
});

test.each([
  ['<notify events="*"/>', 'it says nobody to tell'],
  ['<notify program="page-me" events="*"/>', 'program must be an absolute path, not "page-me"'],
  ['<notify program="/bin/page"/>', 'attribute "events" is missing'],
  ['<notify program="/bin/page" events="fence.*.x"/>', '"fence.*.x" is no name of an event'],
  ['<notify program="/bin/page" url="https://h.example/" events="*"/>', 'program and url are both given'],
  ['<notify url="h.example" events="*"/>', 'it must begin with http:// or https:// and name a host'],
  ['<notify url="ftp://h.example/" events="*"/>', 'it must begin with http:// or https:// and name a host'],
  ['<notify url="https://me:pw@h.example/" events="*"/>', 'a user name in it is not sent'],
])('%s is refused', (element, said) => {
  const found = broken(CMAN, `${CMAN}${element}`);
  expect(found.join('\n')).toContain(`<notify>: ${said}`);
  expect(found.join('\n')).not.toContain('me:pw');
});
