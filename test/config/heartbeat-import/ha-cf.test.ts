/** ha.cf: every directive is taken over or told about, with its line. */
import { describe, expect, it } from 'vitest';
import { parseHeartbeatTime } from '#src/config/heartbeat-import/ha-cf-lines.ts';
import { HA_CF, imported, notesOf, problemsOf, runImport } from './samples.ts';

/** All of ha.cf(5), with the older ones. */
const SUPPORTED =
  `apiauth autojoin bcast compression compression_threshold conn_logd_time coredumps deadtime debug
  hbgenmethod initdead keepalive logfacility mcast mcast6 msgfmt node realtime rtprio ucast ucast6 udpport use_logd uuidfrom warntime
  auto_failback baud deadping debugfile hbaping hopfudge logfile ping ping_group respawn serial stonith stonith_host
  traditional_compression watchdog nice_failback crm pacemaker crm_daemon_dir crmd_spawns_pengine normalpoll log_badpack
  use_apphbd coreroot env max_rexmit_delay cluster record_config_changes enable_config_writes quorum_server udp`.split(
    /\s+/,
  );

describe('ha.cf', () => {
  it('becomes a cluster with its nodes, links, addresses, times and port', () => {
    const { heartbeat, nodes, name } = imported(runImport(HA_CF, undefined));
    expect(name).toBe('ha-cluster');
    expect(heartbeat).toMatchObject({
      ...{ keepalive: 500, warntime: 5_000, deadtime: 10_000, initdead: 60_000, port: 695 },
      ...{ links: ['eth1', 'eth0'], ping: ['10.0.0.254'], auth: '/etc/picket/authkey' },
    });
    expect(
      nodes.map(({ id, name: node, addresses }) => [id, node, ...addresses.map(({ ip }) => ip)]),
    ).toEqual([
      [1, 'alpha', '10.1.0.1', '10.0.0.1'],
      [2, 'beta', '10.1.0.2', '10.0.0.2'],
    ]);
  });

  it('knows every directive of its manual page', () => {
    for (const word of SUPPORTED) {
      const said = problemsOf(runImport(`${HA_CF}${word}\n`, undefined)).join('\n');
      expect(said, word).not.toContain('is no directive');
    }
  });

  it.each([
    ['serial /dev/ttyS0', 'serial is left out: Picket speaks over IP networks only'],
    ['logfile /var/log/ha-log', 'logfile is left out: Picket logs to the journal'],
    ['apiauth ipfail uid=hacluster', 'apiauth is left out'],
    ['watchdog /dev/watchdog', 'watchdog is left out'],
    ['respawn hacluster /usr/lib/heartbeat/ipfail', 'respawn /usr/lib/heartbeat/ipfail is left out'],
    ['respawn root /usr/local/bin/mine', 'let systemd run it'],
    ['autojoin any', 'only the nodes that stand in the file'],
    ['udpport 700', 'udpport 700 holds for all links'],
    ['mcast eth1 225.0.0.1 700 1 0', 'the port 700 of mcast is left out'],
    ['ping router.example.com', 'ping router.example.com is left out: it is no IP address'],
    ['ping_group routers 10.0.0.252 10.0.0.253', 'count each on its own'],
    ['auto_failback legacy', 'auto_failback legacy became "on"'],
    ['nice_failback on', 'nice_failback on became auto_failback="off"'],
    ['node ALPHA', 'node ALPHA is named in line 12 already'],
    ['deadping 20', 'deadping is left out'],
  ])('tells what becomes of "%s"', (line, said) => {
    const result = runImport(`${HA_CF}${line}\n`, undefined);
    expect(problemsOf(result)).toEqual([]);
    expect(
      notesOf(result)
        .filter((note) => note.startsWith('ha.cf:16: '))
        .join('\n'),
    ).toContain(said);
  });

  it.each([
    ['crm yes', "Pacemaker's CIB"],
    ['pacemaker respawn', "Pacemaker's CIB"],
    ['keepalve 2', '"keepalve" is no directive of ha.cf (did you mean "keepalive"?)'],
    ['keepalive soon', 'keepalive must be a time such as 10, 1.5 or 500ms, not "soon"'],
    ['deadtime 5min', 'not "5min"'],
    ['deadtime 1', 'must be more than two keepalives'],
    ['udpport many', 'udpport must be a number from 1 to 65535'],
    ['auto_failback perhaps', 'auto_failback must be on, off or legacy'],
    ['ucast eth0', 'ucast must be "ucast INTERFACE ADDRESS"'],
  ])('refuses "%s" with its line', (line, said) => {
    const result = runImport(`${HA_CF}${line}\n`, undefined);
    expect(result.xml).toBeUndefined();
    expect(problemsOf(result)).toEqual([expect.stringContaining(said)]);
    expect(problemsOf(result)[0]).toMatch(/^ha\.cf:(16|4): /);
  });

  it('needs nodes and networks', () => {
    expect(problemsOf(runImport('keepalive 1\n', undefined, { addresses: [], noFencing: true }))).toEqual([
      'ha.cf: no node is named; add "node NAME ..." with all nodes of the cluster',
      'ha.cf: no network is named; a bcast, mcast or ucast line is needed',
    ]);
  });

  it("writes Heartbeat's own defaults, and says so", () => {
    const result = runImport(HA_CF.replace(/^(keepalive|deadtime|warntime|initdead).*$/gm, ''), undefined);
    expect(imported(result).heartbeat).toMatchObject({
      ...{ keepalive: 1_000, warntime: 15_000, deadtime: 30_000, initdead: 30_000 },
    });
    expect(notesOf(result).join('\n')).toContain(
      "Heartbeat's defaults were written: keepalive 1s, warntime 15s, deadtime 30s, initdead 30s",
    );
  });

  it('mends times that Picket would refuse, and says so', () => {
    const text = HA_CF.replace('warntime	5', 'warntime 20').replace('initdead	60', 'initdead 5');
    const result = runImport(text, undefined);
    expect(imported(result).heartbeat).toMatchObject({ warntime: 5_250, deadtime: 10_000, initdead: 10_000 });
    expect(notesOf(result)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^ha\.cf:5: warntime 20s became/),
        expect.stringMatching(/^ha\.cf:6: initdead 5s became 10s/),
      ]),
    );
  });

  it('uses ping targets between two nodes only', () => {
    const third = HA_CF.replace('alpha beta', 'alpha beta gamma');
    const addresses = ['alpha', 'beta', 'gamma'].flatMap((node, index) =>
      ['eth0', 'eth1'].map((link) => ({ node, link, ip: `10.${link === 'eth0' ? 0 : 1}.0.${index + 1}` })),
    );
    const result = runImport(third, undefined, { addresses, noFencing: true });
    expect(imported(result).heartbeat.ping).toEqual([]);
    expect(notesOf(result).join('\n')).toContain('ping is left out');
  });
});

describe('a time of ha.cf', () => {
  it.each([
    ['2', 2_000],
    ['1.7', 1_700],
    ['.5', 500],
    ['200ms', 200],
    ['1500MS', 1_500],
    ['100000us', 100],
    ['10s', 10_000],
  ])('%s is %i ms', (text, expected) => expect(parseHeartbeatTime(text)).toBe(expected));

  it.each(['', 'x', '-1', '1 2', '5m', '1h', 'ms', '1..5', '1e3'])('"%s" is none', (text) =>
    expect(parseHeartbeatTime(text)).toBeUndefined(),
  );
});
