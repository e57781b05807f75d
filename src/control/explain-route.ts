/** The route of `picket explain`: a question, so the read-only socket answers it as well. */
import type { Explanation } from '#src/cluster/status.ts';
import { successOf } from './problem.ts';
import type { Call, Route } from './routes.ts';

export const EXPLAIN_ROUTE: Route = { method: 'GET', path: '/v1/services/{id}/explain', answer: explain };

async function explain({ control, path }: Call): Promise<{ readonly explanations: readonly Explanation[] }> {
  const result = await control.explain(path['id'] ?? '');
  successOf(result);
  return { explanations: result.explanations };
}
