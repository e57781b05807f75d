/** Arbitrary words of the wire, for properties. */
import fc from 'fast-check';
import type { Echo, Epoch, Heartbeat, Incarnation, LedgerRecord, Member } from '#src/wire/words.ts';

const number = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
export const nodeId = fc.integer({ min: 1, max: 255 });
export const words = fc.string({ maxLength: 40 });

export const incarnation: fc.Arbitrary<Incarnation> = fc.record({
  boot: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  count: uint32,
});
export const epoch: fc.Arbitrary<Epoch> = fc.record({ number, proposer: nodeId, incarnation });
export const member: fc.Arbitrary<Member> = fc.record({ id: nodeId, incarnation });
export const members = fc.array(member, { maxLength: 16 });

const json = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,8}$/),
  fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
);
export const ledgerRecord: fc.Arbitrary<LedgerRecord> = fc.record({
  key: fc.string({ minLength: 1 }),
  stamp: fc.record({ epoch, version: number }),
  value: fc.oneof(fc.constant(null), json),
});

const echo: fc.Arbitrary<Echo> = fc.record(
  {
    node: nodeId,
    incarnation,
    sequence: number,
    up: fc.boolean(),
    keptUs: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
  },
  { requiredKeys: ['node', 'incarnation', 'sequence'] },
);

export const heartbeat: fc.Arbitrary<Heartbeat> = fc.record(
  {
    sender: nodeId,
    incarnation,
    sequence: number,
    link: fc.integer({ min: 0, max: 7 }),
    state: fc.constantFrom('joining', 'member', 'leaving', 'left', 'restarting'),
    ready: fc.boolean(),
    view: fc.option(epoch, { nil: undefined }),
    highestEpoch: number,
    configVersion: number,
    echoes: fc.array(echo, { maxLength: 32 }),
    pausedMs: uint32,
    failedSends: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    carriers: fc.array(fc.constantFrom('unknown', 'up', 'down'), { minLength: 1, maxLength: 8 }),
    keys: fc.array(uint32, { minLength: 1, maxLength: 4 }),
  },
  {
    requiredKeys: [
      'sender',
      'incarnation',
      'sequence',
      'link',
      'state',
      'ready',
      'view',
      'highestEpoch',
      'configVersion',
      'echoes',
      'pausedMs',
    ],
  },
);
