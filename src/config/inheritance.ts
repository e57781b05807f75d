/** Attributes that a resource takes from what stands around it. */

/** What stands around a resource: the service first, the direct parent last. */
export type Surroundings = readonly {
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
}[];

/**
 * rgmanager's two forms: `nfslock` is that attribute of the direct parent only, `service%nfslock` that of the nearest
 * `service` around. Undefined when it has none, or an empty one.
 */
export function inherited(from: string, around: Surroundings): string | undefined {
  const [type, name] = from.includes('%') ? from.split('%') : [undefined, from];
  const source = type === undefined ? around.at(-1) : around.findLast((each) => each.type === type);
  const value = source?.attributes[name ?? '']?.trim();
  return value === '' ? undefined : value;
}
