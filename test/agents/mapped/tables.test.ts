/** What the OCF agents are given for resources as existing files write them. */
import { describe, expect, it } from 'vitest';
import { TABLES } from '#src/agents/existing-types.ts';
import { asOcf } from '#src/agents/mapped/create-mapped.ts';
import { type MappedType, parametersOf } from '#src/agents/mapped/mapped-type.ts';
import { agents } from '#src/agents/registry.ts';
import { type Bed, makeBed } from '#test/agents/bed.ts';

type Attributes = Record<string, string>;

function table(type: string): MappedType {
  const found = TABLES.find((each) => each.type === type);
  if (found === undefined) throw new Error(`no table for ${type}`);
  return found;
}

const given = (type: string, attributes: Attributes): Readonly<Record<string, string>> =>
  parametersOf(table(type), attributes, 'it');

describe('parameters', () => {
  it.each<[string, Attributes, Attributes]>([
    [
      'fs',
      {
        name: 'd',
        device: ' /dev/vg/d ',
        mountpoint: '/srv',
        fstype: 'ext3',
        options: 'noatime',
        force_unmount: '1',
      },
      {
        device: '/dev/vg/d',
        directory: '/srv',
        fstype: 'ext3',
        options: 'noatime',
        force_unmount: 'true',
        run_fsck: 'auto',
      },
    ],
    [
      'fs',
      { device: '/dev/sdb1', mountpoint: '/srv', force_fsck: 'yes' },
      { device: '/dev/sdb1', directory: '/srv', force_unmount: 'false', run_fsck: 'force' },
    ],
    [
      'fs',
      { device: 'LABEL=/data 1', mountpoint: '/srv' },
      {
        device: String.raw`/dev/disk/by-label/\x2fdata\x201`,
        directory: '/srv',
        force_unmount: 'false',
        run_fsck: 'auto',
      },
    ],
    [
      'btrfs',
      { device: 'UUID=0A1b-77', mountpoint: '/srv' },
      {
        device: '/dev/disk/by-uuid/0A1b-77',
        directory: '/srv',
        fstype: 'btrfs',
        force_unmount: 'false',
      },
    ],
    [
      'clusterfs',
      { device: '/dev/vg/g', mountpoint: '/g' },
      { device: '/dev/vg/g', directory: '/g', fstype: 'gfs2', force_unmount: 'false' },
    ],
    [
      'netfs',
      { host: 'nas', export: '/vol/a', mountpoint: '/a', options: 'ro' },
      { device: 'nas:/vol/a', directory: '/a', fstype: 'nfs', options: 'ro', force_unmount: 'false' },
    ],
    [
      'netfs',
      { host: 'fd00::1', export: '/vol/a', mountpoint: '/a', fstype: 'nfs4' },
      { device: '[fd00::1]:/vol/a', directory: '/a', fstype: 'nfs4', force_unmount: 'false' },
    ],
    [
      'netfs',
      { host: 'nas', export: 'share', mountpoint: '/a', fstype: 'cifs' },
      { device: '//nas/share', directory: '/a', fstype: 'cifs', force_unmount: 'false' },
    ],
    [
      'bind-mount',
      { source: '/srv/a', mountpoint: '/a', force_unmount: 'on' },
      { device: '/srv/a', directory: '/a', fstype: 'none', options: 'bind', force_unmount: 'true' },
    ],
    [
      'btrfs',
      { device: '/dev/sdb', mountpoint: '/a', options: 'subvol=a' },
      { device: '/dev/sdb', directory: '/a', fstype: 'btrfs', options: 'subvol=a', force_unmount: 'false' },
    ],
    ['ip', { address: '10.0.0.5' }, { ip: '10.0.0.5' }],
    [
      'ip',
      { address: '10.0.0.5/24', prefer_interface: 'br0' },
      { ip: '10.0.0.5', cidr_netmask: '24', nic: 'br0' },
    ],
    ['ip', { address: '10.0.0.5/255.255.240.0' }, { ip: '10.0.0.5', cidr_netmask: '20' }],
    ['ip', { address: 'FD00:0::5/64' }, { ip: 'fd00::5', cidr_netmask: '64' }],
    [
      'lvm',
      { vg_name: 'vg0', lv_name: 'web' },
      {
        ...{ vgname: 'vg0', lvname: 'web', vg_access_mode: 'tagging', activation_mode: 'exclusive' },
        ...{ tag: 'picket', partial_activation: 'false' },
      },
    ],
    [
      'nfsclient',
      { target: '@users', options: 'rw,fsid=12', path: '/srv' },
      {
        ...{
          clientspec: '@users',
          options: 'rw,fsid=12',
          directory: '/srv',
          fsid: '12',
          rmtab_backup: 'none',
        },
        ...{ unlock_on_stop: 'true', wait_for_leasetime_on_stop: 'false' },
      },
    ],
    ['nfsserver', { path: '/srv/', statdport: '4000' }, { nfs_shared_infodir: '/srv/.clumanager/nfs' }],
    ['apache', {}, {}],
    [
      'apache',
      { server_root: '/srv/www', httpd_options: '-DSSL' },
      { configfile: '/srv/www/conf/httpd.conf', options: '-d /srv/www -DSSL' },
    ],
    ['apache', { config_file: 'conf/a.conf' }, { configfile: '/etc/httpd/conf/a.conf' }],
    [
      'apache',
      { server_root: '/x', config_file: '/y/a.conf' },
      { configfile: '/y/a.conf', options: '-d /x' },
    ],
    [
      'mysql',
      {
        config_file: '/srv/my.cnf',
        listen_address: '10.0.0.5',
        mysqld_options: '--log-bin',
        datadir: '/srv/db',
      },
      {
        config: '/srv/my.cnf',
        datadir: '/srv/db',
        additional_parameters: '--bind-address=10.0.0.5 --log-bin',
      },
    ],
    [
      'postgres-8',
      { config_file: '/srv/pg/postgresql.conf', postmaster_options: '-N 50', shutdown_wait: '30' },
      {
        config: '/srv/pg/postgresql.conf',
        pgdata: '/srv/pg',
        pgdba: 'postgres',
        start_opt: '-N 50',
        stop_escalate: '30',
      },
    ],
    ['named', { config_file: '/etc/named.conf' }, { named_config: '/etc/named.conf', named_user: 'named' }],
    ['openldap', { slapd_options: '-4' }, { services: 'ldap:///', parameters: '-4' }],
    [
      'tomcat-5',
      { tomcat_user: 'web', catalina_options: '-Xmx1g' },
      {
        ...{ tomcat_name: 'it', tomcat_user: 'web', catalina_opts: '-Xmx1g' },
        ...{ catalina_home: '/usr/share/tomcat10', java_home: '/usr/lib/jvm/default-java' },
      },
    ],
    ['orainstance', { name: 'ORA', user: 'oracle', home: '/o' }, { sid: 'ORA', user: 'oracle', home: '/o' }],
    [
      'oralistener',
      { name: 'L1', sid: 'ORA', user: 'oracle', home: '/o' },
      { listener: 'L1', sid: 'ORA', user: 'oracle', home: '/o' },
    ],
    [
      'SAPInstance',
      { InstanceName: 'P01_X_h', AUTOMATIC_RECOVER: 'TRUE' },
      { InstanceName: 'P01_X_h', AUTOMATIC_RECOVER: 'TRUE' },
    ],
    ['SAPDatabase', { SID: 'P01', DBTYPE: 'ORA' }, { SID: 'P01', DBTYPE: 'ORA' }],
  ])('%s %j', (type, attributes, parameters) => {
    expect(given(type, attributes)).toEqual(parameters);
  });

  it('the number of an exported file system is the same on every node, and another for another path', () => {
    const fsid = (path: string): number => Number(given('nfsclient', { target: '*', path })['fsid']);
    expect(fsid('/srv/a')).toBe(fsid('/srv/a'));
    expect(fsid('/srv/a')).not.toBe(fsid('/srv/b'));
    for (const path of ['/', '/srv/a', '/ä']) {
      expect(fsid(path)).toBeGreaterThan(0);
      expect(fsid(path)).toBeLessThan(2 ** 31);
    }
    expect(given('nfsclient', { target: '*', path: '/srv', fsid: '7' })['fsid']).toBe('7');
  });
});

