/** The grammar of `<notify>`: who is told of what happens. */
import { element, may, must, PATH, TEXT, time } from './rules.ts';

const SECOND = 1000;

export const NOTIFY = element({
  program: may(PATH, 'run for each event, with the event as JSON on its standard input'),
  url: may(TEXT, 'in its place: `http://` or `https://`, gets each event as JSON by POST'),
  events: must(TEXT, 'names of events separated by blanks; `fence.*` is all that begin so, `*` is all'),
  timeout: may(time(SECOND, 60 * SECOND), 'deadline for one of them', '10s'),
});
