/** Starting with settings that cannot work: picketd says what is wrong and how to mend it, and gives up for good. */
import { chmod, rm, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { createCluster, type StartOptions, type TestCluster } from './harness.ts';
import type { Settings } from './settings.ts';

/** Of sysexits.h; the unit does not start picketd again after it. */
const EX_CONFIG = 78;

async function refusal(cluster: TestCluster, options?: StartOptions): Promise<readonly string[]> {
  const daemon = await cluster.start('n1', options);
  const code = await daemon.ended;
  expect(code, daemon.stderr()).toBe(EX_CONFIG);
  const lines = daemon.stderr().trimEnd().split('\n');
  for (const line of lines) expect(line).toMatch(/^picketd: /);
  expect(daemon.stderr() + daemon.stdout()).not.toMatch(/\n {4}at |node:internal|Error:/);
  return lines.map((line) => line.replace('picketd: ', '').replaceAll(cluster.folder, ''));
}

const SPOILED: readonly (readonly [what: string, settings: Settings, lines: readonly string[]])[] = [
  [
    'malformed XML',
    { spoil: [['</clusternodes>', '</clusternode>']] },
    [
      '/cluster.xml:7:3: error: <clusternodes> of line 4 is not ended: </clusternode> comes first (expected </clusternodes>)',
    ],
  ],
  [
    'an unknown attribute',
    { spoil: [['auth=', 'deadtme="3s" auth=']] },
    [
      '/cluster.xml:3:89: error: <heartbeat>: unknown attribute "deadtme" (allowed: restart_hold, fast_death, addresses)',
    ],
  ],
  [
    'a wrong unit',
    { spoil: [['initdead="8s"', 'initdead="8 parsecs"']] },
    [
      '/cluster.xml:3:70: error: <heartbeat>: initdead must be a time, not "8 parsecs" (write a number with ms, s, min or h, such as "500ms" or "10s"; a bare number means seconds)',
    ],
  ],
  [
    'two nodes with the same id',
    { spoil: [['nodeid="2"', 'nodeid="1"']] },
    [
      '/cluster.xml:6:36: error: node "n2": nodeid 1 is taken by node "n1" in line 5 (each node needs its own)',
    ],
  ],
];

describe('picketd does not start, and says why, with', () => {
  test.each(SPOILED)('%s', async (_what, settings, lines) => {
    expect(await refusal(await createCluster(settings))).toEqual(lines);
  });

  test('no cluster.xml', async () => {
    const cluster = await createCluster();
    expect(await refusal(cluster, { config: `${cluster.folder}/none.xml` })).toEqual([
      'there is no /none.xml: write one (see cluster.xml.example), or give --config FILE',
    ]);
  });

  test('no key file', async () => {
    const cluster = await createCluster();
    await rm(cluster.key);
    expect(await refusal(cluster)).toEqual([
      'key file /key is missing (make one with: picket keygen /key, and copy it to every node)',
    ]);
  });

  test('a key file that others can read', async () => {
    const cluster = await createCluster();
    await chmod(cluster.key, 0o644);
    expect(await refusal(cluster)).toEqual([
      'key file /key can be used by group or others (mode 0644) (chmod 600 /key)',
    ]);
  });

  test('a key file with garbage in it', async () => {
    const cluster = await createCluster();
    await writeFile(cluster.key, Buffer.from([0, 255, 254, 7]));
    expect(await refusal(cluster)).toEqual([
      'key file /key, line 1: the key is shorter than 32 characters (make one with: picket keygen /key, and copy it to every node)',
    ]);
  });

  test('a node that is not in cluster.xml', async () => {
    expect(await refusal(await createCluster(), { node: 'n7' })).toEqual([
      '--node n7: cluster.xml has only n1, n2',
    ]);
  });
});

/** What may pass by itself (an address that comes up late, a disk that is mended): the unit tries again. */
describe('picketd ends with one clear line and exit code 1, to be tried again, when', () => {
  async function failure(cluster: TestCluster, options?: StartOptions): Promise<string> {
    const daemon = await cluster.start('n1', options);
    expect(await daemon.ended).toBe(1);
    return daemon.stderr().replaceAll(cluster.folder, '');
  }

  test('no interface has its address', async () => {
    const cluster = await createCluster({ spoil: [[/ip="[^"]*"/, 'ip="192.0.2.1"']] });
    expect(await failure(cluster)).toBe(
      `picketd: cannot listen on TCP 192.0.2.1 port ${cluster.port}: no interface of this host has that address\n`,
    );
  });

  test('another picketd of this node runs already', async () => {
    const cluster = await createCluster();
    const first = await cluster.start('n1');
    await first.logged('picketd is ready');
    expect(await failure(cluster)).toBe(
      'picketd: another picketd is running: it answers at /n1/run/control.sock\n',
    );
    expect((await first.status()).state).toBe('joining');
  });

  test('its state folder cannot be made', async () => {
    const cluster = await createCluster();
    expect(await failure(cluster, { state: `${cluster.key}/state` })).toBe(
      'picketd: cannot make the folder /key/state: not a directory (ENOTDIR)\n',
    );
  });
});

test('a wrong option is explained, with exit code 2', async () => {
  const cluster = await createCluster();
  const daemon = await cluster.start('n1', { env: { PICKET_LOG: 'chatty' } });
  expect(await daemon.ended).toBe(2);
  expect(daemon.stderr()).toBe(
    'picketd: log level must be one of debug, info, warn, error\npicketd: see picketd --help\n',
  );
});
