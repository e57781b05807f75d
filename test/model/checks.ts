/** What the model checker is asked: which model, which bounds, which switch, and what has to come of it. Data only; for run.ts. */

export interface Check {
  readonly name: string;
  /** picket.pml: what must never happen (S1, S3); rest.pml: that it comes to rest in one view (L1). */
  readonly model: 'picket.pml' | 'rest.pml';
  /** -D options of the model. */
  readonly options: readonly string[];
  /** `exact`: every state is kept whole; `bits`: one bit each, so some may be passed over. */
  readonly search: 'exact' | 'bits';
  /** Longest run. */
  readonly seconds: number;
  readonly expect: /** No violation, and the search comes to its end. */
    | 'safe'
    /** No violation in the time there is: no proof. */
    | 'safe so far'
    | 'violation'
    /** A measure behind which another one stands: none is found, and the search comes to its end. */
    | 'second line';
  readonly quick: boolean;
}

type Bounds = Readonly<Record<string, number>>;

/** Two nodes. Cables are cut only where it is said: a message that never arrives is among the steps anyhow. */
const TWO: Bounds = { EMAX: 3, CUTS: 0, STOPS: 0 };
const THREE: Bounds = { N: 3, EMAX: 4, CUTS: 0, STOPS: 0, STARTS: 2, LIVES: 2 };
const REST: Bounds = { LOSSES: 1, CRASHES: 1 };

function options(bounds: Bounds, switches = ''): readonly string[] {
  return [...Object.entries(bounds).map(([key, value]) => `${key}=${value}`), ...switches.split(' ')].filter(
    (option) => option !== '',
  );
}

/** Views in the order in which they are proposed: the proposer, and the members as bits. */
function script(views: string): Bounds {
  const list = views.split(' ').map(Number);
  const slots = Array.from({ length: 8 }, (_, at) => [`VIEW${at + 1}`, list[at] ?? 99] as const);
  return { SCRIPT: list.length, ...Object.fromEntries(slots) };
}

function two(name: string, bounds: Bounds, quick = false): Check {
  const all = { ...TWO, ...bounds };
  return {
    name: `2 nodes, ${name}`,
    model: 'picket.pml',
    options: options(all),
    search: 'exact',
    seconds: 900,
    expect: 'safe',
    quick,
  };
}

function three(views: string, bounds: Bounds, what = '', switches = ''): Check {
  const all = { ...THREE, ...script(views), ...bounds };
  return {
    name: `3 nodes, views ${views}${what}`,
    model: 'picket.pml',
    options: options(all, switches),
    search: 'exact',
    seconds: 900,
    expect: 'safe',
    quick: false,
  };
}

function rest(name: string, bounds: Bounds): Check {
  const all = { ...REST, ...bounds };
  return {
    name: `3 nodes come to rest, ${name}`,
    model: 'rest.pml',
    options: options(all),
    search: 'exact',
    seconds: 900,
    expect: 'safe',
    quick: false,
  };
}

function broken(switches: string, bounds: Bounds = {}, quick = false): Check {
  const isThree = 'SCRIPT' in bounds;
  const all = { ...(isThree ? THREE : TWO), ...bounds };
  return {
    name: `${switches} (${isThree ? 3 : 2} nodes)`,
    model: 'picket.pml',
    options: options(all, switches),
    search: isThree ? 'exact' : 'bits',
    seconds: 900,
    expect: 'violation',
    quick,
  };
}

function restless(switches: string): Check {
  return {
    ...rest(switches, {}),
    name: `${switches} (3 nodes come to rest)`,
    options: options(REST, switches),
    expect: 'violation',
    quick: true,
  };
}

function secondLine(switches: string, bounds: Bounds = {}): Check {
  return { ...broken(switches, bounds), search: 'exact', expect: 'second line' };
}

/** Node 0 was lost; 2, alone, is told that it is down; 0 boots and joins 1; then 1, alone for a while, meets 2. */
const STALE_PROOF: Bounds = { ...script('26 24 13 12 16'), CRASHES: 0, VOUCHES: 1, WORDS: 1 };
/** Node 1 is fenced and boots alone; 2 is down, and 1 is told so; 2 boots, meets 0 and gets the service; 0 starts again and meets 1. */
const WORD: Bounds = { ...script('5 5 13'), CRASHES: 2, VOUCHES: 1 };
/** 1 says good-bye and stays; 2 comes back and goes on with 0. */
const GOOD_BYE: Bounds = { ...script('3 5'), CRASHES: 1, LEAVES: 1 };
/** After that, 0 loses its ledger and meets 1, who knows of nothing. The witness's vote goes and comes. */
const BLANK: Bounds = { ...script('13 13'), TOOK_BACK: 1, CRASHES: 1, BLANKS: 1, WITNESS: 2 };
/** 0 and 2 do not hear each other, and both would have 1. */
const DUEL: Bounds = { ...script('3 26'), DUEL: 1, CRASHES: 0, LATE: 1 };

