/**
 * What a sabotage is: one safety measure of the product switched off, by a patch of its source that only a process of
 * the simulator ever sees. A simulator that does not notice it proves nothing. Pure.
 */

/** The safety rules and promises of ARCHITECTURE.md; `order`: of services that depend on each other. */
export type Rule = 'S1' | 'S2' | 'S3' | 'S4' | 'S7' | 'S8' | 'S9' | 'L1' | 'L2' | 'order';

export interface Patch {
  /** Below src. */
  readonly file: string;
  /** Text that occurs exactly once in it. */
  readonly find: string;
  readonly replace: string;
}

export interface Sabotage {
  readonly name: string;
  /** Which measure is off, in one sentence. */
  readonly what: string;
  /** One of these is broken by it. */
  readonly rules: readonly Rule[];
  readonly patches: readonly Patch[];
  /** Random stories after which it has to be noticed. */
  readonly seeds: number;
  /** Size of the clusters; any without it. */
  readonly nodes?: number;
  /** A scenario of test/scenarios that shows it: where chance alone would take too long. */
  readonly scenario?: string;
}

/** The source as that sabotage has it. Throws when a patch does not fit exactly once. */
export function sabotaged({ name, patches }: Sabotage, file: string, source: string): string {
  return patches
    .filter((patch) => patch.file === file)
    .reduce((text, { find, replace }) => {
      const places = text.split(find).length - 1;
      if (places !== 1)
        throw new Error(`sabotage ${name}: its text occurs ${places} times in ${file}: ${find}`);
      return text.replace(find, () => replace);
    }, source);
}

/** Every file that it changes, once. */
export function filesOf({ patches }: Sabotage): readonly string[] {
  return [...new Set(patches.map(({ file }) => file))];
}
