/**
 * Random clusters of 2 to 7 nodes in some minutes of trouble each: no safety rule ever breaks, and afterwards everything
 * runs. PICKET_SEEDS and PICKET_FIRST_SEED ask for more, or for others; what fails is printed as a scenario.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const SEEDS = process.env['PICKET_SEEDS'] ?? '150';
const FIRST = process.env['PICKET_FIRST_SEED'] ?? '1';
const DEADLINE_MS = 600_000;

interface Summary {
  readonly seeds: number;
  readonly violations: number;
  readonly simulatedHours: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly failovers: number;
  readonly startsRefused: number;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm run sim -- ...` */
async function sim(...args: readonly string[]): Promise<Ended> {
  const command = [process.execPath, ['tools/sim.ts', ...args]] as const;
  try {
    const { stdout, stderr } = await promisify(execFile)(...command, { maxBuffer: 2 ** 28 });
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as Ended;
  }
}

function summaryOf({ stdout }: Ended): Summary {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Summary;
}

describe('random stories', () => {
  test('break no rule, though nothing is spared them, and services really move', {
    timeout: DEADLINE_MS,
  }, async () => {
    const ended = await sim('--seeds', SEEDS, '--from', FIRST, '--jobs', '2');
    expect(ended.code, `${ended.stdout}${ended.stderr}`).toBe(0);
    const summary = summaryOf(ended);
    expect(summary).toMatchObject({ seeds: Number(SEEDS), violations: 0 });
    expect(summary.failovers).toBeGreaterThan(summary.seeds);
    expect(summary.startsRefused).toBeGreaterThan(0);
    // Every kind, also those that seldom find something to change.
    expect(Object.keys(summary.faults).length).toBeGreaterThanOrEqual(28);
    // What S7 is about: stops that really failed, in every other story or so.
    expect(summary.faults['stop-failed']).toBeGreaterThan(summary.seeds / 4);
  });

  test('are the same wherever and however often they are told', async () => {
    const once = await sim('--seeds', '2', '--from', '11', '--nodes', '3', '--trace');
    expect(once.code, once.stdout).toBe(0);
    const again = await sim('--seeds', '2', '--from', '11', '--nodes', '3', '--trace');
    const told = ({ stdout }: Ended): readonly string[] => stdout.trimEnd().split('\n').slice(0, -1);
    expect(told(once).length).toBeGreaterThan(200);
    expect(told(again)).toEqual(told(once));
  });
});

describe('npm run sim', () => {
  test.each([
    [['--seeds', 'many'], '--seeds must be a number from 1 to'],
    [['--nodes', '1'], '--nodes must be a number from 2 to 16, not "1"'],
    [['--jobs', '1.5'], '--jobs must be a whole number, not "1.5"'],
    [['--sed', '1'], "Unknown option '--sed'"],
  ])('with %j says what is allowed', async (args, words) => {
    const { code, stderr } = await sim(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).toContain('npm run sim -- [--seeds N]');
  });
});
