/** How ipmitool is called: one session for each call, secrets in its environment, no question that nobody would answer. */
import type { IpmiSettings } from '#src/fencing/ipmi/settings.ts';

export type IpmiOrder = 'status' | 'on' | 'off' | 'cycle';

/** How long ipmitool waits for each answer: `seconds`, and a second more for each of the further `tries`. */
export interface Listening {
  readonly seconds: number;
  readonly tries: number;
}

export interface IpmitoolCall {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly input: string | undefined;
}

/** The words of ipmitool's command, as its shell repeats them. */
export const OFF = 'chassis power off';
export const STATUS = 'chassis power status';

/**
 * `-C` always: without it ipmitool first asks the BMC for its suites, which takes up to 10 s where that is not answered.
 * `-E` and `-K` take the password and K_g from the environment, which only root and the same user can read.
 */
export function login(
  settings: IpmiSettings,
  password: string,
  suite: string,
  listening: Listening,
): Pick<IpmitoolCall, 'args' | 'env'> {
  const { protocol } = settings;
  const kg = protocol === 'lan' ? undefined : settings.kg;
  return {
    args: [
      ...['-I', protocol, '-H', settings.host, '-p', String(settings.port)],
      ...(settings.user === '' ? [] : ['-U', settings.user]),
      '-E',
      ...(kg === undefined ? [] : ['-K']),
      ...['-L', settings.privilege],
      ...(protocol === 'lanplus' ? ['-C', suite] : []),
      ...(settings.auth === undefined || protocol === 'lanplus' ? [] : ['-A', settings.auth]),
      ...(settings.target === undefined ? [] : ['-t', settings.target]),
      ...['-N', String(listening.seconds), '-R', String(listening.tries)],
    ],
    env: { IPMI_PASSWORD: password, ...(kg === undefined ? {} : { IPMI_KGKEY: kg }) },
  };
}

/**
 * `-v` has it say why no session came about; it still shows no secret. `thenRead`: an order off is followed by a reading
 * in the same session, through ipmitool's shell; without its last word that shell would never end.
 */
export function ipmitoolCall(
  settings: IpmiSettings,
  password: string,
  suite: string,
  listening: Listening,
  order: IpmiOrder,
  thenRead: boolean,
): IpmitoolCall {
  const shell = order === 'off' && thenRead;
  const { args, env } = login(settings, password, suite, listening);
  return {
    args: [...args, '-v', ...(shell ? ['shell'] : ['chassis', 'power', order])],
    env,
    input: shell ? `${OFF}\n${STATUS}\nexit\n` : undefined,
  };
}
