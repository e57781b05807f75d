/** What the rest of Picket gets from a file without errors. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { agents as realAgents } from '#src/agents/registry.ts';
import { RESOURCE_DEFAULTS } from '#src/config/defaults.ts';
import { loadConfig } from '#src/config/load.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import { load, SAMPLE } from './sample.ts';

function config(text: string = SAMPLE): ClusterConfig {
  const { config: found, problems } = load(text);
  if (found === undefined) throw new Error(JSON.stringify(problems));
  return found;
}

/** A file with nothing but what must be there. */
function least(nodes: readonly string[], extra = ''): string {
  const elements = nodes.map((name, index) => `<clusternode name="${name}" nodeid="${index + 1}"/>`).join('');
  return `<cluster name="a" config_version="1"><clusternodes>${elements}</clusternodes><fence_daemon allow_none="1"/>${extra}</cluster>`;
}

describe('a file with everything', () => {
  it('has no problems', () => {
    expect(load(SAMPLE).problems).toEqual([]);
  });

  it('gives timings in milliseconds and links in the order of the file', () => {
    expect(config()).toMatchObject({ name: 'pair', version: 3 });
    expect(config().heartbeat).toEqual({
      keepalive: 500,
      warntime: 2000,
      deadtime: 5000,
      initdead: 60_000,
      restartHold: 30_000,
      fastDeath: false,
      port: 7000,
      auth: '/etc/picket/key',
      links: ['bcn', 'sn'],
      ping: [],
    });
  });

  it('gives nodes by id, with one address per link in the order of the links', () => {
    const [n1, n2] = config().nodes;
    expect(n1).toMatchObject({ id: 1, name: 'n1', votes: 1 });
    expect(n1?.addresses).toEqual([
      { link: 'bcn', ip: '10.20.0.1', port: 7000 },
      { link: 'sn', ip: 'fd00::1', port: 7000 },
    ]);
    expect(n2?.addresses[1]).toEqual({ link: 'sn', ip: 'fd00::2', port: 7001 });
  });

  it('merges what a fence device says with what the node says, the node winning', () => {
    const [n1, n2] = config().nodes;
    expect(n1?.fence).toEqual([
      {
        name: 'ipmi',
        devices: [
          {
            name: 'bmc1',
            agent: 'fence_ipmilan',
            action: 'off',
            attributes: { ip: '10.0.9.1', username: 'se&cret', port: '9' },
            timeout: 60_000,
          },
        ],
      },
      {
        name: 'pdu',
        devices: ['off', 'on'].map((action) => ({
          name: 'pdu',
          agent: '/opt/fence_pdu',
          action,
          attributes: { ip: '10.0.9.3', port: '1' },
          timeout: 60_000,
        })),
      },
    ]);
    expect(n2?.fence[0]?.devices[0]).toMatchObject({ action: 'reboot', timeout: 120_000 });
  });

  it('resolves references, with the children and the timing that stand where they are used', () => {
    const [web] = config().services;
    expect(web?.resources).toEqual([
      {
        ...RESOURCE_DEFAULTS,
        type: 'process',
        name: 'db',
        id: 'process:db',
        attributes: { command: 'run-db', port: '1' },
        actions: [{ name: 'monitor', depth: '*', interval: 90_000, timeout: 5000 }],
        children: [
          {
            ...RESOURCE_DEFAULTS,
            type: 'ocf',
            name: 'ip',
            id: 'ocf:ip',
            attributes: { agent: 'IPaddr2', ip: '10.1.1.1' },
          },
        ],
      },
      expect.objectContaining({ id: 'process:httpd', children: [] }),
    ]);
  });

  it('lets the timing beside a reference replace that of the definition', () => {
    const text = SAMPLE.replace(
      '<process ref="db">',
      '<process ref="db"><action name="monitor" interval="7"/><action name="stop" timeout="9"/>',
    );
    expect(config(text).services[0]?.resources[0]?.actions).toEqual([
      { name: 'monitor', depth: '*', interval: 7000, timeout: undefined },
      { name: 'stop', depth: '*', interval: undefined, timeout: 9000 },
    ]);
  });

  it('gives services what they say, and inherits failback from domain and rm', () => {
    const [web, jobs] = config().services;
    expect(web).toMatchObject({
      id: 'service:web',
      domain: 'Prefer1',
      autostart: true,
      recovery: 'relocate',
      maxRestarts: 2,
      restartExpireTime: 3_600_000,
      priority: 7,
      autoFailback: 'off',
      failbackDelay: 5000,
    });
    expect(jobs).toMatchObject({ autostart: false, recovery: 'restart', autoFailback: 'live', priority: 0 });
  });

  it('gives priorities only in ordered domains', () => {
    expect(config().domains).toEqual([
      {
        name: 'Prefer1',
        ordered: true,
        restricted: false,
        nofailback: true,
        members: [
          { node: 1, priority: 1 },
          { node: 2, priority: 2 },
        ],
      },
      {
        name: 'any',
        ordered: false,
        restricted: false,
        nofailback: false,
        members: [{ node: 2, priority: 0 }],
      },
    ]);
  });

  it('gives the waits of fencing', () => {
    expect(config().fencing).toEqual({
      postFailDelay: 3000,
      fenceDelay: 1500,
      allowNone: false,
      checkInterval: 300_000,
    });
  });
});