describe('review', () => {
  const review = (type: string, attributes: Attributes): readonly string[] =>
    (agents.find(type)?.review?.(attributes) ?? []).map(
      ({ severity, attribute, message }) => `${severity} ${attribute}: ${message}`,
    );

  it.each<[string, Attributes, readonly string[]]>([
    ['fs', { fstype: 'ext4' }, []],
    ['fs', { fstype: 'gfs2' }, ['error fstype: gfs2 is no file system of one node']],
    ['clusterfs', { fstype: 'gfs2' }, []],
    ['clusterfs', { fstype: 'gfs' }, ['error fstype: no kernel of today has gfs']],
    [
      'gfs2',
      { fstype: 'ext4' },
      ['error fstype: ext4 is no cluster file system: two nodes that mount it destroy it'],
    ],
    ['btrfs', { fstype: 'xfs' }, ['error fstype: fstype can only be btrfs here']],
    ['netfs', { fstype: 'smbfs' }, ['error fstype: fstype must be nfs, nfs4 or cifs, not "smbfs"']],
    ['netfs', { export: 'vol' }, ['error export: export must be an absolute path for NFS']],
    [
      'netfs',
      { fstype: 'cifs', export: 's', options: 'user=a,password=b' },
      ['warning options: a password stands in options'],
    ],
    ['ip', { address: '10.0.0.5/24', family: 'inet' }, []],
    ['ip', { address: '10.0.0.500' }, ['error address: address must be an IP address, not "10.0.0.500"']],
    ['ip', { address: '0.0.0.0' }, ['error address: 0.0.0.0 can\'t be used: it stands for "any address"']],
    [
      'ip',
      { address: '10.0.0.5/33' },
      ['error address: the length of the network must be from 0 to 32 in "10.0.0.5/33"'],
    ],
    [
      'ip',
      { address: '10.0.0.5/255.0.255.0' },
      ['error address: the length of the network must be from 0 to 32 in "10.0.0.5/255.0.255.0"'],
    ],
    [
      'ip',
      { address: 'fd00::5', family: 'inet' },
      ['error family: fd00::5 is an address of family inet6, not inet'],
    ],
    [
      'ip',
      { address: '10.0.0.5', family: 'ipv4' },
      ['error family: family must be auto, inet or inet6, not "ipv4"'],
    ],
    ['lvm', { vg_access_mode: 'clvmd' }, ['error vg_access_mode: clvmd needs cman or corosync']],
    [
      'lvm',
      { activation_mode: 'shared' },
      ['error activation_mode: only lvmlockd can activate a group on several nodes, not tagging'],
    ],
    ['lvm', { activation_mode: 'shared', vg_access_mode: 'lvmlockd' }, []],
    ['oracledb', { type: 'base-11g' }, []],
    [
      'oracledb',
      {},
      [
        'warning type: without type rgmanager started Enterprise Manager and iSQL*Plus as well, which no agent does',
      ],
    ],
    [
      'oracledb',
      { type: '10g' },
      ['error type: type "10g" has parts (Enterprise Manager, application server) that no agent starts'],
    ],
    [
      'oracledb',
      { type: 'ias' },
      ['error type: type "ias" has parts (Enterprise Manager, application server) that no agent starts'],
    ],
    ['samba', { config_file: '/etc/samba/smb.conf' }, []],
    [
      'samba',
      { config_file: '/srv/smb.conf' },
      ['error config_file: the unit of the distribution reads /etc/samba/smb.conf only'],
    ],
    ['mysql', {}, []],
    [
      'mysql',
      { config_file: '/srv/my.cnf' },
      [
        'warning config_file: datadir, socket and log of the configuration file do not count: the agent gives its own',
      ],
    ],
  ])('%s %j', (type, attributes, findings) => {
    expect(review(type, attributes)).toEqual(findings);
  });
});

