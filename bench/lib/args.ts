/** Options of the benchmarks: `--name value` with whole numbers, and flags. */
import { parseArgs } from 'node:util';

export interface Options<N extends string, F extends string> {
  readonly numbers: Readonly<Record<N, number>>;
  readonly flags: Readonly<Record<F, boolean>>;
}

/** Prints `help` and exits for --help; exits 2 with a message for anything it does not know. `defaults` are the numbers' values. */
export function options<N extends string, F extends string = never>(
  help: string,
  defaults: Readonly<Record<N, number>>,
  flags: readonly F[] = [],
): Options<N, F> {
  const names = Object.keys(defaults) as N[];
  const config = Object.fromEntries([
    ['help', { type: 'boolean' as const }],
    ...names.map((name) => [name, { type: 'string' as const }]),
    ...flags.map((name) => [name, { type: 'boolean' as const }]),
  ]);
  const fail = (message: string): never => {
    process.stderr.write(`${message}\n${help}\n`);
    process.exit(2);
  };
  let values: Record<string, unknown> = {};
  try {
    values = parseArgs({ options: config }).values;
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
  if (values['help'] === true) {
    process.stdout.write(`${help}\n`);
    process.exit(0);
  }
  const number = (name: N): number => {
    const text = values[name];
    const value = text === undefined ? defaults[name] : Number(text);
    return Number.isInteger(value) && value > 0
      ? value
      : fail(`--${name} needs a whole number above 0, not "${text}"`);
  };
  return {
    numbers: Object.fromEntries(names.map((name) => [name, number(name)])) as Record<N, number>,
    flags: Object.fromEntries(flags.map((name) => [name, values[name] === true])) as Record<F, boolean>,
  };
}
