/** Puts the parser's messages into words for someone who edits a configuration file. */

export interface SyntaxError {
  readonly message: string;
  readonly hint: string | undefined;
  /** Index of the character to point at. */
  readonly index: number;
  /** The elements can't be told apart any more. */
  readonly structural: boolean;
  /** Later messages would only follow from this one. */
  readonly misleads: boolean;
  /** Where there is one, there are often thousands. */
  readonly garbage: boolean;
}

/** Problems that the pairing of tags and the reading of attributes report better themselves. */
const ELSEWHERE = /^(unexpected close tag|unmatched closing tag|unclosed tag|duplicate attribute)/;

/** Undefined when the message says nothing of its own. `end`: index after the character that the parser stopped at. */
export function explainSyntaxError(
  message: string,
  text: string,
  end: number,
  insideRoot: boolean,
): SyntaxError | undefined {
  if (ELSEWHERE.test(message)) return undefined;
  const at = Math.max(Math.min(end, text.length) - 1, 0);
  const local = { index: at, hint: undefined, structural: false, misleads: false, garbage: false };
  const fatal = { ...local, structural: true, misleads: true };
  switch (message) {
    case 'undefined entity.':
    case 'malformed character entity.':
    case 'empty entity name.':
    case 'disallowed character in entity name.': {
      const index = text.lastIndexOf('&', at);
      const hint = 'write &amp; for a single &; only &amp; &lt; &gt; &quot; &apos; and &#number; are known';
      return {
        ...local,
        index,
        hint,
        message: `"${shorten(text.slice(index, at + 1))}" is not a known entity`,
      };
    }
    case 'unquoted attribute value.':
      return { ...local, message: 'the value of an attribute must be in quotes', hint: 'attribute="value"' };
    case 'attribute without value.':
      return { ...local, message: 'an attribute has no value', hint: 'attribute="value"' };
    case 'no whitespace between attributes.':
      return {
        ...fatal,
        message: 'a space is missing between two attributes',
        hint: 'or a quote is missing before',
      };
    case 'disallowed character in attribute name.':
      if (text[at] === '<')
        return { ...fatal, message: 'the tag before is not ended', hint: 'is its > missing?' };
      return { ...fatal, message: 'no attribute can begin like this', hint: 'is a quote missing before?' };
    case 'text data outside of root node.':
    case 'documents may contain only one root.':
      if (insideRoot) return undefined;
      return {
        ...fatal,
        message: 'something follows the end of the first element',
        hint: 'all goes into one <cluster>',
      };
    case 'unexpected end.':
      return { ...fatal, message: 'the file ends in the middle of a tag, a comment or a value' };
    case 'malformed comment.':
      return {
        ...local,
        message: 'a comment holds "--"',
        hint: 'a comment is <!-- text --> without -- inside',
      };
    case 'an XML declaration must be at the start of the document.':
    case 'the XML declaration must appear at the start of the document.':
      return { ...local, message: '<?xml ...?> must be the very first thing in the file' };
    case 'disallowed character.':
      if (text[at] === '<') {
        const hint = 'is the closing quote of the value before missing? < itself is written &lt;';
        return { ...fatal, message: '"<" inside the value of an attribute', hint };
      }
      return { ...local, garbage: true, message: `character ${codeOf(text, at)} is not allowed in XML` };
    default:
      return { ...fatal, message: `not well-formed XML: ${message.replace(/\.$/, '')}` };
  }
}

function shorten(words: string): string {
  const line = words.split(/\s/)[0] ?? '';
  return line.length > 24 ? `${line.slice(0, 24)}...` : line;
}

function codeOf(text: string, index: number): string {
  return `U+${(text.codePointAt(index) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
