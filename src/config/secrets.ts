/** Takes the passwords out of the text of a cluster.xml, so that it can be shown. Pure. */

const SECRET = /pass|secret|token|community|hexadecimal_kg|credential|api_?key|access_?key|private_?key/i;
/** Names that only point at a secret: a script that prints it, a file that holds it. */
const POINTS_AT_SECRET = /[_-](script|file|path|prompt)$/i;
/** An attribute with its value, also in what is commented out. */
const ATTRIBUTE = /([\w.:-]+)(\s*=\s*)("[^"]*"|'[^']*')/g;

/** The same text with `***` for every value of an attribute that `secret` names, or whose name says that it is one. */
export function maskSecrets(text: string, secret: (attribute: string) => boolean): string {
  return text.replaceAll(ATTRIBUTE, (whole: string, name: string, equals: string, value: string) => {
    const hidden = secret(name) || (SECRET.test(name) && !POINTS_AT_SECRET.test(name));
    const quote = value.slice(0, 1);
    return hidden && value.length > 2 ? `${name}${equals}${quote}***${quote}` : whole;
  });
}
