/** An iLO 2 as fence_ilo knows it: RIBCL 2.22 over TLS, one response after each command, credentials in every LOGIN. */
import { createServer, type TLSSocket } from 'node:tls';
import { device } from '#test/fencing/support/world.ts';
import {
  type Certificate,
  CONTROLLER_PASSWORD,
  CONTROLLER_USER,
  type Controller,
  listen,
  type Machine,
} from './management.ts';

const DENIED = ['0x005F', 'Login credentials rejected.'] as const;
const SYNTAX = ['0x0001', 'Syntax error: Line #0: syntax error near ">"'] as const;
const NO_RIGHT = ['0x0023', 'User does NOT have correct privilege for action.'] as const;
const FINE = ['0x0000', 'No error'] as const;

/** What a connection has said so far that counts for what follows. */
interface Session {
  /** Inside LOGIN: whether its name and password are right. */
  login: 'none' | 'wrong' | 'right';
  /** Inside SERVER_INFO: whether orders are allowed. */
  writing: boolean;
}

export async function startRibcl(tls: Certificate): Promise<Controller> {
  const machine: Machine = { power: 'on', mood: 'obeys', orders: [], refusals: 0 };
  const server = createServer({ ...tls, minVersion: 'TLSv1' }, (socket) => converse(machine, socket));
  server.on('tlsClientError', () => {});
  const listening = await listen(server);
  return {
    ...listening,
    machine,
    fence: (attributes = {}, timeout = 20_000) =>
      device({
        name: 'ilo-node2',
        agent: 'fence_ilo',
        timeout,
        attributes: {
          ipaddr: '127.0.0.1',
          ipport: String(listening.port),
          login: CONTROLLER_USER,
          password: CONTROLLER_PASSWORD,
          ssl_insecure: '1',
          power_timeout: '2',
          ...attributes,
        },
      }),
  };
}

function converse(machine: Machine, socket: TLSSocket): void {
  const session: Session = { login: 'none', writing: false };
  let heard = '';
  socket.on('error', () => {});
  socket.on('data', (piece) => {
    if (machine.mood === 'silent') return;
    heard += piece.toString();
    for (let tag = /<[^>]*>/.exec(heard); tag !== null; tag = /<[^>]*>/.exec(heard)) {
      heard = heard.slice(tag.index + tag[0].length);
      const said = obey(machine, session, tag[0]);
      if (said !== undefined) socket.write(said);
    }
  });
}

/** The answer to one tag; undefined where an iLO waits for more. */
function obey(machine: Machine, session: Session, tag: string): string | undefined {
  const name = /^<([?/]?\w+)/.exec(tag)?.[1] ?? '';
  switch (name) {
    case '?xml':
      return response(FINE);
    case 'RIBCL':
    case 'RIB_INFO':
    case '/RIB_INFO':
    case '/RIBCL':
      return undefined;
    case 'LOGIN': {
      const right =
        value(tag, 'USER_LOGIN') === CONTROLLER_USER && value(tag, 'PASSWORD') === CONTROLLER_PASSWORD;
      session.login = right ? 'right' : 'wrong';
      if (!right) machine.refusals += 1;
      return right ? undefined : response(DENIED);
    }
    case '/LOGIN':
      session.login = 'none';
      return undefined;
    case 'SERVER_INFO':
      session.writing = value(tag, 'MODE') === 'write';
      return undefined;
    case '/SERVER_INFO':
      session.writing = false;
      return undefined;
  }
  if (session.login !== 'right') return session.login === 'none' ? response(SYNTAX) : undefined;
  switch (name) {
    case 'GET_FW_VERSION':
      return response(
        FINE,
        '<GET_FW_VERSION\r\n FIRMWARE_VERSION = "2.33"\r\n FIRMWARE_DATE = "Mar 20 2015"\r\n MANAGEMENT_PROCESSOR = "iLO2"\r\n />',
      );
    case 'GET_HOST_POWER_STATUS':
      return response(FINE, `<GET_HOST_POWER\r\n HOST_POWER="${machine.power.toUpperCase()}"\r\n/>`);
    case 'HOLD_PWR_BTN':
    case 'PRESS_PWR_BTN':
      return response(press(machine, session, tag));
    default:
      return response(SYNTAX);
  }
}

/** The button toggles, held or pressed; held, it also turns off what hangs. */
function press(machine: Machine, { writing }: Session, tag: string): readonly [string, string] {
  if (!writing) return SYNTAX;
  machine.orders.push(tag.replaceAll(/[<>/]/g, '').trim());
  if (machine.mood === 'refuses') return NO_RIGHT;
  if (machine.mood === 'obeys') machine.power = machine.power === 'on' ? 'off' : 'on';
  return FINE;
}

function value(tag: string, attribute: string): string | undefined {
  const [, quoted] = new RegExp(`\\b${attribute}\\s*=\\s*("[^"]*"|'[^']*')`).exec(tag) ?? [];
  return quoted
    ?.slice(1, -1)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

function response([status, message]: readonly [string, string], content = ''): string {
  const said = `<RESPONSE\r\n STATUS="${status}"\r\n MESSAGE='${message}'\r\n />`;
  return `<?xml version="1.0"?>\r\n<RIBCL VERSION="2.22">\r\n${said}\r\n${content}\r\n</RIBCL>\r\n`;
}
