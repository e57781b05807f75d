/** A management controller that speaks Redfish (DMTF DSP0266): one system, basic authentication, TLS. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { device } from '#test/fencing/support/world.ts';
import {
  type Certificate,
  CONTROLLER_PASSWORD,
  CONTROLLER_USER,
  type Controller,
  listen,
  type Machine,
} from './management.ts';

const SYSTEM = '/redfish/v1/Systems/437XR1138R2';
const RESET = `${SYSTEM}/Actions/ComputerSystem.Reset`;
const RESETS = ['On', 'ForceOff', 'GracefulShutdown', 'ForceRestart', 'Nmi'];

type Reply = readonly [status: number, body?: unknown];

export async function startRedfish(tls: Certificate): Promise<Controller> {
  const machine: Machine = { power: 'on', mood: 'obeys', orders: [], refusals: 0 };
  const server = createServer(tls, (request, response) => {
    void body(request).then((text) => {
      if (machine.mood !== 'silent') send(response, answer(machine, request, text));
    });
  });
  const listening = await listen(server);
  return {
    ...listening,
    machine,
    fence: (attributes = {}, timeout = 20_000) =>
      device({
        name: 'redfish-node2',
        agent: 'fence_redfish',
        timeout,
        attributes: {
          ip: '127.0.0.1',
          ipport: String(listening.port),
          username: CONTROLLER_USER,
          password: CONTROLLER_PASSWORD,
          ssl_insecure: '1',
          power_timeout: '2',
          ...attributes,
        },
      }),
  };
}

function answer(machine: Machine, { method, url = '', headers }: IncomingMessage, text: string): Reply {
  const path = url.replace(/\/$/, '');
  if (method === 'GET' && path === '/redfish/v1') {
    return [
      200,
      { '@odata.id': path, RedfishVersion: '1.6.0', Systems: { '@odata.id': '/redfish/v1/Systems' } },
    ];
  }
  // Everything but the root is for those who may log in (DSP0266, 13.2.2).
  const known = Buffer.from(`${CONTROLLER_USER}:${CONTROLLER_PASSWORD}`).toString('base64');
  if (headers.authorization !== `Basic ${known}`) {
    machine.refusals += 1;
    return problem(401, 'Base.1.8.NoValidSession');
  }
  if (method === 'GET' && path === '/redfish/v1/Systems') {
    return [200, { '@odata.id': path, 'Members@odata.count': 1, Members: [{ '@odata.id': SYSTEM }] }];
  }
  if (method === 'GET' && path === SYSTEM) {
    const actions = {
      '#ComputerSystem.Reset': { target: RESET, 'ResetType@Redfish.AllowableValues': RESETS },
    };
    const power = machine.power === 'on' ? 'On' : 'Off';
    return [200, { '@odata.id': SYSTEM, Id: '437XR1138R2', PowerState: power, Actions: actions }];
  }
  if (method === 'POST' && path === RESET) return reset(machine, text);
  return problem(404, 'Base.1.8.ResourceMissingAtURI');
}

function reset(machine: Machine, text: string): Reply {
  const wish: unknown = JSON.parse(text).ResetType;
  if (typeof wish !== 'string' || !RESETS.includes(wish))
    return problem(400, 'Base.1.8.ActionParameterNotSupported');
  machine.orders.push(wish);
  if (machine.mood === 'refuses') return problem(403, 'Base.1.8.InsufficientPrivilege');
  if (machine.mood === 'obeys') machine.power = wish === 'On' || wish === 'ForceRestart' ? 'on' : 'off';
  return [204];
}

function problem(status: number, code: string): Reply {
  return [status, { error: { code, message: 'See @Message.ExtendedInfo.' } }];
}

function send(response: ServerResponse, [status, content]: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json', 'OData-Version': '4.0' });
  response.end(content === undefined ? undefined : JSON.stringify(content));
}

async function body(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) text += piece;
  return text;
}
