/** What <watchdog> and <method name="self"> make of the configuration, and what an administrator reads about mistakes in them. */
import { describe, expect, it } from 'vitest';
import type { ClusterConfig } from '#src/config/model.ts';
import { load } from './sample.ts';

const FENCE = '<fence><method name="self"/></fence>';

interface Parts {
  readonly nodes?: number;
  readonly fence?: string;
  readonly cman?: string;
  readonly heartbeat?: string;
  readonly rest?: string;
}

function file({ nodes = 3, fence = FENCE, cman = '', heartbeat = '', rest = '<watchdog/>' }: Parts): string {
  const node = (id: number): string =>
    `<clusternode name="n${id}" nodeid="${id}"><address ip="10.0.0.${id}"/>${fence}</clusternode>`;
  const all = Array.from({ length: nodes }, (_, index) => node(index + 1)).join('\n');
  return [
    '<cluster name="c" config_version="1">',
    `<heartbeat keepalive="500ms" deadtime="5s" ${heartbeat}/>${cman}`,
    rest,
    `<clusternodes>\n${all}\n</clusternodes><fence_daemon allow_none="yes"/><rm/></cluster>`,
  ].join('\n');
}

function read(parts: Parts): ClusterConfig {
  const { config, problems } = load(file(parts));
  if (config === undefined) throw new Error(JSON.stringify(problems));
  return config;
}

/** `line: severity: message`, without warnings about what is not the subject here. */
function said(parts: Parts): readonly string[] {
  return load(file(parts)).problems.map(({ line, severity, message }) => `${line}: ${severity}: ${message}`);
}

describe('a watchdog', () => {
  it('is /dev/watchdog with 10 s unless the file says otherwise; without the element there is none', () => {
    expect(read({}).watchdog).toEqual({ device: '/dev/watchdog', timeout: 10_000 });
    const other = read({ rest: '<watchdog device="/dev/watchdog1" timeout="1min"/>' });
    expect(other.watchdog).toEqual({ device: '/dev/watchdog1', timeout: 60_000 });
    expect(read({ rest: '', fence: '' }).watchdog).toBeUndefined();
  });

  it('shortens restart_hold: a daemon that is not back by then finds its node reset', () => {
    expect(read({}).heartbeat.restartHold).toBe(7_500);
    expect(read({ rest: '<watchdog timeout="2min"/>' }).heartbeat.restartHold).toBe(30_000);
    expect(read({ rest: '', fence: '' }).heartbeat.restartHold).toBe(30_000);
    expect(read({ heartbeat: 'restart_hold="4s"' }).heartbeat.restartHold).toBe(4_000);
    expect(said({ heartbeat: 'restart_hold="10s"' })).toEqual([
      '2: warning: <heartbeat>: restart_hold is not shorter than the timeout of the watchdog, 10s',
    ]);
  });

  it.each([
    ['device="watchdog"', '3: error: <watchdog>: device must be an absolute path, not "watchdog"'],
    ['timeout="1s"', '3: error: <watchdog>: timeout must be from 2s to 1h, not "1s"'],
    ['timeout="2500ms"', '3: error: <watchdog>: timeout must be whole seconds, not 2.5s'],
  ])('refuses %s', (attributes, words) => {
    expect(said({ rest: `<watchdog ${attributes}/>` })).toEqual([words]);
  });
});

describe('method self', () => {
  it('has no device, and stands beside others', () => {
    expect(read({}).nodes[0]?.fence).toEqual([{ name: 'self', devices: [], self: true }]);
    expect(said({})).toEqual([]);
  });

  it.each<[string, Parts, string]>([
    [
      'of one of two nodes without a witness',
      { nodes: 2, cman: '<cman no_quorum_policy="stop"/>' },
      '5: error: method "self" can\'t fence one of two nodes: neither is a majority without the other',
    ],
    ['without a watchdog', { rest: '' }, '5: error: method "self" needs a watchdog on every node'],
    [
      'where services are to stay as they are without quorum',
      { cman: '<cman no_quorum_policy="freeze"/>' },
      '2: error: method "self" contradicts no_quorum_policy="freeze": the watchdog resets what is frozen',
    ],
  ])('%s is refused', (_title, parts, words) => {
    expect(said(parts)).toEqual([words]);
  });

  it('is right for two nodes with a witness', () => {
    const rest = '<watchdog/><witness address="10.0.0.9"/>';
    expect(said({ nodes: 2, rest, cman: '<cman no_quorum_policy="stop"/>' })).toEqual([]);
  });

  it('with a device is refused', () => {
    const fence = '<fence><method name="self"><device name="x"/></method></fence>';
    expect(said({ fence })[0]).toBe('5: error: fence method "self" of node "n1" has a device');
  });
});

it('no_quorum_policy="self-fence" is taken with a watchdog', () => {
  expect(read({ cman: '<cman no_quorum_policy="self-fence"/>' }).quorum.noQuorumPolicy).toBe('self-fence');
});
