/** Both forms of `drbdsetup status`, from recorded output. */
import { describe, expect, test } from 'vitest';
import { parseStatusJson } from '#src/agents/drbd/status-json.ts';
import { parseStatusText } from '#src/agents/drbd/status-text.ts';
import { json9, TEXT_9, TEXT_9_VERBOSE, TEXT_84 } from './samples.ts';

const peer = { name: 'peer', peerId: undefined, state: 'Connected', peerRole: 'Secondary' };

describe('for people', () => {
  test('DRBD 8.4', () => {
    const r0 = { name: 'r0', role: 'Primary', suspended: [], disks: ['UpToDate'] };
    expect(parseStatusText(TEXT_84.synced)).toEqual([
      { ...r0, connections: [{ ...peer, peerDisks: ['UpToDate'] }] },
    ]);
    expect(parseStatusText(TEXT_84.syncing)?.[0]?.connections[0]).toEqual({
      ...peer,
      peerDisks: ['Inconsistent'],
    });
    expect(parseStatusText(TEXT_84.frozen)).toEqual([
      {
        ...r0,
        suspended: ['fencing'],
        connections: [{ ...peer, state: 'Connecting', peerRole: 'Unknown', peerDisks: [] }],
      },
    ]);
    expect(parseStatusText(TEXT_84.standAlone)).toEqual([
      { ...r0, role: 'Secondary', disks: ['Outdated'], connections: [] },
    ]);
    expect(parseStatusText(TEXT_84.none)).toEqual([]);
  });

  test('DRBD 9: volumes, peers, several resources', () => {
    const [vms, data] = parseStatusText(TEXT_9) ?? [];
    expect(vms).toMatchObject({ name: 'vms', disks: ['UpToDate', 'Inconsistent'] });
    expect(vms?.connections).toEqual([
      { ...peer, name: 'alpha', peerDisks: ['UpToDate', 'UpToDate'] },
      { ...peer, name: 'bravo', state: 'Connecting', peerRole: 'Unknown', peerDisks: [] },
    ]);
    expect(data).toMatchObject({ name: 'data', role: 'Secondary', disks: ['UpToDate'] });
  });

  test('DRBD 9, spelt out', () => {
    expect(parseStatusText(TEXT_9_VERBOSE)).toEqual([
      {
        name: 'data',
        role: 'Primary',
        suspended: [],
        disks: ['UpToDate'],
        connections: [{ ...peer, name: 'alpha', peerId: 0, peerDisks: ['UpToDate'] }],
      },
    ]);
  });

  test('several reasons at once', () => {
    const text = TEXT_84.frozen.replace('suspended:fencing', 'suspended:no-data,fencing');
    expect(parseStatusText(text)?.[0]?.suspended).toEqual(['no-data', 'fencing']);
  });

  test.each(['{"a": 1}', 'drbdsetup: cannot open', '  disk:UpToDate', '[]'])('anything else: %s', (text) => {
    expect(parseStatusText(text)).toBeUndefined();
  });
});

describe('--json', () => {
  test('connected, and frozen', () => {
    const data = { name: 'data', role: 'Primary', suspended: [], disks: ['UpToDate'] };
    const alpha = { ...peer, name: 'alpha', peerId: 0, peerDisks: ['UpToDate'] };
    expect(parseStatusJson(json9())).toEqual([{ ...data, connections: [alpha] }]);
    const frozen = json9(
      { suspended: true, 'suspended-fencing': true },
      { 'connection-state': 'Connecting' },
    );
    expect(parseStatusJson(frozen)).toEqual([
      { ...data, suspended: ['fencing'], connections: [{ ...alpha, state: 'Connecting' }] },
    ]);
    expect(parseStatusJson('[]\n')).toEqual([]);
  });

  test.each([
    '',
    '{}',
    '[1]',
    '[{"name":"r0"}]',
    // Older tools say that it is suspended, and not why.
    json9({ suspended: true }),
    json9({ devices: [{ volume: 0 }] }),
  ])('what can not be read is nothing: %s', (text) => {
    expect(parseStatusJson(text)).toBeUndefined();
  });
});
