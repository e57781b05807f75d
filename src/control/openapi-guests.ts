/** The part of the OpenAPI document that is about guests. */
import type { Writer } from './openapi-config.ts';

const text = (description: string): object => ({ type: 'string', description });
const flag = (description: string): object => ({ type: 'boolean', description });
const list = (items: object, description: string): object => ({ type: 'array', items, description });
const names = (description: string): object => ({ ...list({ type: 'string' }, description), maxItems: 100 });
const object = (properties: Readonly<Record<string, object>>): object => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
});

const NAME = {
  name: 'name',
  in: 'path',
  required: true,
  description: 'Its name in libvirt',
  schema: { type: 'string' },
};

export function guestPaths({ ref, ok, body }: Writer): Readonly<Record<string, object>> {
  return {
    '/v1/guests/look': {
      post: {
        summary: 'What libvirt knows on all nodes, and which nodes could run it',
        description: 'Asks virsh on every member; nothing is changed.',
        requestBody: body({ names: names('Only these guests; all without') }, []),
        responses: ok('What was found', ref('GuestsResult')),
      },
    },
    '/v1/guests/{name}/start': {
      get: {
        summary: 'May it start on this node now, whoever starts it? Asked by the hook of libvirt',
        parameters: [NAME],
        responses: ok('The verdict', ref('GuestVerdict')),
      },
    },
    '/v1/guests/{name}/add': {
      post: {
        summary: 'Add a guest to cluster.xml, if the nodes can run it',
        description:
          'What speaks against it is an answer: see `ok` and `problems`. Held until it is in force.',
        parameters: [NAME],
        requestBody: body(
          {
            domain: text('Its failover domain'),
            drbd: names('DRBD resources that hold its disks'),
            attributes: {
              type: 'object',
              additionalProperties: { type: 'string' },
              description: 'Other attributes of its <vm>',
            },
            dryRun: { ...flag('Only what would be done'), default: false },
            force: { ...flag('Also when something speaks against it on a node'), default: false },
            expect: text('`digest` of what was shown before: nothing else is put in force'),
            who: text('The person who adds it, for the record'),
          },
          ['who'],
        ),
        responses: ok('Added, or why not', ref('GuestAddResult')),
      },
    },
  };
}

const finding = object({
  severity: { enum: ['error', 'warning'] },
  stops: { enum: ['start', 'migration'] },
  text: text('One line'),
  fix: text('The way out'),
});
const findings = (description: string): object => list(finding, description);

export const GUEST_SCHEMAS: Readonly<Record<string, object>> = {
  GuestReport: object({
    name: text('In libvirt'),
    uuid: text('Empty when no node knows it'),
    service: { type: ['string', 'null'], description: 'Of cluster.xml; null when Picket does not manage it' },
    on: list(
      object({
        node: text('Where libvirt knows it'),
        state: { enum: ['running', 'paused', 'off', 'other'] },
        autostart: flag('Libvirt starts it when the host boots'),
      }),
      'Where libvirt knows it',
    ),
    nodes: list(
      object({
        node: text('Its name'),
        starts: flag('Nothing speaks against a start there'),
        migrates: flag('Nor against a live migration there, as far as that can be seen'),
        findings: findings('What speaks against it'),
      }),
      'Every node',
    ),
    findings: findings('What is wrong whatever the node'),
  }),
  GuestsResult: object({
    nodes: list(
      object({ node: text('Its name'), problem: text('Why it told nothing; empty') }),
      'Every node',
    ),
    guests: list({ $ref: '#/components/schemas/GuestReport' }, 'By name'),
  }),
  GuestVerdict: object({
    allowed: flag('It may'),
    message: text('One line for whoever tried to start it'),
  }),
  GuestAddResult: object({
    ok: flag('It is in force; with dryRun: it would be'),
    code: text("rgmanager's word for the result"),
    message: text('One line'),
    problems: list({ type: 'string' }, 'Why not'),
    report: {
      anyOf: [{ $ref: '#/components/schemas/GuestReport' }, { type: 'null' }],
      description: 'What was found; null when the nodes were not asked',
    },
    diff: list({ type: 'string' }, 'The change of cluster.xml, without passwords'),
    digest: text('Of the new cluster.xml'),
  }),
};
