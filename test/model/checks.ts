/** What the model checker is asked: which bounds, which switch, and what has to come of it. Data only; for run.ts. */

export interface Check {
  readonly name: string;
  /** -D options of picket.pml. */
  readonly options: readonly string[];
  /** `hash`: every state, kept as a 64-bit hash; `bits`: one bit each, so some may be passed over. */
  readonly search: 'hash' | 'bits';
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
    options: options(all),
    search: 'hash',
    seconds: 180,
    expect: 'safe',
    quick,
  };
}

function three(views: string, bounds: Bounds): Check {
  const all = { ...THREE, ...script(views), ...bounds };
  return {
    name: `3 nodes, views ${views}`,
    options: options(all),
    search: 'hash',
    seconds: 120,
    expect: 'safe',
    quick: false,
  };
}

function broken(switches: string, bounds: Bounds = {}, quick = false): Check {
  const isThree = 'SCRIPT' in bounds;
  const all = { ...(isThree ? THREE : TWO), ...bounds };
  return {
    name: `${switches} (${isThree ? 3 : 2} nodes)`,
    options: options(all, switches),
    search: isThree ? 'hash' : 'bits',
    seconds: 90,
    expect: 'violation',
    quick,
  };
}

function secondLine(switches: string, bounds: Bounds = {}): Check {
  return { ...broken(switches, bounds), search: 'hash', expect: 'second line' };
}

/** Node 0 was lost; 2, alone, is told that it is down; 0 boots and joins 1; then 1, alone for a while, meets 2. */
const STALE_PROOF: Bounds = { ...script('26 24 13 12 16'), CRASHES: 0, VOUCHES: 1, WORDS: 1 };

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
  {
    name: '3 nodes, any view, 2 epochs, 1 crash',
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
];
