/** Routes of guests: what libvirt knows on all nodes, and adding one to cluster.xml. */
import { flagField, onlyFields, textField } from './body.ts';
import { ProblemError, problem } from './problem.ts';
import type { Call, Route } from './routes.ts';

export const GUEST_ROUTES: readonly Route[] = [
  { method: 'POST', path: '/v1/guests/look', answer: look },
  {
    method: 'GET',
    path: '/v1/guests/{name}/start',
    answer: ({ control, path }) => control.guests.mayStart(path['name'] ?? ''),
  },
  { method: 'POST', path: '/v1/guests/{name}/add', answer: add },
];

const MOST_NAMES = 100;

/** By POST: it starts programs on every node, which not everybody on the host may have done. */
function look({ control, body }: Call): Promise<unknown> {
  onlyFields(body, ['names']);
  return control.guests.look(names(body, 'names'));
}

/** What speaks against it is an answer, not a problem. */
function add({ control, path, body }: Call): Promise<unknown> {
  onlyFields(body, ['domain', 'drbd', 'attributes', 'dryRun', 'force', 'expect', 'who']);
  const [domain, expect, who] = ['domain', 'expect', 'who'].map((name) => textField(body, name));
  if (who === undefined)
    throw new ProblemError(problem(400, 'who is missing: the person who adds it, for the record'));
  return control.guests.add({
    name: path['name'] ?? '',
    drbd: names(body, 'drbd'),
    dryRun: flagField(body, 'dryRun') ?? false,
    force: flagField(body, 'force') ?? false,
    who,
    attributes: texts(body, 'attributes'),
    ...(domain !== undefined && { domain }),
    ...(expect !== undefined && { expect }),
  });
}

/** Throws ProblemError for anything but an array of names; none without the field. */
function names(body: Call['body'], field: string): readonly string[] {
  const value = body[field] ?? [];
  const fits =
    Array.isArray(value) &&
    value.length <= MOST_NAMES &&
    value.every((name) => typeof name === 'string' && name !== '' && name.length <= 256);
  if (!fits) throw new ProblemError(problem(400, `${field} must be an array of at most ${MOST_NAMES} names`));
  return value as readonly string[];
}

/** Throws ProblemError for anything but an object of texts. */
function texts(body: Call['body'], field: string): Readonly<Record<string, string>> {
  const value = body[field] ?? {};
  const fits =
    typeof value === 'object' &&
    !Array.isArray(value) &&
    Object.values(value).every((text) => typeof text === 'string' && text.length <= 1024);
  if (!fits) throw new ProblemError(problem(400, `${field} must be an object of texts`));
  return value as Readonly<Record<string, string>>;
}
