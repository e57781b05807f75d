/** The OpenAPI document of the control API: served at /v1/openapi.json and kept in docs/openapi.json. */
import { CONFIG_SCHEMAS, configPaths } from './openapi-config.ts';
import { GUEST_SCHEMAS, guestPaths } from './openapi-guests.ts';
import { SCHEMAS } from './openapi-schemas.ts';
import { VERSION } from './version.ts';

/** A fresh document, plain JSON. */
export function openApi(): Readonly<Record<string, unknown>> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Picket control API',
      version: VERSION,
      description:
        'HTTP/1.1 on unix sockets: /run/picket/control.sock for everything (root and group picket), ' +
        '/run/picket/status.sock for GET only (everyone). Errors are problem documents (RFC 9457).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: PATHS,
    components: { schemas: { ...SCHEMAS, ...CONFIG_SCHEMAS, ...GUEST_SCHEMAS } },
  };
}

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

const ok = (description: string, schema: object): object => ({
  200: { description, content: { 'application/json': { schema } } },
  default: {
    description: 'Anything else',
    content: { 'application/problem+json': { schema: ref('Problem') } },
  },
});

const pathParameter = (name: string, description: string, schema: object = { type: 'string' }): object => ({
  name,
  in: 'path',
  required: true,
  description,
  schema,
});

const after = {
  name: 'after',
  in: 'query',
  required: false,
  description: 'Only events with a greater sequence.',
  schema: { type: 'integer', minimum: 0 },
};

const body = (properties: object, required: readonly string[] = []): object => ({
  required: required.length > 0,
  content: {
    'application/json': { schema: { type: 'object', properties, required, additionalProperties: false } },
  },
});

const who = { type: 'string', description: 'The person who asks, for the record' };

const held = 'Held until it is done; it goes on when the client goes away.';

