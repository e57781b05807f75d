/** Waiting for an outcome with a deadline, for tests of real processes. */

/** Resolves with the first value that is not undefined; rejects after `deadline` ms, naming what was awaited. Looks every `pause` ms. */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  deadline = 20_000,
  explain: () => string | Promise<string> = () => '',
  pause = 10,
): Promise<T> {
  const end = Date.now() + deadline;
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    if (Date.now() > end) throw new Error(`${what}: not within ${deadline} ms ${await explain()}`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
