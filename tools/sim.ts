/**
 * `npm run sim`: random stories from seeds, or scenario files, in the simulated world.
 *
 *   npm run sim -- --seeds 1000 --from 1 [--nodes 3] [--minutes 10] [--jobs 2] [--trace]
 *   npm run sim -- [--update] test/scenarios/*.scenario
 *   npm run sim -- --sabotage NAME|all [--jobs J]
 *
 * The last line is one JSON object. Exit code 0: no rule broke; 1: one did, or a file is not as it says; 2: bad arguments.
 */
import { parseArgs } from 'node:util';
import { playFiles } from './sim/files.ts';
import { playSeeds } from './sim/seeds.ts';

const USAGE = `npm run sim -- [--seeds N] [--from SEED] [--nodes N] [--minutes M] [--jobs J] [--shrink SECONDS] [--trace]
npm run sim -- [--update] [FILE.scenario ..]
npm run sim -- --sabotage NAME|all [--jobs J]`;

class WrongArguments extends Error {}

function read(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      seeds: { type: 'string' },
      from: { type: 'string' },
      nodes: { type: 'string' },
      minutes: { type: 'string' },
      jobs: { type: 'string' },
      shrink: { type: 'string' },
      trace: { type: 'boolean' },
      update: { type: 'boolean' },
      sabotage: { type: 'string' },
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  if (values.help === true) {
    console.log(USAGE);
    return Promise.resolve(0);
  }
  const jobs = whole('jobs', values.jobs, [1, 256]) ?? 1;
  if (values.sabotage !== undefined) return sabotage(values.sabotage, jobs);
  if (positionals.length > 0 || values.update === true) {
    return playFiles(positionals, { update: values.update === true });
  }
  const minutes = number('minutes', values.minutes, [0.01, 1e6]);
  return playSeeds({
    // With a budget of time there is no other limit unless it is given.
    seeds: whole('seeds', values.seeds, [1, 2 ** 31]) ?? (minutes === undefined ? 100 : 2 ** 31),
    from: whole('from', values.from, [0, 2 ** 31]) ?? 1,
    nodes: whole('nodes', values.nodes, [2, 16]),
    minutes,
    jobs,
    shrinkSeconds: number('shrink', values.shrink, [0, 86_400]) ?? 60,
    trace: values.trace === true,
  });
}

async function sabotage(name: string, jobs: number): Promise<number> {
  const { runSabotages } = await import('./sabotage/run.ts');
  const { SABOTAGES } = await import('./sabotage/list.ts');
  const names = SABOTAGES.map((one) => one.name);
  if (name !== 'all' && !names.includes(name)) {
    throw new WrongArguments(`there is no sabotage "${name}"; there is: all, ${names.join(', ')}`);
  }
  const { summary } = await runSabotages([name], { jobs, told: (line) => console.log(line) });
  console.log(JSON.stringify(summary));
  return summary.missed.length === 0 ? 0 : 1;
}

function number(
  name: string,
  text: string | undefined,
  [least, most]: readonly [number, number],
): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= least && value <= most) return value;
  throw new WrongArguments(`--${name} must be a number from ${least} to ${most}, not "${text}"`);
}

function whole(
  name: string,
  text: string | undefined,
  range: readonly [number, number],
): number | undefined {
  const value = number(name, text, range);
  if (value === undefined || Number.isInteger(value)) return value;
  throw new WrongArguments(`--${name} must be a whole number, not "${text}"`);
}

/** parseArgs throws TypeErrors with a code for what it does not know. */
function isWrong(error: unknown): error is Error {
  return (
    error instanceof WrongArguments || (error instanceof TypeError && 'code' in error && isArgsCode(error.code))
  );
}

function isArgsCode(code: unknown): boolean {
  return typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS');
}

try {
  process.exitCode = await read();
} catch (error) {
  if (!isWrong(error)) throw error;
  console.error(`${error.message}\n${USAGE}`);
  process.exitCode = 2;
}
