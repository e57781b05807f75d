/** What `picket check` says of resources as files of rgmanager have them, with the agents of this version. */
import { describe, expect, it } from 'vitest';
import { agents } from '#src/agents/registry.ts';
import { loadServices } from '#src/config/load-services.ts';
import type { ResourceConfig } from '#src/config/model.ts';
import { startOrder } from '#src/config/order.ts';

const load = (resources: string, service: string) =>
  loadServices(
    `<cluster name="c" config_version="1"><rm><resources>${resources}</resources>\n<service name="s">\n${service}\n</service></rm></cluster>`,
    'f',
    agents,
  );

/** `line severity: message (hint)`; lines of the service's content begin with 3. */
const said = (service: string, resources = ''): readonly string[] =>
  load(resources, service).problems.map(
    ({ line, severity, message, hint }) =>
      `${line} ${severity}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );

describe('a resource of an existing file', () => {
  it.each([
    '<lvm name="l" vg_name="vg0" lv_name="web"/>',
    '<fs name="www data" device="/dev/vg0/web" mountpoint="/srv" fstype="ext3" force_unmount="1" self_fence="0" fsid="41" options=""/>',
    '<clusterfs name="g" device="/dev/vg0/g" mountpoint="/g" fstype="gfs2" options="noatime"/>',
    '<netfs name="n" host="nas" export="/vol" mountpoint="/n" fstype="nfs4" options="ro"/>',
    '<ip address="10.0.0.5/24" monitor_link="on" sleeptime="10" family="inet"/>',
    '<script name="init" file="/etc/init.d/init" service_name="s"/>',
    '<apache name="a" server_root="/etc/httpd" config_file="conf/httpd.conf" shutdown_wait="0"/>',
    '<mysql name="m" listen_address="10.0.0.5" startup_wait="30"/>',
    '<postgres-8 name="p" config_file="/srv/pg/postgresql.conf" postmaster_user="postgres" shutdown_wait="5"/>',
    '<named name="n" config_file="/etc/named.conf"/>',
    '<openldap name="l" url_list="ldap:///"/>',
    '<tomcat-6 name="t"/>',
    '<samba name="s" config_file="/etc/samba/smb.conf"/>',
    '<oracledb name="O" user="oracle" home="/o" type="base"/>',
    '<SAPInstance InstanceName="P01_DVEBMGS00_h" AUTOMATIC_RECOVER="TRUE"/>',
    '<SAPDatabase SID="P01" DBTYPE="ORA"/>',
  ])('%s passes', (resource) => {
    expect(said(resource)).toEqual([]);
  });

  it('that can’t be done today is refused with its line, the reason and the nearest way', () => {
    expect(
      said(`<clusterfs name="g" device="/dev/g" mountpoint="/g" fstype="gfs"/>
<oralistener name="L" user="oracle" home="/o"/>
<tomcat-5 name="t" config_file="/etc/tomcat5/tomcat5.conf"/>
<named name="n" named_sdb="ldap"/>
<lvm name="l" vg_name="vg0" vg_access_mode="clvmd"/>`),
    ).toEqual([
      '3 error: clusterfs "g": no kernel of today has gfs (convert it to gfs2 and write fstype="gfs2")',
      '4 error: oralistener "L": attribute "sid" is missing (write the SID of the database that the listener serves)',
      '5 error: tomcat-5 "t": config_file can\'t be honoured: the settings of the installed Tomcat are another version’s (write what it sets as catalina_home, catalina_base, java_home, catalina_options and tomcat_user)',
      '6 error: named "n": named_sdb can\'t be honoured: BIND has no SDB drivers any more (configure the database as a DLZ in config_file)',
      '7 error: lvm "l": clvmd needs cman or corosync (change the group to lvmlockd: vgchange --lock-type dlm)',
    ]);
  });

  it('warns about what is asked for in vain', () => {
    expect(said('<fs name="f" device="/dev/a" mountpoint="/a" self_fence="1" quick_status="1"/>')).toEqual([
      '3 warning: fs "f": self_fence is ignored: a service whose stop fails is failed and starts nowhere until its node is fenced or an operator has cleaned up',
      '3 warning: fs "f": quick_status is ignored: the check is a look into the list of mounts anyway',
    ]);
  });

  it('shares no device, mount point or address with another, however it is written', () => {
    expect(
      said(`<fs name="a" device="/dev/a" mountpoint="/a"/>
<fs name="b" device="/dev/a" mountpoint="/b"/>
<netfs name="n" host="h" export="/x" mountpoint="/a/"/>
<ip address="10.0.0.5/24"/>
<ip address="10.0.0.5"/>`),
    ).toEqual([
      '4 error: fs "b": device "/dev/a" is taken by fs "a" in line 3',
      '5 error: netfs "n": mountpoint "/a/" is taken by fs "a" in line 3',
      '7 error: ip "10.0.0.5": address "10.0.0.5" is taken by ip "10.0.0.5/24" in line 6',
    ]);
  });
});

describe('a device by label or number of its file system', () => {
  it('is the same as its link under /dev/disk', () => {
    expect(
      said(`<fs name="a" device="LABEL=data" mountpoint="/a"/>
<fs name="b" device="-L data" mountpoint="/b"/>
<fs name="c" device="/dev/disk/by-label/data" mountpoint="/c"/>
<fs name="d" device="UUID=12-34" mountpoint="/d"/>
<fs name="e" device="--uuid=12-34" mountpoint="/e"/>`),
    ).toEqual([
      '4 error: fs "b": device "-L data" is taken by fs "a" in line 3',
      '5 error: fs "c": device "/dev/disk/by-label/data" is taken by fs "a" in line 3',
      '7 error: fs "e": device "--uuid=12-34" is taken by fs "d" in line 6',
    ]);
  });
});

describe('an export', () => {
  const definitions =
    '<nfsexport name="exports"/><nfsclient name="User group" target="@users" options="rw"/>';

  it('takes path and number over from what is around it', () => {
    const { services, problems } = load(
      definitions,
      `<fs name="f" device="/dev/a" mountpoint="/srv" fsid="77">
         <nfsexport ref="exports"><nfsclient ref="User group"/></nfsexport>
       </fs>`,
    );
    expect(problems).toEqual([]);
    const [fs] = services[0]?.resources ?? [];
    const [exported] = fs?.children ?? [];
    const attributesOf = (resource: ResourceConfig | undefined) => resource?.attributes;
    expect(attributesOf(exported)).toMatchObject({ path: '/srv', fsid: '77' });
    expect(attributesOf(exported?.children[0])).toMatchObject({ path: '/srv', fsid: '77', target: '@users' });
  });

  it('stands directly in an NFS server as well, whose address comes last', () => {
    const { services, problems } = load(
      definitions,
      `<fs name="f" device="/dev/a" mountpoint="/srv" fsid="77">
         <nfsserver name="n"><ip address="10.0.0.5"/><nfsclient ref="User group"/></nfsserver>
       </fs>`,
    );
    expect(problems).toEqual([]);
    const [fs] = services[0]?.resources ?? [];
    const client = fs?.children[0]?.children.find(({ type }) => type === 'nfsclient');
    expect(client?.attributes).toMatchObject({ path: '/srv', target: '@users' });
    const [service] = services;
    expect(service === undefined ? [] : startOrder(service).map(({ type }) => type)).toEqual([
      ...['fs', 'nfsserver', 'nfsclient', 'ip'],
    ]);
  });

  it('may ask for the cache that rgmanager had', () => {
    expect(
      said(
        '<fs name="f" device="/dev/a" mountpoint="/a"><nfsexport name="e"><nfsclient name="c" target="*" use_cache="1"/></nfsexport></fs>',
      ),
    ).toEqual(['3 warning: nfsclient "c": use_cache is ignored: each check reads the list of exports anew']);
  });

  it('without anything around it is told what is missing', () => {
    expect(said('<nfsexport ref="exports"/>', definitions)).toEqual([
      '3 error: nfsexport "exports": attribute "path" is missing (write it here, or put this inside a resource with mountpoint)',
    ]);
  });
});
