/** XML as it comes: every mistake found, each with its place, and nothing that a file can do to the reader. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblems } from '#src/config/report.ts';
import { parseXml } from '#src/config/xml.ts';
import { load, SAMPLE } from './sample.ts';

function said(text: string): readonly string[] {
  return formatProblems(parseXml(text, 'f').problems);
}

describe('places', () => {
  it('are right with entities, CR LF, tabs, wide characters and a byte order mark', () => {
    const text = '\uFEFF<a>\r\n <b x="&lt;&#228;&amp;" y = \'é\u{1F600}"\' z="q"/>\r<c/></a>';
    const root = parseXml(text, 'f').root;
    const [b, c] = root?.children ?? [];
    expect(root?.at).toEqual({ line: 1, column: 1 });
    expect(b?.at).toEqual({ line: 2, column: 2 });
    expect(b?.attributes.get('x')).toMatchObject({
      value: '<ä&',
      nameAt: { line: 2, column: 5 },
      at: { line: 2, column: 8 },
    });
    expect(b?.attributes.get('y')).toMatchObject({
      value: 'é\u{1F600}"',
      nameAt: { line: 2, column: 25 },
      at: { line: 2, column: 30 },
    });
    expect(b?.attributes.get('z')?.at).toEqual({ line: 2, column: 38 });
    expect(c?.at).toEqual({ line: 3, column: 1 });
  });

  it('come with the path of the element', () => {
    const root = parseXml('<cluster><rm><service name="web"><x ref="y"/></service></rm></cluster>', 'f').root;
    expect(root?.children[0]?.children[0]?.children[0]?.path).toBe('/cluster/rm/service[web]/x[y]');
  });
});

describe('a file in the encoding of another time', () => {
  const latin1 = '<a>\n<!-- B\u00FCro -->\n<b path="/b\u00FCro"/></a>';

  it('is refused where a value would not reach an agent as it stands there; comments do no harm', () => {
    expect(said(new TextDecoder().decode(Buffer.from(latin1, 'latin1')))).toEqual([
      'f:3:10: error: <b>: the value of path is not UTF-8 (iconv -f ISO-8859-1 -t UTF-8 converts the file; drop its encoding="..." then)',
    ]);
    expect(said(latin1)).toEqual([]);
  });
});

describe('malformed XML', () => {
  const cases: readonly { title: string; text: string; lines: readonly string[] }[] = [
    {
      title: 'two wrong end tags are two errors',
      text: '<a>\n<b></bb>\n<c><d></c>\n</a>',
      lines: [
        'f:2:4: error: <b> of line 2 is not ended: </bb> comes first (expected </b>)',
        'f:3:7: error: <d> of line 3 is not ended: </c> comes first (expected </d>)',
      ],
    },
    {
      title: 'an end tag too many',
      text: '<a/></b>',
      lines: ['f:1:5: error: </b> ends nothing that was begun'],
    },
    {
      title: 'a file cut off between elements',
      text: '<a>\n<b>\n',
      lines: ['f:3:1: error: the file ends inside <b> of line 2 (expected </b></a>)'],
    },
    {
      title: 'a file cut off inside a tag',
      text: '<a>\n<b x="1',
      lines: ['f:2:7: error: the file ends in the middle of a tag, a comment or a value'],
    },
    {
      title: 'a missing quote, without what follows from it',
      text: '<a x="1>\n<b y="2"/>\n</a>',
      lines: [
        'f:2:1: error: "<" inside the value of an attribute (is the closing quote of the value before missing? < itself is written &lt;)',
      ],
    },
    {
      title: 'a missing >, without what follows from it',
      text: '<a>\n<b y="2"\n<c/></a>',
      lines: ['f:3:1: error: the tag before is not ended (is its > missing?)'],
    },
    {
      title: 'no quotes, no value, a value twice, a bare &',
      text: '<a x=1 y>\n<b z="1" z="2"/><c w="AT&T; "/></a>',
      lines: [
        'f:1:6: error: the value of an attribute must be in quotes (attribute="value")',
        'f:1:9: error: an attribute has no value (attribute="value")',
        'f:2:10: error: <b>: attribute "z" is given twice (keep one of them)',
        'f:2:25: error: "&T;" is not a known entity (write &amp; for a single &; only &amp; &lt; &gt; &quot; &apos; and &#number; are known)',
      ],
    },
    {
      title: 'two elements at the top',
      text: '<a/>\n<b/>',
      lines: ['f:2:3: error: something follows the end of the first element (all goes into one <cluster>)'],
    },
    { title: 'an empty file', text: ' \n', lines: ['f:1:1: error: the file is empty'] },
    {
      title: 'an ha.cf',
      text: 'keepalive 1\n',
      lines: ['f:1:1: error: the file is not XML (it must begin with <cluster name="..." ...>)'],
    },
    {
      title: 'a file in UTF-16',
      text: '<\0a\0/\0>\0',
      lines: ['f:1:1: error: the file is not text (save it as UTF-8)'],
    },
  ];
  it.each(cases)('$title', ({ text, lines }) => {
    expect(said(text)).toEqual(lines);
    expect(load(text).config).toBeUndefined();
  });

  it('goes on to what the elements say when they can still be told apart', () => {
    const lines = formatProblems(
      load(SAMPLE.replace('votes="1">', 'votes=1>').replace('"relocate"', '"move"')).problems,
    );
    expect(lines.some((line) => line.includes('must be in quotes'))).toBe(true);
    expect(lines.some((line) => line.includes('recovery must be'))).toBe(true);
  });
});

describe('a hostile file', () => {
  it('expands no entities of its own and fetches nothing', () => {
    const text = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<a x="&e;"/>';
    expect(said(text).some((line) => line.startsWith('f:2:7: error: "&e;" is not a known entity'))).toBe(
      true,
    );
    expect(parseXml(text, 'f').root?.attributes.get('x')?.value).toBe('&e;');
  });

  it('is refused when it is too large or too deep, with one message', () => {
    expect(said(`<a x="${'y'.repeat(16 * 1024 * 1024)}"/>`)).toEqual([
      'f:1:1: error: the file is larger than 16 MiB',
    ]);
    expect(said('<a>'.repeat(100_000))).toEqual(['f:1:193: error: elements are nested more than 64 deep']);
  });

  it('of garbage gives a bounded number of messages', () => {
    expect(said(`<a>${'\u0001\n'.repeat(10_000)}</a>`).length).toBeLessThan(30);
  });

  it('has names that mean something to JavaScript read as names', () => {
    expect(parseXml('<a __proto__="1" constructor="2"/>', 'f').root?.attributes.get('__proto__')?.value).toBe(
      '1',
    );
    expect(load('<__proto__/>').config).toBeUndefined();
    expect(
      load(SAMPLE.replace('</rm>', '<service name="e"><constructor name="x"/></service></rm>')).config,
    ).toBeUndefined();
  });
});

it('whatever is done to a file, it is refused exactly when an error is named, inside the file', () => {
  const lines = SAMPLE.split('\n').length;
  const edit = fc.tuple(
    fc.nat(SAMPLE.length),
    fc.nat(6),
    fc.oneof(
      fc.string({ maxLength: 4 }),
      fc.constantFrom('<', '>', '"', '/>', '&', '</rm>', '=""', '-1', '\u0000'),
    ),
  );
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      let text = SAMPLE;
      for (const [at, length, insert] of edits) text = text.slice(0, at) + insert + text.slice(at + length);
      const { config, problems } = load(text);
      expect(config === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
      for (const { line, column, message } of problems) {
        expect(line).toBeGreaterThan(0);
        expect(line).toBeLessThanOrEqual(lines + 12);
        expect(column).toBeGreaterThan(0);
        expect(message).not.toMatch(/undefined|NaN|\[object/);
      }
    }),
    { numRuns: 300 },
  );
});
