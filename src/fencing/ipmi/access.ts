/** How a BMC that a fence agent reaches is asked directly, with ipmitool, for what no agent tells. */
import type { FenceDevice } from '#src/config/model.ts';
import { AGENT_PATH, type AgentPorts } from '#src/fencing/agent-answer.ts';
import { login } from '#src/fencing/ipmi/ipmitool-call.ts';
import { passwordOf } from '#src/fencing/ipmi/password.ts';
import { type IpmiSettings, readSettings, SUITES } from '#src/fencing/ipmi/settings.ts';
import type { Millis } from '#src/host/ports.ts';

/** One login, as cluster.xml gives it to the agent. */
export interface IpmiAccess {
  readonly settings: IpmiSettings;
  readonly password: string;
  /** Cipher suites to try, the first that opens a session is right. */
  readonly suites: readonly string[];
}

/** Of fence-agents: fence_ipmilan and those that are the same program by another name; and the built-in one. */
const IPMI_AGENTS: ReadonlySet<string> = new Set([
  'fence_ipmi',
  'fence_ipmilan',
  'fence_ipmilanplus',
  'fence_ilo3',
  'fence_ilo4',
  'fence_ilo5',
  'fence_idrac',
  'fence_imm',
]);
/** Those that speak IPMI 1.5 unless told otherwise; the others are agents for newer BMCs. */
const OLD_BY_DEFAULT: ReadonlySet<string> = new Set(['fence_ipmilan']);
const LONGEST_CALL: Millis = 10_000;

export function speaksIpmi(device: FenceDevice): boolean {
  return IPMI_AGENTS.has(programOf(device));
}

/** Undefined when the password program gives none, or the attributes can't be given to ipmitool. Never rejects. */
export async function ipmiAccess(ports: AgentPorts, device: FenceDevice): Promise<IpmiAccess | undefined> {
  const lanplus = OLD_BY_DEFAULT.has(programOf(device)) ? '0' : '1';
  const settings = readSettings({ lanplus, ...device.attributes });
  if (settings.kind === 'unfit') return undefined;
  const password = await passwordOf(ports, settings, device.attributes, LONGEST_CALL, undefined);
  if (password.kind !== 'password') return undefined;
  const suites = settings.suite === undefined ? SUITES : [settings.suite];
  return { settings, password: password.text, suites: settings.protocol === 'lan' ? [''] : suites };
}

/** What ipmitool prints; undefined when it fails for whatever reason, or takes longer than 10 s. Never rejects. */
export async function askBmc(
  { commands }: Pick<AgentPorts, 'commands'>,
  { settings, password, suites: [suite = ''] }: IpmiAccess,
  words: readonly string[],
): Promise<string | undefined> {
  const { args, env } = login(settings, password, suite, { seconds: 2, tries: 1 });
  const outcome = await commands.run({
    file: settings.program,
    args: [...args, ...words],
    env: { PATH: AGENT_PATH, LC_ALL: 'C', ...env },
    timeout: LONGEST_CALL,
  });
  return outcome.kind === 'exited' && outcome.code === 0 ? outcome.stdout : undefined;
}

function programOf({ agent }: FenceDevice): string {
  return agent.split('/').at(-1) ?? '';
}
