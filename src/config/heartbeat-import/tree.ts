/** Puts the resources of one service into a tree that starts them in the order of the line, and stops them in reverse. */
import { placeOf } from '../levels.ts';
import type { XmlText } from './xml-text.ts';

/** An element below `<service>`, still without children. */
export interface Leaf extends XmlText {
  readonly type: string;
}

interface Branch extends Leaf {
  readonly children: Branch[];
}

/**
 * The elements to write into `<service>`. Two resources stand side by side where their types keep them in order; else
 * the later one stands inside the earlier one, which starts before it whatever the types are.
 */
export function arrange(leaves: readonly Leaf[]): readonly XmlText[] {
  const top: Branch[] = [];
  let siblings = top;
  let parent = 'service';
  let last: Branch | undefined;
  for (const leaf of leaves) {
    if (last !== undefined && !mayFollow(last.type, leaf.type, parent)) {
      siblings = last.children;
      parent = last.type;
    }
    last = { ...leaf, children: [] };
    siblings.push(last);
  }
  return top;
}

function mayFollow(type: string, next: string, parent: string): boolean {
  const step = (op: 'start' | 'stop'): number => placeOf(op, next, parent) - placeOf(op, type, parent);
  return step('start') >= 0 && step('stop') <= 0;
}
