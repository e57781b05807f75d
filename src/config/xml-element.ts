/** The tree that reading XML gives: elements and attributes with their places. */
import type { Position } from './positions.ts';
import type { Place } from './problems.ts';

export interface XmlAttribute {
  readonly name: string;
  /** Entities resolved, line ends and tabs turned into spaces. */
  readonly value: string;
  /** First character of the value. */
  readonly at: Position;
  /** First character of the name. */
  readonly nameAt: Position;
}

export interface XmlElement extends Place {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, XmlAttribute>;
  readonly children: readonly XmlElement[];
  /** The opening `<`. */
  readonly at: Position;
  /** `/cluster/rm/service[web]`: names of the elements, with what their `name` or `ref` says. */
  readonly path: string;
}
