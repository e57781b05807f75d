/** House rules that a reader would otherwise have to watch: who may import whom, what may touch the world, form. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Folder of src -> the folders and files of src it may import. Its own files, always. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  host: [],
  config: ['host/ports.ts', 'agents/agent.ts'],
  wire: ['host/ports.ts', 'config/'],
  agents: ['host/ports.ts', 'config/'],
  // How the agent reaches other hosts: what is looked at must be what is used.
  guests: [
    ...['host/ports.ts', 'agents/agent.ts', 'config/'],
    ...['agents/vm/migrate-command.ts', 'agents/vm/settings.ts'],
  ],
  membership: ['host/ports.ts', 'agents/agent.ts', 'config/', 'wire/'],
  fencing: ['host/ports.ts', 'agents/agent.ts', 'config/', 'wire/'],
  resources: ['host/ports.ts', 'agents/agent.ts', 'config/', 'wire/'],
  cluster: [
    'host/ports.ts',
    'agents/agent.ts',
    'config/',
    'wire/',
    'guests/',
    'membership/',
    'fencing/',
    'resources/',
  ],
  // A program of its own, on a host that is no node.
  witness: ['host/', 'config/', 'wire/', 'membership/epoch.ts'],
  // The simulated host runs the whole node.
  sim: [
    'witness/',
    'host/ports.ts',
    'agents/',
    'config/',
    'wire/',
    'membership/',
    'fencing/',
    'resources/',
    'cluster/',
  ],
  control: ['host/ports.ts', 'config/', 'cluster/', 'guests/guest-types.ts'],
  cli: [
    ...['host/ports.ts', 'host/clock.ts', 'host/files.ts', 'host/random.ts'],
    ...['cluster/guest-commands.ts', 'guests/guest-types.ts'],
    ...['cluster/status.ts', 'cluster/commands.ts', 'agents/registry.ts', 'config/', 'control/'],
    // `picket test` alone, which does without a daemon; see biome.json.
    ...[
      'host/commands.ts',
      'resources/local-types.ts',
      'resources/resource-runner.ts',
      'resources/tree-runner.ts',
    ],
    // `picket check` alone, which asks the fence agents what they are; see biome.json.
    ...['fencing/check-agents.ts', 'fencing/delay-check.ts'],
  ],
  daemon: [''],
};

/** Beginning of a path below src -> modules of node it may use. `*`: all, and the packages that do I/O. First wins. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  'host/': ['*'],
  'daemon/': ['*'],
  'witness/picket-witness.ts': ['*'],
  // The demonstration plays two hosts; also the file cli/demo.ts.
  'cli/demo': ['*'],
  'cli/': ['node:path', 'node:readline', 'node:util'],
  'control/': ['node:http', 'node:stream'],
  'wire/': ['node:crypto'],
};
const IO_PACKAGES = ['execa', 'pino'];

/** Only here may code read a clock, arm a timer or roll dice: everybody else is handed the ports. */
const WORLDLY = ['host', 'daemon'];
/** Only here may it look at the process it runs in: command lines, and the program of a third host. */
const PROGRAMS = ['cli', 'picket-witness.ts'];
const CLOCKS = /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bprocess\.hrtime\b|\bnode:perf_hooks\b/;
const TIMERS =
  /(?<![.\w])(?:globalThis\.)?set(?:Timeout|Interval|Immediate)\(|\bnode:timers\b|\bAbortSignal\.timeout\b/;
const DICE = /\bMath\.random\b|\bgetRandomValues\b|\brandom(?:Bytes|Int|UUID|Fill|FillSync)\b/;
// Not `pid`: a ProcessId is often called process.
const PROCESS =
  /\bprocess\.(?:env|argv|exit|exitCode|kill|on|once|cwd|chdir|platform|get\w+|std\w+|memoryUsage|nextTick)\b/;
const CHANCE_AND_TIME = anyOf(CLOCKS, TIMERS, DICE);
const WORLD = anyOf(CLOCKS, TIMERS, DICE, PROCESS);

const LONGEST_FILE = 400;

interface Source {
  /** Below src, e.g. `cli/demo/power.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources: readonly Source[] = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .sort()
  .map((path) => {
    const text = readFileSync(join('src', path), 'utf8');
    const found = withoutComments(text).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g);
    return { path, text, imports: [...found].map((match) => match[1] ?? '') };
  });

function withoutComments(text: string): string {
  // Blanks keep the offsets, so that line numbers stay right.
  return text.replaceAll(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*/g, (comment) =>
    comment.replaceAll(/[^\n]/g, ' '),
  );
}

