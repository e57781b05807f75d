/** The part of the OpenAPI document that is about the configuration. */

/** How the document's other parts are written; see openapi.ts. */
export interface Writer {
  readonly ref: (name: string) => object;
  readonly ok: (description: string, schema: object) => object;
  readonly body: (properties: object, required: readonly string[]) => object;
}

const file = {
  text: { type: 'string', description: 'What stands in cluster.xml' },
  name: { type: 'string', description: "The file's name, for the problems" },
};

export function configPaths({ ref, ok, body }: Writer): Readonly<Record<string, object>> {
  const version = {
    name: 'version',
    in: 'query',
    required: false,
    description: 'An earlier version that this node still has',
    schema: { type: 'integer', minimum: 0 },
  };
  const versions = {
    type: 'object',
    required: ['versions'],
    properties: { versions: { type: 'array', items: ref('ConfigVersion') } },
  };
  return {
    '/v1/config': {
      get: {
        summary: 'cluster.xml as this node uses it, without passwords',
        description: 'Only on control.sock.',
        parameters: [version],
        responses: ok('The version', ref('ConfigDocument')),
      },
    },
    '/v1/config/history': {
      get: {
        summary: 'Versions of cluster.xml that were in force, newest first',
        description: 'Only on control.sock.',
        responses: ok('Versions', versions),
      },
    },
    '/v1/config/diff': {
      post: {
        summary: 'What putting a cluster.xml in force would do; nothing is touched',
        requestBody: body(file, ['text']),
        responses: ok('The difference, also of a file with errors', ref('ConfigDiff')),
      },
    },
    '/v1/config/push': {
      post: {
        summary: 'Put a cluster.xml in force on all members, or on none',
        description:
          'Held until the services that it touches follow it; it goes on when the client goes away.',
        requestBody: body(
          {
            ...file,
            who: { type: 'string', description: 'The person who changes it, for the record' },
            why: { type: 'string', description: 'For the record' },
          },
          ['text', 'who'],
        ),
        responses: ok('It is in force; `problems` are warnings', ref('ConfigPushResult')),
      },
    },
  };
}

const text = { type: 'string' };
const whole = { type: 'integer' };
const flag = { type: 'boolean' };
const texts = { type: 'array', items: text };
const wallMs = { type: 'number', description: 'Wall-clock milliseconds since 1970' };

function object(properties: Readonly<Record<string, object>>): object {
  return { type: 'object', required: Object.keys(properties), properties };
}

const orNull = (schema: object): object => ({ oneOf: [schema, { type: 'null' }] });
const NAMED = { version: whole, digest: { type: 'string', description: 'SHA-256 of the text' } };
const RECORD = { by: text, why: text };

const SERVICE = object({
  service: text,
  change: { enum: ['added', 'removed', 'changed'] },
  owner: { type: ['string', 'null'] },
  stop: texts,
  start: texts,
  reconfigure: texts,
  changed: { type: 'array', items: object({ resource: text, attributes: texts }) },
  settings: texts,
  leftAlone: flag,
});

export const CONFIG_SCHEMAS = {
  ConfigDocument: object({
    ...NAMED,
    inUse: flag,
    since: orNull(wallMs),
    ...RECORD,
    text,
    file: orNull(object({ path: text, ...NAMED })),
    changing: texts,
  }),
  ConfigVersion: object({ ...NAMED, at: wallMs, ...RECORD, inUse: flag }),
  ConfigDiff: object({
    ok: flag,
    from: object(NAMED),
    to: orNull(object(NAMED)),
    problems: texts,
    objections: texts,
    services: { type: 'array', items: SERVICE },
    others: texts,
  }),
  ConfigPushResult: object({ ok: flag, code: text, message: text, problems: texts }),
};
