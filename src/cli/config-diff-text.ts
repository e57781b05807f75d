/** What `picket config diff` prints: what a push would do, service by service, and what stands against it. Pure. */
import type { ConfigDiff, ConfigServiceDiff } from '#src/cluster/commands.ts';

export function diffLines(diff: ConfigDiff): readonly string[] {
  const { from, to, services, others, objections } = diff;
  if (to === null) return ['the file has errors: nothing would change'];
  const names = `version ${from.version} (${short(from.digest)}) -> version ${to.version} (${short(to.digest)})`;
  if (from.digest === to.digest)
    return [`version ${from.version} (${short(from.digest)}) is in use: no difference`];
  const nothing = services.length + others.length === 0;
  return [
    names,
    ...(nothing ? ['nothing stops, starts or changes'] : []),
    ...services.flatMap(serviceLines),
    ...(others.length === 0 ? [] : [`taken up at once: ${others.join('; ')}`]),
    ...objections.map((objection) => `refused: ${objection}`),
  ];
}

function serviceLines(diff: ConfigServiceDiff): readonly string[] {
  const { service, change, owner, settings, leftAlone } = diff;
  const where = owner === null ? 'not running' : `runs on ${owner}`;
  if (leftAlone) return [`${service} is removed (${where}): what runs is left as it is`];
  const head = `${service} is ${change} (${change === 'added' ? 'new' : where})`;
  if (change === 'changed' && owner === null) return [head, ...changedLines(diff)];
  return [
    head,
    ...changedLines(diff),
    ...list('stop', diff.stop),
    ...list('start', diff.start),
    ...list('goes on with new values', diff.reconfigure),
    ...(settings.length > 0 && diff.stop.length + diff.start.length === 0 ? ['  nothing of it stops'] : []),
  ];
}

function changedLines({ changed, settings }: ConfigServiceDiff): readonly string[] {
  return [
    ...(settings.length > 0 ? [`  settings: ${settings.join(', ')}`] : []),
    ...changed.map(({ resource, attributes }) => `  ${resource}: ${attributes.join(', ')}`),
  ];
}

function list(what: string, resources: readonly string[]): readonly string[] {
  return resources.length === 0 ? [] : [`  ${what}: ${resources.join(', ')}`];
}

function short(digest: string): string {
  return digest.slice(0, 12);
}
