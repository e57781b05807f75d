/** Every message between nodes survives the wire whole; what is none is refused. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeFrame,
  encodeFrame,
  type Frame,
  type Hello,
  type Reply,
  type Request,
} from '#src/wire/frames.ts';
import { epoch, incarnation, ledgerRecord, members, nodeId, words } from './support.ts';

const ledger = fc.array(ledgerRecord, { maxLength: 8 });
const version = fc.nat();
const state = fc.constantFrom('stopped', 'running', 'may-run');
const part = fc.record({
  resource: words,
  state: fc.constantFrom('stopped' as const, 'retried' as const, 'may-run' as const),
  why: words,
});
const type = <T extends string>(name: T): fc.Arbitrary<T> => fc.constant(name);

const request: fc.Arbitrary<Request> = fc.oneof(
  fc.record({ type: type('propose'), epoch, members }),
  fc.record({ type: type('install'), epoch, members, ledger }),
  fc.record({ type: type('activate'), epoch }),
  fc.record({ type: type('replicate'), epoch, version, changes: ledger }),
  fc.record({
    type: type('perform'),
    epoch,
    version,
    service: words,
    operation: fc.constantFrom('start', 'stop', 'settle', 'shrink', 'grow', 'release', 'convalesce'),
  }),
  fc.record({ type: type('report'), epoch, service: words, resource: words, reason: words }),
  fc.record({
    type: type('report'),
    epoch,
    service: words,
    resource: words,
    reason: words,
    partial: fc.array(part),
  }),
  fc.record({ type: type('forward'), command: words, argument: words }),
  fc.record({ type: type('confirm'), epoch }),
  fc.record({ type: type('restarting') }),
  fc.record({ type: type('configure'), epoch, step: fc.string(), argument: fc.string() }),
  fc.record({
    type: type('fence'),
    epoch,
    version,
    id: words,
    node: nodeId,
    step: fc.constantFrom('off', 'power-on'),
    action: fc.constantFrom('configured', 'off', 'reboot'),
    method: words,
  }),
);

const services = fc.array(fc.record({ service: words, state, reason: words }), { maxLength: 8 });
const reply: fc.Arbitrary<Reply> = fc.oneof(
  fc.record({
    type: type('accept'),
    epoch,
    known: members,
    view: fc.option(epoch, { nil: undefined }),
    ledger,
    services,
  }),
  fc.record({ type: type('installed'), epoch }),
  fc.record({ type: type('replicated'), epoch, version }),
  fc.record({ type: type('performed'), epoch, ok: fc.boolean(), reason: words, state }),
  fc.record({ type: type('done') }),
  fc.record({ type: type('refused'), reason: words, promised: version }),
  fc.record({ type: type('forwarded'), result: words }),
  fc.record({
    type: type('fenced'),
    epoch,
    ok: fc.boolean(),
    reason: words,
    device: words,
    method: words,
    evidence: words,
    verified: fc.boolean(),
    powerOn: fc.boolean(),
    agentMs: nodeId,
    shotMs: nodeId,
  }),
);

const hello: fc.Arbitrary<Hello> = fc.record({ type: type('hello'), cluster: words });

const frame: fc.Arbitrary<Frame> = fc.record({
  id: version,
  reply: fc.boolean(),
  sender: nodeId,
  from: incarnation,
  to: fc.option(incarnation, { nil: undefined }),
  body: fc.oneof(request, reply, hello),
});

test('every message is read as it was written', () => {
  fc.assert(
    fc.property(frame, (one) => void expect(decodeFrame(encodeFrame(one))).toEqual(one)),
    {
      numRuns: 500,
    },
  );
});

test('garbage is refused, not thrown at', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      decodeFrame(bytes);
    }),
    { numRuns: 2000 },
  );
});

test('a message with changed bytes is refused or read, never thrown at', () => {
  const change = fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) });
  fc.assert(
    fc.property(frame, fc.array(change, { minLength: 1, maxLength: 6 }), (one, changes) => {
      const bytes = Uint8Array.from(encodeFrame(one));
      for (const { at, to } of changes) bytes[at % bytes.length] = to;
      decodeFrame(bytes);
    }),
    { numRuns: 2000 },
  );
});

test('a report whose state is not known is no proof that the service is stopped', () => {
  const one: Frame = {
    id: 1,
    reply: true,
    sender: 1,
    from: { boot: '0'.repeat(32), count: 1 },
    to: undefined,
    body: {
      type: 'performed',
      epoch: { number: 1, proposer: 1, incarnation: { boot: '0'.repeat(32), count: 1 } },
      ok: true,
      reason: '',
      state: 'stopped',
    },
  };
  const text = Buffer.from(encodeFrame(one)).toString('latin1').replace('stopped', 'sdeppot');
  expect(decodeFrame(Buffer.from(text, 'latin1'))?.body).toMatchObject({ state: 'may-run' });
});
