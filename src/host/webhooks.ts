/** The real Webhooks: Node's fetch, without following redirects, within a deadline. */
import type { PostOutcome, Webhooks } from '#src/host/ports.ts';

export function createWebhooks(): Webhooks {
  return { post };
}

async function post(url: string, body: string, timeout: number): Promise<PostOutcome> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'user-agent': 'picket' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    // Nobody reads it, and a long one must not keep the connection.
    await answer.body?.cancel();
    return { kind: 'answered', status: answer.status };
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) };
  }
}

/** fetch hides the system's word in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : error.message;
}