export const CHECKS: readonly Check[] = [
  two('3 epochs, 1 crash, 1 cut', { CUTS: 1 }, true),
  two('3 epochs, 1 crash, 1 cut, 1 stop', { CUTS: 1, STOPS: 1 }),
  two('3 epochs, 2 crashes', { CRASHES: 2, LIVES: 4 }),
  two('4 epochs, 1 crash', { EMAX: 4, LIVES: 4 }),
  two('2 epochs, 1 crash, 1 cut, 1 stop, shots that land late', { EMAX: 2, CUTS: 1, STOPS: 1, LATE: 1 }),
  two('3 epochs, 1 crash, 1 cut, an operator who vouches', { CUTS: 1, VOUCHES: 1 }),
  two('3 epochs, 1 crash, a node that leaves, or stays after all', { LEAVES: 1 }),
  three('16 13 27', { CRASHES: 1 }),
  three('27 13 26', { CRASHES: 1 }),
  three('13 26 17', { CRASHES: 1 }),
  three('16 7 26 16', { CRASHES: 1 }),
  three('16 1 26', { CRASHES: 0 }),
  three('26 24 13 12 16', STALE_PROOF),
  three('5 5 13', WORD, ", an operator's word before the first view"),
  three('3 5', GOOD_BYE, ', a node that leaves, or stays after all'),
  three('13 13', BLANK, ', a ledger that is lost after a good-bye that was taken back'),
  three('16 13', { CRASHES: 1, LATE: 1 }, ', shots that land and words that arrive late'),
  three('3 26', DUEL, ', nobody shoots back (L2)'),
  rest('a message is lost, a daemon restarts', {}),
  rest('two messages are lost, a daemon restarts', { LOSSES: 2 }),
  rest('a message is lost, two daemons restart', { CRASHES: 2 }),
  {
    name: '3 nodes, any view, 2 epochs, 1 crash',
    model: 'picket.pml',
    options: options({ N: 3, EMAX: 2, CUTS: 0, STOPS: 0, LIVES: 2 }),
    search: 'bits',
    seconds: 45,
    expect: 'safe so far',
    quick: false,
  },
  broken('NO_FENCE'),
  broken('SHOT_IS_OFF'),
  broken('FENCE_UNBOUND', {}, true),
  broken('NEW_BOOT'),
  broken('STOP_FAILED', { STOPS: 1 }, true),
  broken('NO_REPORT', {}, true),
  broken('IN_HAND', {}, true),
  broken('ORPHANS'),
  broken('ANY_EPOCH'),
  broken('MISSING_GONE', {}, true),
  broken('TRUST_OLD', { CUTS: 1, VOUCHES: 1 }),
  broken('LEFT_BY_WORD', { LEAVES: 1 }),
  broken('PLACE_ON_LEFT', { LEAVES: 1 }),
  broken('NO_QUORUM', { ...script('16 1 26'), CRASHES: 0 }),
  broken('STAMPS_ONLY', STALE_PROOF),
  broken('WORD_STANDS', WORD),
  broken('OLD_STAMP', GOOD_BYE),
  broken('TRUST_BLANK', BLANK),
  broken('BLANK_SPENT', BLANK),
  broken('FOLLOW_TARGET', DUEL),
  restless('NO_REMINDER'),
  restless('REMIND_ONLY'),
  broken('HALF INSTALL_SOME NO_ALL_ACK', { CUTS: 1 }),
  broken('HALF INSTALL_SOME TRUST_OLD', { CUTS: 1 }),
  secondLine('HALF'),
  secondLine('HALF_JOINS'),
  secondLine('INSTALL_SOME'),
  secondLine('NO_ALL_ACK'),
  secondLine('NO_PERSIST'),
  secondLine('ANY_INCARNATION'),
  secondLine('PROOF_OF_ANY'),
  secondLine('NO_DOUBTS'),
  secondLine('NO_WAIT'),
  secondLine('SAME_EPOCH'),
  secondLine('POOR_START', BLANK),
];