const PATHS = {
  '/v1/status': {
    get: {
      summary: 'The whole cluster as this node sees it',
      responses: ok('Status', ref('StatusDocument')),
    },
  },
  '/v1/events': {
    get: {
      summary: 'Kept events, oldest first',
      parameters: [after],
      responses: ok('Events', {
        type: 'object',
        required: ['events'],
        properties: { events: { type: 'array', items: ref('ClusterEvent') } },
      }),
    },
  },
  '/v1/events/stream': {
    get: {
      summary: 'Events as they happen (server-sent events)',
      description:
        'With `after` (or the header Last-Event-ID) kept events come first. `id` is the sequence, `event` the name, ' +
        '`data` a ClusterEvent. A comment is sent every 15 s.',
      parameters: [after],
      responses: {
        200: {
          description: 'Event stream',
          content: { 'text/event-stream': { schema: { type: 'string' } } },
        },
      },
    },
  },
  '/v1/openapi.json': {
    get: { summary: 'This document', responses: ok('OpenAPI document', { type: 'object' }) },
  },
  '/v1/services/{id}/explain': {
    get: {
      summary: 'Where a service could run and why, and what it waits for',
      parameters: [pathParameter('id', 'As below; with instances="all" there is one explanation for each')],
      responses: ok('Explained', {
        type: 'object',
        required: ['explanations'],
        properties: { explanations: { type: 'array', items: ref('Explanation') } },
      }),
    },
  },
  '/v1/services/{id}/{verb}': {
    post: {
      summary: 'Operate a service',
      description: held,
      parameters: [
        pathParameter('id', '`service:web` (as `service%3Aweb`), or `web` for the same; `vm:web1`'),
        pathParameter('verb', 'What to do', {
          enum: [
            'enable',
            'disable',
            'stop',
            'restart',
            'relocate',
            'migrate',
            'convalesce',
            'freeze',
            'thaw',
          ],
        }),
      ],
      requestBody: body({
        node: {
          type: 'string',
          description: 'enable, relocate and migrate: the wanted node; migrate needs it',
        },
        prefer: { type: 'string', description: 'enable: the node that is taken if it can take the service' },
        who,
      }),
      responses: ok('Done', ref('CommandResult')),
    },
  },
  '/v1/nodes/{name}/fence': {
    post: {
      summary: 'Fence a node',
      description: held,
      parameters: [pathParameter('name', "The node's name")],
      requestBody: body({ action: { enum: ['off', 'reboot'], default: 'reboot' } }),
      responses: ok('The node is confirmed off (or was rebooted)', ref('CommandResult')),
    },
  },
  '/v1/nodes/{name}/fence-test': {
    post: {
      summary: 'Try out how a node would be fenced, from every member; nothing is switched',
      description: `${held} What was found is an answer also when it is not good: see \`code\` and \`paths\`.`,
      parameters: [pathParameter('name', "The node's name")],
      requestBody: body({ who }),
      responses: ok('Tried out', ref('FenceTestResult')),
    },
  },
  '/v1/nodes/{name}/confirm-down': {
    post: {
      summary: 'Vouch that a lost node is off',
      description:
        'For a fence that cannot succeed. If the node still runs, its services run twice and disks are destroyed.',
      parameters: [pathParameter('name', "The node's name")],
      requestBody: body({ who: { type: 'string', description: 'The person who vouches, for the record' } }, [
        'who',
      ]),
      responses: ok('Recorded', ref('CommandResult')),
    },
  },
  '/v1/nodes/{name}/standby': {
    post: {
      summary: 'Move the services of a node away, and place none there',
      description: `Holds until \`online\`, also over restarts. With \`wait\`: ${held.toLowerCase()}`,
      parameters: [pathParameter('name', "The node's name")],
      requestBody: body({
        wait: { type: 'boolean', description: 'Answer when all that can move has moved', default: false },
        stop: { type: 'boolean', description: 'Stop what no other node can take', default: false },
        who,
      }),
      responses: ok('Recorded; with `wait`: nothing is left there', ref('CommandResult')),
    },
  },
  '/v1/nodes/{name}/reboot': {
    post: {
      summary: 'Move the services of a node away, and reboot its host',
      description:
        'The node is in standby until it is back with a new boot, then that ends by itself. Nothing is rebooted while ' +
        `something stays there. With \`wait\`: ${held.toLowerCase()}`,
      parameters: [pathParameter('name', "The node's name")],
      requestBody: body({
        wait: { type: 'boolean', description: 'Answer when the node is empty and goes down', default: false },
        stop: { type: 'boolean', description: 'Stop what no other node can take', default: false },
        timeout: {
          type: 'integer',
          minimum: 0,
          description: 'How long all may take to move away, ms; at most, and by default, 15 min',
        },
        who,
      }),
      responses: ok('Recorded; with `wait`: it leaves the cluster and reboots', ref('CommandResult')),
    },
  },
  '/v1/nodes/{name}/online': {
    post: {
      summary:
        'End standby; let in a node that stays out because it and a member have fenced each other too often',
      parameters: [pathParameter('name', "The node's name")],
      requestBody: body({ who }),
      responses: ok('Recorded', ref('CommandResult')),
    },
  },
  '/v1/lock': {
    post: {
      summary: 'Start nothing until unlock; stops, checks and restarts in place go on',
      requestBody: body({ who }),
      responses: ok('Recorded', ref('CommandResult')),
    },
  },
  '/v1/unlock': {
    post: {
      summary: 'End lock; what waits is started',
      requestBody: body({ who }),
      responses: ok('Recorded', ref('CommandResult')),
    },
  },
  '/v1/maintenance': {
    post: {
      summary: 'Leave all services alone, or look after them again',
      requestBody: body({ on: { type: 'boolean' }, who }, ['on']),
      responses: ok('Recorded', ref('CommandResult')),
    },
  },
  ...configPaths({ ref, ok, body }),
  ...guestPaths({ ref, ok, body }),
  '/v1/drbd/{resource}/fence-peer': {
    post: {
      summary: "DRBD's fence-peer handler asks: may it go on without its peer?",
      description:
        'The peer is fenced if need be. Held until it is confirmed off, is connected again, or `patience` is over.',
      parameters: [pathParameter('resource', "The resource's name in DRBD")],
      requestBody: body(
        {
          peers: { type: 'string', description: "The peer's host name in DRBD; several with blanks between" },
          address: { type: 'string', description: "The peer's replication address" },
          peerId: { type: 'integer', minimum: 0, maximum: 255, description: "DRBD 9's number of the peer" },
          patience: {
            type: 'integer',
            minimum: 0,
            maximum: 600,
            description: 'How long the handler waits, s',
          },
        },
        ['patience'],
      ),
      responses: ok('Answered', ref('DrbdFencePeerResult')),
    },
  },
  '/v1/drbd/{resource}/synced': {
    post: {
      summary: 'A handler of DRBD says that a resync is done',
      parameters: [pathParameter('resource', "The resource's name in DRBD")],
      requestBody: body({ handler: { type: 'string', description: 'Which handler was called' } }),
      responses: ok('Noted', { type: 'object' }),
    },
  },
  '/v1/reload': {
    post: {
      summary: 'Read cluster.xml and the key file again; the file is pushed as by /v1/config/push',
      requestBody: body({}),
      responses: ok('The new configuration is in force', ref('ReloadResult')),
    },
  },
  '/v1/restart': {
    post: {
      summary: 'End this daemon and start it anew; what runs goes on',
      requestBody: body({}),
      responses: ok('It ends now', ref('RestartResult')),
    },
  },
};
