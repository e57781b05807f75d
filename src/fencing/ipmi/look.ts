/** What a BMC tells of itself and of whoever has logged in: for the test of a fence device. Changes nothing. */
import type { FenceDevice } from '#src/config/model.ts';
import type { AgentPorts } from '#src/fencing/agent-answer.ts';
import { type Identity, identityOf } from '#src/fencing/identity.ts';
import { askBmc, type IpmiAccess, ipmiAccess } from '#src/fencing/ipmi/access.ts';

export interface IpmiLook {
  /** Of the machine that it is built into, as far as it tells. */
  readonly identity: Identity;
  /** The highest privilege that the login has; undefined when it does not tell. */
  readonly privilege: string | undefined;
}

/** Chassis Control, which switches power, needs this one or more (IPMI 2.0, table G-1). */
const ENOUGH: readonly string[] = ['OPERATOR', 'ADMINISTRATOR', 'OEM'];

export function maySwitchPower(privilege: string): boolean {
  return ENOUGH.includes(privilege);
}

const SESSION = ['session', 'info', 'active'];

/** Undefined when it can't be asked with ipmitool. Never rejects; settles within a minute. */
export async function lookAtBmc(ports: AgentPorts, device: FenceDevice): Promise<IpmiLook | undefined> {
  const login = await ipmiAccess(ports, device);
  if (login === undefined) return undefined;
  let access = login;
  let session = await askBmc(ports, access, SESSION);
  for (const suite of login.suites.slice(1)) {
    if (session !== undefined) break;
    access = { ...login, suites: [suite] };
    session = await askBmc(ports, access, SESSION);
  }
  const guid = await askBmc(ports, access, ['mc', 'guid']);
  if (session === undefined && guid === undefined) return undefined;
  const fru = await askBmc(ports, access, ['fru', 'print', '0']);
  const serials = ['Chassis Serial', 'Product Serial', 'Board Serial'].map((name) => field(fru, name));
  return {
    identity: identityOf([systemGuid(guid)], serials),
    privilege: await privilegeOf(ports, access, session),
  };
}

/** `ipmitool mc guid` as older and newer versions print it. */
export function systemGuid(text: string | undefined): string | undefined {
  return field(text, 'System GUID');
}

/** The lesser of what the session got and what the user may have: some BMCs open a session for more than they grant. */
async function privilegeOf(
  ports: AgentPorts,
  access: IpmiAccess,
  session: string | undefined,
): Promise<string | undefined> {
  const [granted, user, channel] = ['privilege level', 'user id', 'channel number'].map((name) =>
    field(session, name),
  );
  if (user === undefined || channel === undefined) return granted;
  const words = ['channel', 'getaccess', String(Number(channel)), user];
  const limit = field(await askBmc(ports, access, words), 'Privilege Level');
  return [granted, limit].find((level) => level !== undefined && !maySwitchPower(level)) ?? granted ?? limit;
}

function field(text: string | undefined, name: string): string | undefined {
  const line = text?.split('\n').find((one) => one.trim().startsWith(name));
  const value = line?.slice(line.indexOf(':') + 1).trim();
  return value === '' ? undefined : value;
}
