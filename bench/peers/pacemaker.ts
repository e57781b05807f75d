/** Pacemaker on Corosync, tuned as far as its manuals go: token 1000 ms, no waits in the fence agent. */
import { BMC_USER } from '#test/lab/bmc.ts';
import type { Lab } from '#test/lab/lab.ts';
import { file, type Peer, privateFolder } from './peer.ts';

const TOKEN_MS = 1_000;

function corosyncConf(lab: Lab): string {
  const nodes = lab.nodes.map(
    (node, index) => `  node {
    ring0_addr: ${lab.address(node, 'lan0')}
    name: ${node}
    nodeid: ${index + 1}
  }`,
  );
  return `totem {
  version: 2
  cluster_name: peer
  transport: knet
  crypto_cipher: aes256
  crypto_hash: sha256
  token: ${TOKEN_MS}
}
nodelist {
${nodes.join('\n')}
}
quorum {
  provider: corosync_votequorum
  two_node: 1
}
logging {
  to_logfile: yes
  logfile: /var/log/corosync/corosync.log
  to_syslog: no
}`;
}

/** The configuration both nodes find on their disks: a fence device each, and one resource. */
function cib(lab: Lab): string {
  const devices = lab.nodes.map((node) => {
    const values = {
      ip: lab.bmcAddress(node),
      username: BMC_USER,
      password: 's3cret',
      lanplus: '1',
      cipher: '3',
      power_wait: '0',
    };
    const pairs = Object.entries({ ...values, pcmk_host_list: node }).map(
      ([name, value]) => `<nvpair id="f-${node}-${name}" name="${name}" value="${value}"/>`,
    );
    return `<primitive id="f-${node}" class="stonith" type="fence_ipmilan"><instance_attributes id="f-${node}-a">${pairs.join('')}</instance_attributes></primitive>`;
  });
  const bans = lab.nodes.map(
    (node) => `<rsc_location id="l-${node}" rsc="f-${node}" node="${node}" score="-INFINITY"/>`,
  );
  const nodes = lab.nodes.map((node, index) => `<node id="${index + 1}" uname="${node}"/>`);
  return `<cib validate-with="pacemaker-3.9" admin_epoch="1" epoch="1" num_updates="0"><configuration><crm_config><cluster_property_set id="o"><nvpair id="o1" name="stonith-enabled" value="true"/></cluster_property_set></crm_config><nodes>${nodes.join('')}</nodes><resources>${devices.join('')}<primitive id="r0" class="ocf" provider="picket" type="Stamp"><operations><op id="r0-m" name="monitor" interval="10s"/></operations></primitive></resources><constraints>${bans.join('')}</constraints><rsc_defaults><meta_attributes id="rd"><nvpair id="rd1" name="resource-stickiness" value="100"/></meta_attributes></rsc_defaults></configuration><status/></cib>`;
}

export const pacemaker: Peer = {
  name: 'pacemaker',
  settings: `corosync token ${TOKEN_MS} ms, fence_ipmilan with power_wait=0`,
  needs: ['/usr/sbin/corosync', '/usr/sbin/pacemakerd', '/usr/sbin/crm_mon', '/usr/sbin/fence_ipmilan'],
  boot: (lab) =>
    [
      privateFolder('/etc/corosync'),
      privateFolder('/var/lib/corosync'),
      privateFolder('/var/lib/pacemaker', 'hacluster:haclient', '750'),
      privateFolder('/var/log/corosync'),
      privateFolder('/var/log/pacemaker', 'hacluster:haclient', '770'),
      privateFolder('/usr/lib/ocf/resource.d'),
      file('/etc/corosync/corosync.conf', corosyncConf(lab)),
      file('/etc/corosync/authkey', 'k'.repeat(256), '400'),
      `mkdir -p /usr/lib/ocf/resource.d/picket && cp ${lab.shared}/stamp-ocf.sh /usr/lib/ocf/resource.d/picket/Stamp`,
      'mkdir -p /var/lib/pacemaker/cib && chown hacluster:haclient /var/lib/pacemaker/cib && chmod 750 /var/lib/pacemaker/cib',
      file('/var/lib/pacemaker/cib/cib.xml', cib(lab), '600'),
      'chown hacluster:haclient /var/lib/pacemaker/cib/cib.xml',
      'corosync -f &',
      'for _ in $(seq 1000); do corosync-cfgtool -s >/dev/null 2>&1 && break; sleep 0.02; done',
      'exec pacemakerd',
    ].join('\n'),
  async steady(lab, node) {
    const { stdout } = await lab.exec(node, ['crm_mon', '-1'], { timeout: 15_000 });
    if (!/Online: \[ n1 n2 \]/.test(stdout)) return false;
    const { stdout: state } = await lab.exec(
      node,
      ['sh', '-c', 'crmadmin -S $(crmadmin -q -D | sed "s/.* //")'],
      { timeout: 15_000 },
    );
    return state.includes('S_IDLE');
  },
};
