/**
 * `npm run test:model`: asks Spin everything in checks.ts about the models, two questions at a time. `--quick` asks the
 * two-node model and seven switches, in less than a minute; `--only WORD` asks the checks with that word in their name.
 *
 * Needs spin and gcc; as root on Debian they are installed. A line per check; the last one is `N passed, M failed`, and
 * the exit code is 0 only if all passed. A check that fails leaves its folder, with the trail to be replayed.
 */
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CHECKS, type Check } from './checks.ts';

const AT_ONCE = 2;
const DEPTH = 1_000_000;
/** Slots of the hash table as a power of two: 64 MB, and the states; bits: 256 MB. */
const SLOTS = { exact: 23, bits: 31 };
const COMPILE = {
  exact: ['-O2', '-w', '-DSAFETY', '-DNOREDUCE', '-DCOLLAPSE', '-DMEMLIM=6000'],
  bits: ['-O2', '-w', '-DSAFETY', '-DNOREDUCE', '-DBITSTATE', '-DMEMLIM=6000'],
};

interface Outcome {
  readonly output: string;
  readonly cutOff: boolean;
}

interface Found {
  readonly violation: boolean;
  /** Nothing within the bounds was left out. */
  readonly complete: boolean;
  /** Undefined when the checker gave no result. */
  readonly states: number | undefined;
}

function has(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function missingPrograms(): readonly string[] {
  return ['spin', 'gcc'].filter((name) => !has(name));
}

function installPrograms(): void {
  const missing = missingPrograms();
  if (missing.length === 0 || process.getuid?.() !== 0) return;
  console.log(`Installing ${missing.join(' ')} ...`);
  const environment = {
    stdio: 'ignore' as const,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 300_000,
  };
  try {
    execFileSync('apt-get', ['update'], environment);
    execFileSync(
      'apt-get',
      ['install', '-y', '--no-install-recommends', ...missing, 'libc6-dev'],
      environment,
    );
  } catch {
    console.log('Installing failed.');
  }
}

/** Interrupted at the end of its time; killed when it does not end then. */
function call(folder: string, file: string, args: readonly string[], seconds: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn('nice', [file, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let cutOff = false;
    const take = (piece: Buffer): void => {
      output += piece.toString();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const end = setTimeout(() => {
      cutOff = true;
      child.kill('SIGINT');
    }, seconds * 1_000);
    const last = setTimeout(() => child.kill('SIGKILL'), (seconds + 20) * 1_000);
    const over = (): void => {
      clearTimeout(end);
      clearTimeout(last);
      resolve({ output, cutOff });
    };
    child.on('error', over);
    child.on('close', over);
  });
}

function read({ output, cutOff }: Outcome): Found {
  const errors = output.match(/errors: (\d+)/)?.[1];
  const states = output.match(/(\d+(?:\.\d+e\+\d+)?) states, stored/)?.[1];
  const whole = !cutOff && !/Search not completed|max search depth too small|out of memory/.test(output);
  const isKnown = errors !== undefined && states !== undefined;
  return { violation: Number(errors) > 0, complete: whole, states: isKnown ? Number(states) : undefined };
}

function isRight(check: Check, { violation, complete, states }: Found): boolean {
  if (states === undefined) return false;
  switch (check.expect) {
    case 'violation':
      return violation;
    case 'safe so far':
      return !violation;
    case 'safe':
    case 'second line':
      return !violation && complete;
  }
}

function words(check: Check, { violation, complete, states }: Found): string {
  if (states === undefined) return 'the checker gave no result';
  const count = `${states.toLocaleString('en')} states`;
  if (violation) return `violation after ${count}`;
  if (!complete) return `no violation in ${count}, cut off after ${check.seconds} s: no proof`;
  return `no violation in ${count}, ${check.search === 'exact' ? 'complete' : 'bit-state search ended'}`;
}

async function ask(check: Check): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'picket-model-'));
  const began = Date.now();
  copyFileSync(join(import.meta.dirname, check.model), join(folder, check.model));
  const defines = check.options.map((option) => `-D${option}`);
  const made = await call(folder, 'spin', [...defines, '-a', check.model], 120);
  const compiled = await call(folder, 'gcc', [...COMPILE[check.search], '-o', 'pan', 'pan.c'], 900);
  const outcome = await call(
    folder,
    './pan',
    ['-E', `-m${DEPTH}`, `-w${SLOTS[check.search]}`],
    check.seconds,
  );
  const found = read(outcome);
  const right = isRight(check, found);
  const took = ((Date.now() - began) / 1_000).toFixed(1);
  const expected = check.expect === 'second line' ? 'as known: another measure stands before it; ' : '';
  console.log(`${right ? 'ok    ' : 'FAILED'} ${check.name}: ${expected}${words(check, found)} (${took} s)`);
  if (right) {
    rmSync(folder, { recursive: true });
    return true;
  }
  if (found.states === undefined) console.log(`${made.output}${compiled.output}${outcome.output}`.trim());
  if (found.violation)
    console.log(`       cd ${folder} && spin -t -p -g ${defines.join(' ')} ${check.model}   # the steps`);
  return false;
}

function chosen(): readonly Check[] {
  const { values } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } });
  const asked = values.quick === true ? CHECKS.filter((check) => check.quick) : CHECKS;
  return asked.filter((check) => check.name.includes(values.only ?? ''));
}

installPrograms();
const missing = missingPrograms();
if (missing.length > 0)
  console.log(`Missing: ${missing.join(' ')} (Debian packages); nothing can be checked without.`);
const waiting = missing.length > 0 ? [] : [...chosen()];
let passed = 0;
let failed = missing.length > 0 ? 1 : 0;
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      if (await ask(check)) passed += 1;
      else failed += 1;
    }
  }),
);
if (passed + failed === 0) {
  console.log('No check has that name.');
  failed = 1;
}
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
