/** POSIX option parsing as getopt(3) does it, for the commands whose options scripts have known for twenty years. */

export type Parsed =
  | { readonly option: string; readonly value: string | undefined }
  /** An unknown option, or one without its argument: getopt's '?'. `message` is getopt's own. */
  | { readonly option: '?'; readonly value: string | undefined; readonly message?: string };

export interface Arguments {
  /** In the order given. */
  readonly options: readonly Parsed[];
  readonly operands: readonly string[];
}

/**
 * `known` as in C: letters, each followed by `:` if it takes an argument. Operands may stand between options;
 * everything after `--` is an operand.
 */
export function getopt(program: string, args: readonly string[], known: string): Arguments {
  const options: Parsed[] = [];
  const operands: string[] = [];
  const queue = [...args];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--') {
      operands.push(...queue.splice(0));
    } else if (word.startsWith('-') && word.length > 1) {
      options.push(...cluster(program, word.slice(1), queue, known));
    } else {
      operands.push(word);
    }
  }
  return { options, operands };
}

/** One word of options: `-qe web`, `-eweb`. Takes an argument that stands in the next word from `queue`. */
function cluster(program: string, letters: string, queue: string[], known: string): readonly Parsed[] {
  const found: Parsed[] = [];
  for (let index = 0; index < letters.length; index++) {
    const letter = letters.charAt(index);
    const place = letter === ':' ? -1 : known.indexOf(letter);
    if (place < 0) {
      found.push({ option: '?', value: undefined, message: `${program}: invalid option -- '${letter}'` });
    } else if (known.charAt(place + 1) !== ':') {
      found.push({ option: letter, value: undefined });
    } else {
      const value = index + 1 < letters.length ? letters.slice(index + 1) : queue.shift();
      const message = `${program}: option requires an argument -- '${letter}'`;
      found.push(value === undefined ? { option: '?', value, message } : { option: letter, value });
      break;
    }
  }
  return found;
}
