/** Heartbeat's authkeys: read only to tell what becomes of it. Its keys are neither taken over nor shown. */
import type { Finding } from './findings.ts';
import { readGroups, type SourceText } from './ha-cf-lines.ts';

/** The key that Heartbeat signs with never seals Picket's messages: a new one is made, and this says why. */
export function explainAuthkeys(source: SourceText): Finding {
  const groups = readGroups(source);
  const auth = groups.find(({ words }) => words[0] === 'auth');
  const used = groups.find(({ words }) => words[0] === auth?.words[1]);
  const method = used?.words[1]?.toLowerCase();
  const why =
    method === 'crc'
      ? 'crc has no key at all'
      : `its ${method === 'md5' || method === 'sha1' ? `${method} ` : ''}key is a word made for signing, too weak for Picket, which also encrypts`;
  return {
    file: source.file,
    line: used?.place.line,
    message: `a new random key takes the place of this one: ${why}`,
  };
}
