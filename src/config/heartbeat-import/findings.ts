/** What an import has to say to the administrator: what it assumed, and what it can't decide without them. */

/** A line of one of Heartbeat's files; without a number the file as a whole. */
export interface Place {
  readonly file: string;
  /** 1-based. */
  readonly line: number | undefined;
}

export interface Finding extends Place {
  /** One sentence or two. Never holds a password. */
  readonly message: string;
}

export interface Findings {
  /** Assumptions and differences, for reading. */
  readonly notes: readonly Finding[];
  /** With one of these nothing is written. */
  readonly problems: readonly Finding[];
  note(place: Place, message: string): void;
  problem(place: Place, message: string): void;
}

export function createFindings(): Findings {
  const notes: Finding[] = [];
  const problems: Finding[] = [];
  return {
    notes,
    problems,
    note: ({ file, line }, message) => void notes.push({ file, line, message }),
    problem: ({ file, line }, message) => void problems.push({ file, line, message }),
  };
}

/** `ha.cf:12: auto_failback legacy became on`. */
export function formatFinding({ file, line, message }: Finding): string {
  return `${file}${line === undefined ? '' : `:${line}`}: ${message}`;
}
