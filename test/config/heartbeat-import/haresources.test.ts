/** haresources: each line a service, each word a resource that does what Heartbeat's script did. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { convertScript } from '#src/config/heartbeat-import/resource-scripts.ts';
import { HA_CF, imported, notesOf, problemsOf, runImport, services } from './samples.ts';

function convert(word: string): unknown {
  const result = convertScript(word, false);
  return 'problem' in result ? result.problem : { type: result.resource.type, ...result.resource.attributes };
}

describe('a word of haresources', () => {
  it.each<[string, object]>([
    ['10.0.0.5', { type: 'ip', address: '10.0.0.5' }],
    ['10.0.0.5/24', { type: 'ip', address: '10.0.0.5/24' }],
    ['IPaddr::10.0.0.5/255.255.252.0', { type: 'ip', address: '10.0.0.5/22' }],
    ['IPaddr2::10.0.0.5/24/eth0', { type: 'ip', address: '10.0.0.5/24', prefer_interface: 'eth0' }],
    [
      'IPaddr::10.0.0.5/24/10.0.0.255',
      { type: 'ocf', agent: 'IPaddr2', ip: '10.0.0.5', cidr_netmask: '24', broadcast: '10.0.0.255' },
    ],
    [
      '10.0.0.5/24/eth0:1/10.0.0.255',
      {
        ...{ type: 'ocf', agent: 'IPaddr2', ip: '10.0.0.5', cidr_netmask: '24', nic: 'eth0', iflabel: '1' },
        broadcast: '10.0.0.255',
      },
    ],
    ['IPv6addr::fd00::5', { type: 'ip', address: 'fd00::5' }],
    ['IPv6addr::fd00::5/64/eth0', { type: 'ip', address: 'fd00::5/64', prefer_interface: 'eth0' }],
    ['IPsrcaddr::10.0.0.5', { type: 'ocf', agent: 'IPsrcaddr', ipaddress: '10.0.0.5' }],
    ['drbddisk::r0', { type: 'drbd', resource: 'r0' }],
    ['LVM::vg0', { type: 'lvm', vg_name: 'vg0' }],
    [
      'Filesystem::/dev/drbd0::/srv/www::ext3::noatime,acl',
      {
        ...{ type: 'fs', device: '/dev/drbd0', mountpoint: '/srv/www', fstype: 'ext3' },
        ...{ options: 'noatime,acl', force_unmount: '1' },
      },
    ],
    ['Filesystem::-Ldata::/srv', { type: 'fs', device: '-Ldata', mountpoint: '/srv', force_unmount: '1' }],
    [
      'Filesystem::LABEL=data::/srv',
      { type: 'fs', device: 'LABEL=data', mountpoint: '/srv', force_unmount: '1' },
    ],
    [
      'Filesystem::server:/export::/srv::nfs',
      {
        type: 'netfs',
        host: 'server',
        export: '/export',
        mountpoint: '/srv',
        fstype: 'nfs',
        force_unmount: '1',
      },
    ],
    [
      'Filesystem:://server/share::/srv::cifs',
      {
        type: 'netfs',
        host: 'server',
        export: 'share',
        mountpoint: '/srv',
        fstype: 'cifs',
        force_unmount: '1',
      },
    ],
    [
      'Filesystem::/dev/drbd0::/srv::gfs2',
      { type: 'clusterfs', device: '/dev/drbd0', mountpoint: '/srv', fstype: 'gfs2', force_unmount: '1' },
    ],
    [
      'Filesystem::/a::/b::none::bind',
      { type: 'ocf', agent: 'Filesystem', device: '/a', directory: '/b', fstype: 'none', options: 'bind' },
    ],
    ['apache', { type: 'ocf', agent: 'apache' }],
    ['apache::/etc/httpd.conf', { type: 'ocf', agent: 'apache', configfile: '/etc/httpd.conf' }],
    ['MailTo::root::Takeover', { type: 'ocf', agent: 'MailTo', email: 'root', subject: 'Takeover' }],
    [
      'Raid1::/etc/mdadm.conf::/dev/md0',
      { type: 'ocf', agent: 'Raid1', raidconf: '/etc/mdadm.conf', raiddev: '/dev/md0' },
    ],
    ['ServeRAID::1::2', { type: 'ocf', agent: 'ServeRAID', serveraid: '1', mergegroup: '2' }],
    [
      'portblock::tcp::80,443::block',
      { type: 'ocf', agent: 'portblock', protocol: 'tcp', portno: '80,443', action: 'block' },
    ],
    ['WAS::9080', { type: 'ocf', agent: 'WAS', port: '9080' }],
    ['WAS::/opt/was.cfg', { type: 'ocf', agent: 'WAS', config: '/opt/was.cfg' }],
    ['db2::db2inst1', { type: 'ocf', agent: 'db2', instance: 'db2inst1' }],
    [
      'ids::/opt/ifx::srv::onconfig',
      { type: 'ocf', agent: 'ids', informixdir: '/opt/ifx', informixserver: 'srv', onconfig: 'onconfig' },
    ],
    ['ICP::1::/dev/sda', { type: 'ocf', agent: 'ICP', driveid: '1', device: '/dev/sda' }],
    ['LinuxSCSI::0:0:1', { type: 'ocf', agent: 'LinuxSCSI', scsi: '0:0:1' }],
    ['Delay::5::7', { type: 'ocf', agent: 'Delay', startdelay: '5', stopdelay: '7' }],
    ['AudibleAlarm::alpha', { type: 'ocf', agent: 'AudibleAlarm', nodelist: 'alpha' }],
    ['SendArp::10.0.0.5/eth0', { type: 'ocf', agent: 'SendArp', ip: '10.0.0.5', nic: 'eth0' }],
    ['Xinetd::telnet', { type: 'ocf', agent: 'Xinetd', service: 'telnet' }],
    ['httpd', { type: 'script', file: '/etc/init.d/httpd' }],
  ])('%s', (word, expected) => {
    expect(convert(word)).toEqual(expected);
  });

  it('is an OCF resource only with parameters that the agent has', () => {
    const words = [
      ...['10.0.0.5/24/eth0:1/10.0.0.255', 'IPsrcaddr::1', 'Filesystem::/a::/b::none::bind', 'apache::/x'],
      ...[
        'MailTo::a::b',
        'Raid1::a::b',
        'ServeRAID::1::2',
        'portblock::a::b::c',
        'WAS::1',
        'WAS::/x',
        'db2::a',
      ],
      ...[
        'ids::a::b::c',
        'ICP::1::2',
        'LinuxSCSI::1',
        'Delay::1::2',
        'AudibleAlarm::a',
        'SendArp::1/e',
        'Xinetd::a',
      ],
      'WinPopup::hosts',
    ];
    for (const word of words) {
      const result = convertScript(word, false);
      if ('problem' in result) throw new Error(result.problem);
      const { agent, ...parameters } = result.resource.attributes;
      const metadata = execFileSync(`/usr/lib/ocf/resource.d/heartbeat/${agent}`, ['meta-data'], {
        encoding: 'utf8',
        env: { ...process.env, OCF_ROOT: '/usr/lib/ocf' },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      for (const name of Object.keys(parameters))
        expect(metadata, `${word}: ${name}`).toContain(`name="${name}"`);
    }
  });

  it('is a systemd unit when the administrator says so', () => {
    const [service] = services('alpha 10.0.0.5 httpd', { systemd: true });
    expect(service?.resources.map(({ type }) => type)).toEqual(['ip', 'systemd']);
    expect(service?.resources[1]?.attributes).toMatchObject({ unit: 'httpd.service' });
  });

  it.each([
    ['drbddisk', 'name the one that this service needs'],
    ['drbdupper::r0', 'has no counterpart'],
    ['IPaddr::www.example.com', '"www.example.com" is no IP address'],
    ['IPaddr::10.0.0.5/255.0.255.0', 'is no netmask'],
    ['Filesystem::/dev/sda1', 'Filesystem takes: device::directory[::fstype[::options]]'],
    ['MailTo', 'MailTo takes: email::[subject]'],
    ['OCF::IPaddr2::web', 'write <ocf agent="IPaddr2"'],
    ['myscript::arg', 'the script myscript takes arguments (arg)'],
    ['a/b', 'neither an address nor a script'],
  ])('%s is refused with its line', (word, said) => {
    const result = runImport(HA_CF, `# services\nalpha 10.0.0.9 ${word}\n`);
    expect(problemsOf(result)).toEqual([expect.stringContaining(said)]);
    expect(problemsOf(result)[0]).toMatch(/^haresources:2: /);
  });
});

describe('a line of haresources', () => {
  it('is a service with the node it names as the first choice, and all others after it', () => {
    const config = imported(
      runImport(HA_CF, 'ALPHA httpd\nbeta \\\n  10.0.0.5 \\\n  mysqld # the database\n'),
    );
    expect(config.services.map(({ name, domain, recovery }) => [name, domain, recovery])).toEqual([
      ['httpd', 'prefer_alpha', 'restart'],
      ['mysqld', 'prefer_beta', 'restart'],
    ]);
    expect(config.domains).toEqual([
      expect.objectContaining({
        ...{ name: 'prefer_alpha', ordered: true, restricted: false },
        members: [
          { node: 1, priority: 1 },
          { node: 2, priority: 2 },
        ],
      }),
      expect.objectContaining({
        name: 'prefer_beta',
        members: [
          { node: 2, priority: 1 },
          { node: 1, priority: 2 },
        ],
      }),
    ]);
  });

  it.each([
    ['off', 'off'],
    ['on', 'on'],
    ['legacy', 'on'],
  ])('goes back with auto_failback %s: %s', (word, expected) => {
    const text = HA_CF.replace('auto_failback	off', `auto_failback ${word}`);
    expect(imported(runImport(text, 'alpha httpd\n')).services[0]?.autoFailback).toBe(expected);
  });

  it('goes back when ha.cf does not say, as under Heartbeat, and a note says so', () => {
    const result = runImport(HA_CF.replace('auto_failback	off', ''), 'alpha httpd\n');
    expect(imported(result).services[0]?.autoFailback).toBe('on');
    expect(notesOf(result).join('\n')).toContain('auto_failback is not set');
  });

  it('names its service by what it runs', () => {
    const lines = [
      '10.0.0.1',
      '10.0.0.2 httpd MailTo::root',
      'Filesystem::/dev/a::/srv/a::ext3',
      'apache',
      'apache::/x',
    ];
    expect(services(lines.map((line) => `alpha ${line}`).join('\n')).map(({ name }) => name)).toEqual([
      ...['ip-10.0.0.1', 'httpd', 'srv-a', 'apache', 'apache-2'],
    ]);
  });

  it('may share a script with another line, defined once', () => {
    const result = runImport(HA_CF, 'alpha 10.0.0.1 httpd\nbeta 10.0.0.2 httpd\n');
    expect(imported(result).services.map(({ resources }) => resources.map(({ id }) => id))).toEqual([
      ['ip:10.0.0.1', 'script:httpd'],
      ['ip:10.0.0.2', 'script:httpd'],
    ]);
    expect(notesOf(result).join('\n')).toContain('belongs to the services of line 1 and 2');
  });

  it.each([
    ['alpha 10.0.0.1 a\nbeta 10.0.0.1 b\n', 'haresources:2: ip 10.0.0.1 is used in line 1 already'],
    ['alpha 10.0.0.1 a a\n', 'haresources:1: script a is used twice in this line'],
    ['gamma 10.0.0.1\n', 'haresources:1: "gamma" is no node of ha.cf'],
    ['alpha\n', 'haresources:1: the line of alpha names no resource'],
  ])('%j is refused', (text, said) => {
    expect(problemsOf(runImport(HA_CF, text)).join('\n')).toContain(said);
  });
});
