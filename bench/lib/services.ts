/**
 * The services that the benchmarks measure, the anchor beside them, and the files in which their times end up.
 * One clock for everything: this machine's, in ms since 1970.
 */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Victim of the failovers; the measured services prefer it. */
export const VICTIM = 'n2';
export const SURVIVOR = 'n1';

/**
 * <rm> with `count` services s1 .. on the victim. With `anchor` the survivor carries a service that outweighs all of
 * them together: in a race between two nodes it is the heavier, so it need not wait before it shoots.
 */
export function rmXml(folder: string, count: number, anchor: boolean): string {
  const script = writeStampScript(folder);
  const domain = (name: string, node: string, other: string): string =>
    `<failoverdomain name="${name}" ordered="1"><failoverdomainnode name="${node}" priority="1"/>` +
    `<failoverdomainnode name="${other}" priority="2"/></failoverdomain>`;
  const services = Array.from({ length: count }, (_, index) => {
    const name = `s${index + 1}`;
    return `    <service name="${name}" domain="on-victim" priority="1"><process name="${name}" command="${script} ${name}"/></service>`;
  });
  const first = `    <service name="anchor" domain="on-survivor" priority="${2 * count + 2}"><process name="anchor" command="${script} anchor"/></service>`;
  return `  <rm auto_failback="off">
    <failoverdomains>
      ${domain('on-victim', VICTIM, SURVIVOR)}
      ${domain('on-survivor', SURVIVOR, VICTIM)}
    </failoverdomains>
${anchor ? `${first}\n` : ''}${services.join('\n')}
  </rm>`;
}

/** The trivial start command: appends its time and its name to one file, then sleeps. */
function writeStampScript(folder: string): string {
  const script = join(folder, 'stamp-and-sleep');
  writeFileSync(script, `#!/bin/sh\necho "$(date +%s%N) $1" >>'${startFile(folder)}'\nexec sleep 1000000\n`);
  chmodSync(script, 0o755);
  return script;
}

const startFile = (folder: string): string => join(folder, 'start.stamps');
const agentFile = (folder: string): string => join(folder, 'agent.stamps');

function lines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}

/** Time of the first start of each measured service at or after `since`. */
export function starts(folder: string, since: number): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const line of lines(startFile(folder))) {
    const [nanos = '', name = ''] = line.split(' ');
    const at = Number(nanos) / 1e6;
    if (name !== 'anchor' && at >= since && !found.has(name)) found.set(name, at);
  }
  return found;
}

/** A fence agent that stamps begin and end of each call around the command that does the work. */
export function stampedAgent(command: string, folder: string): string {
  // As little as possible before the first stamp and after the last: all of that counts as Picket's overhead.
  return `#!/bin/sh
begin=$(date +%s%N)
input=$(cat)
printf '%s\\n' "$input" | ${command} "$@"
code=$?
case $input in
  *action=off*) action=off ;;
  *action=on*) action=on ;;
  *action=reboot*) action=reboot ;;
  *) action=status ;;
esac
echo "$begin $(date +%s%N) $action" >>'${agentFile(folder)}'
exit $code
`;
}

export interface AgentCall {
  readonly begin: number;
  readonly end: number;
  readonly action: string;
}

/** Finished calls of the agent that began at or after `since`. */
export function agentCalls(folder: string, since: number): readonly AgentCall[] {
  return lines(agentFile(folder))
    .map((line) => line.split(' '))
    .map(([begin, end, action = '']) => ({ begin: Number(begin) / 1e6, end: Number(end) / 1e6, action }))
    .filter(({ begin }) => begin >= since);
}
