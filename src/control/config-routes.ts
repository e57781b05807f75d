/** Routes of the configuration: what is in force, what was, what a file would change, and putting one in force. */
import { onlyFields, textField } from './body.ts';
import { ProblemError, problem, pushProblem } from './problem.ts';
import type { Call, Route } from './routes.ts';

/** A cluster.xml of 4 million characters, as JSON. */
const BODY_LIMIT = 12 * 1024 * 1024;
const TEXT_LIMIT = 4 * 1024 * 1024;

export const CONFIG_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/v1/config', answer: show, confidential: true },
  {
    method: 'GET',
    path: '/v1/config/history',
    answer: async ({ control }) => ({ versions: await control.configHistory() }),
    confidential: true,
  },
  { method: 'POST', path: '/v1/config/diff', answer: diff, bodyLimit: BODY_LIMIT },
  { method: 'POST', path: '/v1/config/push', answer: push, bodyLimit: BODY_LIMIT },
];

async function show({ control, query }: Call): Promise<unknown> {
  const wanted = query.get('version');
  if (wanted !== null && !/^\d{1,15}$/.test(wanted))
    throw new ProblemError(problem(400, 'version must be a whole number'));
  const found = await control.config(wanted === null ? undefined : Number(wanted));
  if (found === undefined)
    throw new ProblemError(problem(404, `this node does not have version ${wanted} of cluster.xml`));
  return found;
}

async function diff({ control, body }: Call): Promise<unknown> {
  onlyFields(body, ['text', 'name']);
  return control.configDiff(fileText(body), textField(body, 'name') ?? 'cluster.xml');
}

async function push({ control, body }: Call): Promise<unknown> {
  onlyFields(body, ['text', 'name', 'who', 'why']);
  const who = textField(body, 'who');
  if (who === undefined)
    throw new ProblemError(problem(400, 'who is missing: the person who changes it, for the record'));
  const name = textField(body, 'name');
  const command = { text: fileText(body), who, why: textField(body, 'why') ?? '' };
  const result = await control.configPush(name === undefined ? command : { ...command, name });
  if (!result.ok) throw new ProblemError(pushProblem(result));
  return result;
}

function fileText(body: Call['body']): string {
  const text = body['text'];
  if (typeof text !== 'string' || text === '')
    throw new ProblemError(problem(400, 'text is missing: what stands in cluster.xml'));
  if (text.length > TEXT_LIMIT)
    throw new ProblemError(problem(413, `cluster.xml may have ${TEXT_LIMIT} characters`));
  return text;
}
