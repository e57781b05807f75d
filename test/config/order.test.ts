/** The order in which a service's resources start and stop. */
import { describe, expect, it } from 'vitest';
import { startOrder, startOrderOf, stopOrder, stopOrderOf } from '#src/config/order.ts';
import { resource, service } from '#test/resources/service-samples.ts';

type Resources = Parameters<typeof resource>[1][];

function started(...resources: Resources): string[] {
  return startOrder(service({ resources })).map(({ id }) => id);
}

function stopped(...resources: Resources): string[] {
  return stopOrder(service({ resources })).map(({ id }) => id);
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
    ).toEqual(['drbd:d', 'fs:one', 'script:s', 'ip:i', 'drbd:under-ip', 'fs:two', 'fs:nested']);
  });

  it('orders siblings by type only where rgmanager does: in a service, in a file system, and where NFS is served', () => {
    const upsideDown = ['vm:v', 'script:s', 'ip:i', 'nfsexport:n', 'clusterfs:c', 'fs:f', 'drbd:d'];
    const inside = (parent: string): string[] =>
      started(resource(parent, ...upsideDown.map((id) => resource(id)))).slice(1);
    for (const parent of ['fs:p', 'clusterfs:p', 'gfs2:p'])
      expect(inside(parent)).toEqual([
        'fs:f',
        'clusterfs:c',
        'nfsexport:n',
        'vm:v',
        'script:s',
        'ip:i',
        'drbd:d',
      ]);
    for (const parent of ['drbd:p', 'vm:p', 'script:p', 'ocf:p']) expect(inside(parent)).toEqual(upsideDown);
    const served = ['script:s', 'ip:i', 'nfsclient:c'].map((id) => resource(id));
    expect(started(resource('nfsserver:p', ...served))).toEqual([
      ...['nfsserver:p', 'nfsclient:c', 'ip:i', 'script:s'],
    ]);
    expect(stopped(resource('nfsserver:p', ...served))).toEqual([
      ...['script:s', 'ip:i', 'nfsclient:c', 'nfsserver:p'],
    ]);
  });

  it('leaves out what may not stand inside an address, with all that is in it', () => {
    const tree = resource(
      'ip:i',
      resource('nfsexport:e', resource('fs:f')),
      resource('nfsclient:c'),
      resource('script:s'),
    );
    expect(started(tree)).toEqual(['ip:i', 'script:s']);
    expect(stopped(tree)).toEqual(['script:s', 'ip:i']);
  });

  it('has nothing to start in an empty service', () => {
    expect(started()).toEqual([]);
  });
});

describe('stop order', () => {
  it('is the reverse, so that nothing loses what it stands on; but clients lose the address before its server', () => {
    const tree = [
      resource('script:x'),
      resource('smb:s'),
      resource('ip:a'),
      resource('ip:b'),
      resource('drbd:d', resource('fs:f', resource('vm:v'), resource('process:p'))),
      resource('ocf:o'),
      resource('vm:guest'),
    ];
    expect(started(...tree)).toEqual([
      ...['drbd:d', 'fs:f', 'vm:v', 'process:p', 'ip:a', 'ip:b', 'smb:s', 'script:x', 'ocf:o', 'vm:guest'],
    ]);
    expect(stopped(...tree)).toEqual([
      ...['vm:guest', 'ocf:o', 'script:x', 'ip:b', 'ip:a', 'smb:s', 'process:p', 'vm:v', 'fs:f', 'drbd:d'],
    ]);
  });

  it('takes file systems side by side in a file system as rgmanager does', () => {
    const inside = ['nfsexport:n', 'clusterfs:c1', 'fs:f1', 'clusterfs:c2', 'fs:f2', 'script:s'];
    const tree = resource('fs:top', ...inside.map((id) => resource(id)));
    expect(started(tree)).toEqual([
      ...['fs:top', 'fs:f1', 'fs:f2', 'clusterfs:c1', 'clusterfs:c2', 'nfsexport:n', 'script:s'],
    ]);
    expect(stopped(tree)).toEqual([
      ...['script:s', 'nfsexport:n', 'fs:f2', 'fs:f1', 'clusterfs:c2', 'clusterfs:c1', 'fs:top'],
    ]);
  });
});

describe('the order of a subtree', () => {
  it('is that of its part of the service', () => {
    const disk = resource('fs:disk', resource('script:s'), resource('fs:inner'));
    expect(startOrderOf(disk).map(({ id }) => id)).toEqual(['fs:disk', 'fs:inner', 'script:s']);
    expect(stopOrderOf(disk).map(({ id }) => id)).toEqual(['script:s', 'fs:inner', 'fs:disk']);
  });
});