function anyOf(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('|'), 'g');
}

function folderOf(path: string): string {
  return path.split('/')[0] ?? '';
}

/** The imported file below src, or undefined for a package or a module of node. */
function target(source: Source, name: string): string | undefined {
  if (name.startsWith('#src/')) return normalize(name.slice('#src/'.length));
  if (name.startsWith('.')) return normalize(join(dirname(source.path), name));
  return undefined;
}

function broken(rule: (source: Source) => readonly string[]): readonly string[] {
  return sources.flatMap((source) => rule(source).map((what) => `src/${source.path}: ${what}`));
}

describe('the house plan', () => {
  it('covers every folder of src', () => {
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.map(({ path }) => folderOf(path)).filter((folder) => !(folder in MAY_IMPORT))).toEqual([]);
  });

  it('lets dependencies point downwards only', () => {
    const upward = broken((source) => {
      const own = folderOf(source.path);
      const allowed = [`${own}/`, ...(MAY_IMPORT[own] ?? [])];
      return source.imports
        .flatMap((name) => target(source, name) ?? [])
        .filter((path) => !allowed.some((prefix) => path.startsWith(prefix)));
    });
    expect(upward).toEqual([]);
  });

  it('lets nothing outside src/host and src/daemon touch the world but through ports', () => {
    const worldly = broken((source) => {
      const allowed = Object.entries(MAY_USE).find(([prefix]) => source.path.startsWith(prefix))?.[1] ?? [];
      if (allowed.includes('*')) return [];
      return source.imports
        .filter((name) => name.startsWith('node:') || IO_PACKAGES.includes(name))
        .filter((name) => !allowed.includes(name));
    });
    expect(worldly).toEqual([]);
  });

  it('keeps clocks, timers and dice in src/host and src/daemon, and the process to programs', () => {
    const found = broken((source) => {
      const [folder, file] = [folderOf(source.path), basename(source.path)];
      if (WORLDLY.includes(folder)) return [];
      const world = PROGRAMS.includes(folder) || PROGRAMS.includes(file) ? CHANCE_AND_TIME : WORLD;
      const code = withoutComments(source.text);
      // Virtual time goes on when all promises are done, which only a turn of the event loop shows.
      const isTurn = (match: RegExpExecArray): boolean =>
        source.path.startsWith('sim/') && match[0] === 'setImmediate(';
      return [...code.matchAll(world)]
        .filter((match) => !isTurn(match))
        .map((match) => `line ${code.slice(0, match.index).split('\n').length}: ${match[0]}`);
    });
    expect(found).toEqual([]);
  });
});

describe('every file of src', () => {
  it('opens by saying what it is for', () => {
    expect(
      broken(({ text }) => (/^(#!.*\n)?\/\*\*/.test(text) ? [] : ['no doc comment at the top'])),
    ).toEqual([]);
  });

  it(`is at most ${LONGEST_FILE} lines long`, () => {
    const long = broken(({ text }) => {
      const lines = text.split('\n').length - 1;
      return lines > LONGEST_FILE ? [`${lines} lines`] : [];
    });
    expect(long).toEqual([]);
  });

  it('is finished', () => {
    expect(broken(({ text }) => text.match(/\b(TODO|FIXME|XXX)\b/g) ?? [])).toEqual([]);
  });
});
