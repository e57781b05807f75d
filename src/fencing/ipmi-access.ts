/** How a BMC that a fence agent reaches is asked directly, with ipmitool, for what no agent tells. */
import type { FenceDevice } from '#src/config/model.ts';
import type { Command, Millis } from '#src/host/ports.ts';
import { AGENT_PATH, type AgentPorts } from './agent-answer.ts';

/** One login, as cluster.xml gives it to the agent. */
export interface IpmiAccess {
  readonly args: readonly string[];
  /** Cipher suites to try, the first that opens a session is right; empty where there are none. */
  readonly suites: readonly string[];
  /** The password goes by environment: no other user can read that. */
  readonly env: Readonly<Record<string, string>>;
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
/** Without one in cluster.xml: that of today's BMCs, then the one that IPMI 2.0 demands of all. */
const SUITES: readonly string[] = ['17', '3'];
const LONGEST_CALL: Millis = 10_000;

export function speaksIpmi({ agent }: FenceDevice): boolean {
  return IPMI_AGENTS.has(agent.split('/').at(-1) ?? '');
}

/** Undefined when the password program gives none, or the device says no address. Never rejects. */
export async function ipmiAccess(ports: AgentPorts, device: FenceDevice): Promise<IpmiAccess | undefined> {
  const given = (...names: readonly string[]): string | undefined =>
    names.map((name) => device.attributes[name]).find((value) => value !== undefined && value !== '');
  const host = given('ip', 'ipaddr');
  const script = given('password_script', 'passwd_script');
  const password = script === undefined ? given('password', 'passwd') : await printed(ports, script);
  if (host === undefined || (script !== undefined && password === undefined)) return undefined;
  const user = given('username', 'login');
  const lanplus = given('lanplus')?.toLowerCase();
  const isOld = lanplus === undefined && OLD_BY_DEFAULT.has(device.agent.split('/').at(-1) ?? '');
  const plus = !isOld && !['0', 'no', 'off', 'false'].includes(lanplus ?? '1');
  const cipher = given('cipher');
  const kg = given('hexadecimal_kg');
  return {
    args: [
      ...[
        '-I',
        plus ? 'lanplus' : 'lan',
        '-H',
        host,
        '-p',
        given('ipport') ?? '623',
        '-N',
        '2',
        '-R',
        '1',
        '-E',
      ],
      ...(user === undefined ? [] : ['-U', user]),
      ...(plus && kg !== undefined ? ['-K'] : []),
      ...['-L', (given('privlvl') ?? 'administrator').toUpperCase()],
    ],
    suites: plus ? (cipher === undefined ? SUITES : [cipher]) : [],
    env: { IPMI_PASSWORD: password ?? '', ...(kg === undefined ? {} : { IPMI_KGKEY: kg }) },
  };
}

/** What ipmitool prints; undefined when it fails for whatever reason, or takes longer than 10 s. Never rejects. */
export async function askBmc(
  { commands }: Pick<AgentPorts, 'commands'>,
  { args, env, suites: [suite] }: IpmiAccess,
  words: readonly string[],
): Promise<string | undefined> {
  const command = {
    file: 'ipmitool',
    args: [...args, ...(suite === undefined ? [] : ['-C', suite]), ...words],
  };
  return output(commands, {
    ...command,
    env: { PATH: AGENT_PATH, LC_ALL: 'C', ...env },
    timeout: LONGEST_CALL,
  });
}

/** As fence-agents run it: by the shell. */
async function printed({ commands }: AgentPorts, script: string): Promise<string | undefined> {
  const env = { PATH: AGENT_PATH, LC_ALL: 'C' };
  const text = await output(commands, { file: '/bin/sh', args: ['-c', script], env, timeout: LONGEST_CALL });
  return text?.trimEnd() === '' ? undefined : text?.trimEnd();
}

async function output(commands: AgentPorts['commands'], command: Command): Promise<string | undefined> {
  const outcome = await commands.run(command);
  return outcome.kind === 'exited' && outcome.code === 0 ? outcome.stdout : undefined;
}
