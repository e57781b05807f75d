/** Scenario files: what is written can be read, what is printed is what was meant, and a slip of the pen is named. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Happening, Story } from '#src/sim/happening.ts';
import { createDice } from '#src/sim/random.ts';
import { randomCluster } from '#src/sim/story-cluster.ts';
import { namesOf } from '#src/sim/story-forms.ts';
import { randomStory } from '#src/sim/story-random.ts';
import { parseScenario, printScenario, printStory, withExpected } from '#src/sim/story-text.ts';

const CLUSTER = randomCluster(createDice(4), 3);
const NODE = fc.constantFrom(...CLUSTER.nodes);
const MS = fc.nat(10_000_000);
const SHARE = fc.nat(100).map((percent) => percent / 100);
const LINK = fc.nat(CLUSTER.links - 1);
const SERVICE = fc.constantFrom(...CLUSTER.services);

function one<Kind extends Happening['kind']>(
  kind: Kind,
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>> = {},
  maybe: Readonly<Record<string, fc.Arbitrary<unknown>>> = {},
): fc.Arbitrary<Happening> {
  return fc
    .record({ ...fields, ...maybe }, { requiredKeys: Object.keys(fields) })
    .map((rest) => ({ kind, ...rest }) as unknown as Happening);
}

/** One for every kind: a new kind does not compile here before it has one. */
const KINDS: { readonly [Kind in Happening['kind']]: fc.Arbitrary<Happening> } = {
  'power-on': one('power-on', { node: NODE }),
  'power-off': one('power-off', { node: NODE }),
  reset: one('reset', { node: NODE }),
  'kill-daemon': one('kill-daemon', { node: NODE, restart: fc.boolean() }),
  'start-daemon': one('start-daemon', { node: NODE }),
  'restart-daemon': one('restart-daemon', { node: NODE }),
  leave: one('leave', { node: NODE }),
  pause: one('pause', { node: NODE, ms: MS }),
  'stop-daemon': one('stop-daemon', { node: NODE, ms: MS }),
  cut: one('cut', { from: NODE, to: NODE, oneWay: fc.boolean() }, { link: LINK }),
  isolate: one('isolate', { node: NODE }, { link: LINK }),
  split: one('split', {
    groups: fc.array(fc.array(NODE, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
  }),
  heal: one('heal'),
  loss: one('loss', { lost: SHARE, doubled: SHARE, late: SHARE }),
  latency: one('latency', { ms: MS }),
  'break-sessions': one('break-sessions', { node: NODE }),
  replay: one('replay', { node: NODE }),
  stranger: one('stranger', { node: NODE }),
  'ping-target': one('ping-target', { up: fc.boolean() }, { node: NODE }),
  witness: one('witness', { up: fc.boolean() }, { node: NODE }),
  device: one('device', { node: NODE, mode: fc.constantFrom('ok', 'slow', 'lies', 'shares-power') }),
  'device-path': one('device-path', { node: NODE, by: NODE, up: fc.boolean() }),
  disk: one('disk', { node: NODE, mode: fc.constantFrom('ok', 'slow', 'fails', 'hangs', 'full') }),
  tear: one('tear', { node: NODE }),
  corrupt: one('corrupt', { node: NODE }),
  clock: one('clock', { node: NODE, by: fc.integer({ min: -10_000_000, max: 10_000_000 }) }),
  crash: one('crash', { service: SERVICE }, { resource: fc.constantFrom('web-part', 'disk') }),
  behave: one('behave', {
    service: SERVICE,
    node: NODE,
    operation: fc.constantFrom('start', 'stop', 'monitor'),
    manner: fc.constantFrom('ok', 'fail', 'hang', 'slow'),
  }),
  operator: one(
    'operator',
    {
      node: NODE,
      verb: fc.constantFrom('enable', 'relocate', 'stop', 'convalesce', 'freeze'),
      service: SERVICE,
    },
    { target: NODE },
  ),
  standby: one('standby', { node: NODE, on: fc.boolean(), target: NODE }),
  reboot: one('reboot', { node: NODE, target: NODE }),
  restrict: one('restrict', {
    node: NODE,
    verb: fc.constantFrom('lock', 'unlock', 'maintenance-on', 'maintenance-off'),
  }),
  fence: one('fence', { node: NODE, target: NODE, action: fc.constantFrom('off', 'reboot') }),
  'confirm-down': one('confirm-down', { node: NODE, target: NODE }),
};

const STORY: fc.Arbitrary<Story> = fc
  .record({
    seed: fc.nat(),
    plan: fc.array(fc.record({ at: MS, what: fc.oneof(...Object.values(KINDS)) }), { maxLength: 30 }),
    rest: MS,
  })
  .map(({ seed, plan, rest }) => {
    const sorted = plan.toSorted((a, b) => a.at - b.at);
    return { xml: CLUSTER.xml, seed, plan: sorted, length: (sorted.at(-1)?.at ?? 0) + rest };
  });

const TWO = `<cluster name="c" config_version="1">
  <heartbeat keepalive="1s" deadtime="10s" initdead="20s" auth="/etc/picket/key"><link name="sn"/></heartbeat>
  <clusternodes>
    <clusternode name="node1" nodeid="1"><address link="sn" ip="10.0.0.1"/><fence><method name="p"><device name="b"/></method></fence></clusternode>
    <clusternode name="node2" nodeid="2"><address link="sn" ip="10.0.0.2"/><fence><method name="p"><device name="b"/></method></fence></clusternode>
  </clusternodes>
  <fencedevices><fencedevice name="b" agent="fence_sim"/></fencedevices>
  <rm><service name="web"><sim name="web"/></service></rm>
</cluster>
`;

function read(text: string) {
  return parseScenario(text, 'a.scenario', (name) => (name === 'two.xml' ? TWO : undefined));
}

function story(...lines: readonly string[]): string {
  return ['# A title.', 'cluster two.xml', 'seed 7', ...lines].join('\n');
}

describe('a story', () => {
  test('is printed so that it reads back as the same, whatever happens in it', () => {
    fc.assert(
      fc.property(STORY, (given) => {
        const text = printStory(given, 'Printed.');
        expect(read(text).story).toEqual(given);
      }),
    );
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'from seed %i is printed so that it reads back as the same',
    (seed) => {
      const given = randomStory(seed);
      const text = printStory(given, `Seed ${seed}.`);
      const scenario = read(text);
      expect(scenario.story).toEqual(given);
      expect(scenario.ending).toBe('mend');
      expect(printScenario(scenario, namesOf(scenario.config))).toBe(text);
    },
  );
});

describe('a scenario file', () => {
  const FILE = story(
    '  0s     boot all',
    '  # Then it gets serious.',
    '  30s    cut node1 -> node2 on sn',
    '  30s    operator node1 relocate web to node2',
    '  60s    check service web runs on node2',
    '  60s    check status of node1 says "node2 is late"',
    '  1.5min end',
    '',
    'expect',
    '    30.0s  node1  peer.late  node2 is late',
    '',
  );

  test('tells cluster, seed, happenings, claims and log', () => {
    const scenario = read(FILE);
    expect(scenario.title).toBe('A title.');
    expect(scenario.ending).toBe('end');
    expect(scenario.story).toMatchObject({ xml: TWO, seed: 7, length: 90_000 });
    expect(scenario.story.plan).toEqual([
      { at: 0, what: { kind: 'power-on', node: 1 } },
      { at: 0, what: { kind: 'power-on', node: 2 } },
      { at: 30_000, what: { kind: 'cut', from: 1, to: 2, oneWay: true, link: 0 } },
      {
        at: 30_000,
        what: { kind: 'operator', node: 1, verb: 'relocate', service: 'service:web', target: 2 },
      },
    ]);
    expect(scenario.steps.slice(4)).toEqual([
      { at: 60_000, line: 8, check: { kind: 'runs-on', service: 'service:web', node: 2 } },
      { at: 60_000, line: 9, check: { kind: 'status-says', node: 1, text: 'node2 is late' } },
    ]);
    expect(scenario.expected).toEqual(['30.0s  node1  peer.late  node2 is late']);
  });

  test('keeps all that was written by hand when its log is recorded anew', () => {
    const again = withExpected(FILE, ['1.0s  node1  new']);
    expect(again).toBe(`${FILE.slice(0, FILE.indexOf('    30.0s'))}     1.0s  node1  new\n`);
    expect(withExpected(again, ['1.0s  node1  new'])).toBe(again);
  });

  test.each([
    [
      story('  0s  bot node1', '1s end'),
      'a.scenario:4: what is "bot"? There is: behave, break-sessions, clock,',
    ],
    [
      story('  0s  power-off node3', '1s end'),
      'a.scenario:4: there is no node "node3" (node1, node2); it is written: power-off NODE',
    ],
    [
      story('  0s  device node1 dead', '1s end'),
      '"dead" is none of ok, slow, fails, hangs, wrong-password, does-nothing, late, lies, shares-power',
    ],
    [
      story('  0s  cut node1 - node2 on bcn', '1s end'),
      'there is no link "bcn" (sn); it is written: cut NODE ->|- NODE [on LINK]',
    ],
    [story('  0s  heal it', '1s end'), 'nothing may follow, not "it"; it is written: heal'],
    [story('  0s  pause node1', '1s end'), '"for" is missing at the end; it is written: pause NODE for TIME'],
    [story('  9s  heal', '  8s heal', '10s end'), 'a.scenario:5: 8s is before 9s of the line above'],
    [story('  soon  heal', '10s end'), 'a line begins with its time, such as 500ms or 30s, not "soon"'],
    [story('  9s  heal'), 'the story has no end; write "90s end" or "90s mend"'],
    [story('  9s  check service db runs nowhere', '10s end'), 'there is no service "db" (web)'],
    [
      story('  9s  check node1 is dead', '10s end'),
      '"dead" is none of member, left, lost, held, fenced, never',
    ],
    [story('10s end', 'log'), 'after the end stands "expect" or nothing, not "log"'],
    ['cluster one.xml\nseed 1\n1s end', 'a.scenario:1: there is no clusters/one.xml'],
    ['seed 1', 'a.scenario:1: here stands "cluster"'],
    ['cluster two.xml\nseed x\n1s end', 'a.scenario:2: "x" is no seed; write a number'],
    [
      'cluster inline\n  <cluster name="c" config_version="1"/>\nseed 1\n1s end',
      'a.scenario (cluster):1:1: error: <clusternodes> is missing',
    ],
  ])('with a slip is refused by file and line, with what is allowed', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
