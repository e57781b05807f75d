/** Heartbeat set-ups to import, and what the checker makes of the result. */
import { agents } from '#src/agents/registry.ts';
import { formatFinding } from '#src/config/heartbeat-import/findings.ts';
import {
  type ImportOptions,
  type ImportResult,
  importHeartbeat,
} from '#src/config/heartbeat-import/import.ts';
import { loadConfig } from '#src/config/load.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import { formatProblems } from '#src/config/report.ts';

/** As it stands on many a pair of servers. */
export const HA_CF = `
logfacility	local0
keepalive	500ms
deadtime	10		# ten seconds
warntime	5
initdead	60
udpport	695
bcast	eth1
ucast	eth0 10.0.0.1
ucast	eth0 10.0.0.2
auto_failback	off
node	alpha beta
ping	10.0.0.254
stonith_host	* external/ipmi alpha 10.9.0.1 admin secret-of-alpha lan
stonith_host	* external/ipmi beta 10.9.0.2 admin secret-of-beta lanplus
`;

const OPTIONS: ImportOptions = {
  name: undefined,
  addresses: [
    { node: 'alpha', link: undefined, ip: '10.0.0.1' },
    { node: 'alpha', link: 'eth1', ip: '10.1.0.1' },
    { node: 'beta', link: 'eth1', ip: '10.1.0.2' },
  ],
  outlets: [],
  systemd: false,
  noFencing: false,
  stonithFile: undefined,
  folder: '/etc/picket',
};

export function runImport(
  haCf: string,
  haresources: string | undefined,
  options: Partial<ImportOptions> = {},
): ImportResult {
  const services = haresources === undefined ? undefined : { file: 'haresources', text: haresources };
  return importHeartbeat(
    { haCf: { file: 'ha.cf', text: haCf }, haresources: services },
    { ...OPTIONS, ...options },
  );
}

/** The problems of an import as they are printed. */
export function problemsOf({ problems }: ImportResult): readonly string[] {
  return problems.map(formatFinding);
}

export function notesOf({ notes }: ImportResult): readonly string[] {
  return notes.map(formatFinding);
}

/** What the daemon makes of an import. Throws with all problems when `picket check` would refuse it. */
export function imported(result: ImportResult): ClusterConfig {
  if (result.xml === undefined) throw new Error(problemsOf(result).join('\n'));
  const { config, problems } = loadConfig(result.xml, 'cluster.xml', agents);
  if (config === undefined) throw new Error(`${formatProblems(problems).join('\n')}\n${result.xml}`);
  return config;
}

/** The services of lines of haresources on the sample's nodes. */
export function services(lines: string, options: Partial<ImportOptions> = {}): ClusterConfig['services'] {
  return imported(runImport(HA_CF, lines, options)).services;
}