describe('one thing', () => {
  const key = (type: string, name: string, value: string): string | undefined =>
    agents
      .find(type)
      ?.attributes.find((each) => each.name === name)
      ?.uniqueKey?.(value);

  it('is the same however it is written', () => {
    expect(key('ip', 'address', '10.0.0.5/24')).toBe(key('ip', 'address', '10.0.0.5'));
    expect(key('ip', 'address', 'FD00:0:0::5/64')).toBe(key('ip', 'address', 'fd00::5'));
    expect(key('fs', 'mountpoint', '/srv/')).toBe(key('clusterfs', 'mountpoint', '/srv'));
    expect(key('fs', 'mountpoint', '/')).toBe('/');
    expect(key('systemd', 'unit', 'nginx')).toBe(key('systemd', 'unit', 'nginx.service'));
  });

  it('no two resources mount at one place, whatever their types', () => {
    const groups = ['fs', 'clusterfs', 'gfs2', 'netfs', 'bind-mount', 'btrfs'].map(
      (type) => agents.find(type)?.attributes.find(({ name }) => name === 'mountpoint')?.uniqueAmong,
    );
    expect(new Set(groups)).toEqual(new Set(['mount point']));
  });
});

describe('the agent’s instance', () => {
  const bed: Bed = makeBed();
  const nameOf = (attributes: Attributes): string =>
    asOcf(table('nfsclient'), bed.operation({ attributes })).resource.name;

  it('differs for one client that two file systems of a service export to', () => {
    expect(nameOf({ target: '*', path: '/a' })).not.toBe(nameOf({ target: '*', path: '/b' }));
    bed.clear();
  });
});

it('a wait that an attribute asks for has room in the deadline', async () => {
  const bed = makeBed();
  const times = await agents
    .find('mysql')
    ?.timingOf?.(bed.operation({ attributes: { startup_wait: '600', shutdown_wait: '2m' } }));
  bed.clear();
  expect(times).toMatchObject({ startTimeout: 610_000, stopTimeout: 130_000 });
});
