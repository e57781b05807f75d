/** The order in which a service's resources start and stop. */
import { describe, expect, it } from 'vitest';
import { startOrder, stopOrder } from '#src/resources/order.ts';
import { resource, service } from './service-samples.ts';

function started(...resources: Parameters<typeof resource>[1][]): string[] {
  return startOrder(service({ resources })).map(({ id }) => id);
}

describe('start order', () => {
  it('starts a service that is listed upside down from the disk up to the guest', () => {
    const types = [
      'vm',
      'process',
      'systemd',
      'smb',
      'ip',
      'nfsclient',
      'nfsexport',
      'netfs',
      'gfs2',
      'fs',
      'lvm',
      'drbd',
    ];
    expect(started(...types.map((type) => resource(`${type}:x`)))).toEqual([
      'drbd:x',
      'lvm:x',
      'fs:x',
      'gfs2:x',
      'netfs:x',
      'nfsexport:x',
      'nfsclient:x',
      'ip:x',
      'smb:x',
      'systemd:x',
      'process:x',
      'vm:x',
    ]);
  });

  it('keeps the order of the file among resources of one type and among types of one level', () => {
    expect(
      started(
        resource('ocf:b'),
        resource('process:a'),
        resource('ocf:a'),
        resource('ip:2'),
        resource('ip:1'),
        resource('lvm:z'),
        resource('clvm:a'),
      ),
    ).toEqual(['lvm:z', 'clvm:a', 'ip:2', 'ip:1', 'ocf:b', 'process:a', 'ocf:a']);
  });

  it('starts a parent, then everything on top of it, before the next sibling', () => {
    expect(
      started(
        resource('fs:one', resource('script:s'), resource('ip:i', resource('drbd:under-ip'))),
        resource('fs:two', resource('fs:nested')),
        resource('drbd:d'),
      ),
    ).toEqual(['drbd:d', 'fs:one', 'ip:i', 'drbd:under-ip', 'script:s', 'fs:two', 'fs:nested']);
  });

  it('has nothing to start in an empty service', () => {
    expect(started()).toEqual([]);
  });
});

describe('stop order', () => {
  it('is the exact reverse, so that nothing loses what it stands on', () => {
    const config = service({
      resources: [
        resource('smb:s'),
        resource('ip:a'),
        resource('ip:b'),
        resource('drbd:d', resource('fs:f', resource('vm:v'), resource('process:p'))),
      ],
    });
    expect(stopOrder(config)).toEqual([...startOrder(config)].reverse());
    expect(stopOrder(config).map(({ id }) => id)).toEqual([
      'smb:s',
      'ip:b',
      'ip:a',
      'vm:v',
      'process:p',
      'fs:f',
      'drbd:d',
    ]);
  });
});
