/** `<notify>`: programs to run and addresses to call when something happens. */
import { type Attributes, readAttributes } from './attributes.ts';
import { expectNoChildren } from './children.ts';
import { NOTIFY } from './grammar/notify.ts';
import type { NotifyConfig } from './model.ts';
import type { Problems } from './problems.ts';
import type { XmlElement } from './xml-element.ts';

const TIMEOUT = 10_000;
/** `node.lost`, `fence.*`, `*`. */
const PATTERN = /^(?:\*|[a-z-]+(?:\.[a-z-]+)?|[a-z-]+\.\*)$/;

export function readNotify(elements: readonly XmlElement[], problems: Problems): readonly NotifyConfig[] {
  return elements.flatMap((element): readonly NotifyConfig[] => {
    const attributes = readAttributes(element, '<notify>', problems, NOTIFY);
    const target = readTarget(attributes);
    const events = readEvents(attributes);
    const timeout = attributes.duration('timeout', TIMEOUT);
    attributes.finish();
    expectNoChildren(element, problems);
    return target === undefined ? [] : [{ ...target, events, timeout }];
  });
}

function readEvents(attributes: Attributes): readonly string[] {
  const events = attributes.required('events')?.split(/[\s,]+/) ?? [];
  const wrong = events.find((event) => !PATTERN.test(event));
  if (wrong !== undefined) {
    const hint = 'picket events --json shows the names; node.*, fence.*, service.failed, quorum.lost ...';
    attributes.error('events', `"${wrong}" is no name of an event`, hint);
  }
  return events;
}

function readTarget(attributes: Attributes): Pick<NotifyConfig, 'kind' | 'target'> | undefined {
  const program = attributes.text('program');
  const url = attributes.text('url');
  if (program !== undefined && !program.startsWith('/'))
    attributes.wrong('program', `program must be an absolute path, not "${program}"`);
  if (program !== undefined && url !== undefined) {
    attributes.error('url', 'program and url are both given', 'write two <notify> entries');
    return undefined;
  }
  if (program !== undefined) return { kind: 'program', target: program };
  if (url !== undefined) return readUrl(attributes, url);
  attributes.error('program', 'it says nobody to tell', 'add program="/PATH" or url="https://..."');
  return undefined;
}

function readUrl(attributes: Attributes, url: string): Pick<NotifyConfig, 'kind' | 'target'> | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    attributes.error('url', 'it must begin with http:// or https:// and name a host');
    return undefined;
  }
  if (parsed.username !== '' || parsed.password !== '') {
    attributes.error('url', 'a user name in it is not sent', 'let a program call it, with curl --netrc');
    return undefined;
  }
  return { kind: 'url', target: url };
}