describe('a file with the least', () => {
  it('takes a node name that is an address, one link, and the defaults', () => {
    const { heartbeat, nodes, fencing, quorum } = config(least(['10.0.0.1', '10.0.0.2']));
    expect(heartbeat).toEqual({
      keepalive: 1000,
      warntime: 3333,
      deadtime: 10_000,
      initdead: 20_000,
      restartHold: 30_000,
      fastDeath: false,
      port: 694,
      auth: '/etc/picket/authkey',
      links: ['default'],
      ping: [],
    });
    expect(nodes[1]?.addresses).toEqual([{ link: 'default', ip: '10.0.0.2', port: 694 }]);
    expect(fencing).toMatchObject({ fenceDelay: 'auto' });
    expect(quorum).toEqual({
      twoNode: true,
      expectedVotes: 2,
      waitForAll: true,
      startupFencing: true,
      noQuorumGrace: 10_000,
      noQuorumPolicy: 'freeze',
      witness: undefined,
    });
  });

  it('has no two-node rule with three nodes', () => {
    const { quorum } = config(least(['10.0.0.1', '10.0.0.2', '10.0.0.3']));
    expect(quorum).toMatchObject({ twoNode: false, expectedVotes: 3, waitForAll: false });
    expect(quorum).toMatchObject({ noQuorumGrace: 10_000, noQuorumPolicy: 'stop' });
  });

  it('keeps warntime between keepalive and deadtime when deadtime is short', () => {
    const heartbeat = (attributes: string) =>
      config(least(['10.0.0.1'], `<heartbeat ${attributes}/>`)).heartbeat.warntime;
    expect(heartbeat('keepalive="200ms" deadtime="1s"')).toBe(400);
    expect(heartbeat('keepalive="1s" deadtime="2s"')).toBe(1500);
  });

  it('takes the attribute address, and the second ring of cman as a second link', () => {
    const node = (id: number) =>
      `<clusternode name="n${id}" nodeid="${id}" address="10.0.0.${id}"><altname name="10.9.0.${id}"/></clusternode>`;
    const text = least([]).replace('<clusternodes>', `<clusternodes>${node(1)}${node(2)}`);
    expect(config(text).heartbeat.links).toEqual(['default', 'altname']);
    expect(config(text).nodes[1]?.addresses).toEqual([
      { link: 'default', ip: '10.0.0.2', port: 694 },
      { link: 'altname', ip: '10.9.0.2', port: 694 },
    ]);
  });

  it('reads every way to write yes and no', () => {
    const autostart = (word: string) =>
      config(
        least(
          ['10.0.0.1'],
          `<rm><service name="s" autostart="${word}"><ocf name="d" agent="Dummy"/></service></rm>`,
        ),
      ).services[0]?.autostart;
    expect(['1', 'yes', 'true', 'on', 'Yes'].map(autostart)).toEqual([true, true, true, true, true]);
    expect(['0', 'no', 'false', 'off', 'FALSE'].map(autostart)).toEqual([false, false, false, false, false]);
  });

  it('keeps a guest as a service of one resource that has what a service does not know', () => {
    const text = least(
      ['10.0.0.1'],
      '<rm><vm name="g1" recovery="disable" migrate="live" path="/srv"/></rm>',
    );
    expect(config(text).services[0]).toMatchObject({ id: 'vm:g1', kind: 'vm', recovery: 'disable' });
    expect(config(text).services[0]?.resources).toEqual([
      {
        ...RESOURCE_DEFAULTS,
        type: 'vm',
        name: 'g1',
        id: 'vm:g1',
        attributes: { migrate: 'live', path: '/srv' },
      },
    ]);
  });

  it('reads a file with a byte order mark and CR LF', () => {
    expect(config(`\uFEFF${SAMPLE.replaceAll('\n', '\r\n')}`)).toEqual(config());
  });

  it('reads a thousand services with their resources', () => {
    const services = Array.from({ length: 1000 }, (_, index) => {
      return `<service name="s${index}"><process name="p${index}" command="run"/></service>`;
    });
    expect(config(least(['10.0.0.1'], `<rm>${services.join('\n')}</rm>`)).services).toHaveLength(1000);
  });
});

it('the example that is shipped has no problems with the agents that are shipped', async () => {
  const text = await readFile('cluster.xml.example', 'utf8');
  const result = loadConfig(text, 'cluster.xml.example', realAgents);
  expect(result.problems).toEqual([]);
  expect(result.config?.services.map(({ id }) => id)).toEqual([
    'service:web',
    'service:jobs',
    'service:reports',
  ]);
});
