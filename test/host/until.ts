/** Waits in tests: for a fact, with a deadline, never for a fixed time. */

/** Rejects when `fact` is not true within `deadline` ms. */
export async function until(what: string, fact: () => boolean, deadline = 10_000): Promise<void> {
  const end = performance.now() + deadline;
  while (!fact()) {
    if (performance.now() > end) throw new Error(`not within ${deadline} ms: ${what}`);
    await new Promise((next) => setTimeout(next, 5));
  }
}
