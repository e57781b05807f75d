/** Heartbeat 3 with haresources and STONITH, at the same keepalive and deadtime as Picket beside it. */
import { BMC_USER } from '#test/lab/bmc.ts';
import type { Lab } from '#test/lab/lab.ts';
import { file, type Peer, privateFolder } from './peer.ts';

function haCf(lab: Lab, node: string): string {
  const peer = lab.nodes.find((one) => one !== node) ?? '';
  // cluster-glue's plugin can't choose a cipher suite, which lanplus needs with this BMC: IPMI 1.5.
  const stonith = lab.nodes.map((one) => {
    const other = lab.nodes.find((candidate) => candidate !== one) ?? '';
    return `stonith_host ${one} external/ipmi ${other} ${lab.bmcAddress(other)} ${BMC_USER} s3cret lan`;
  });
  return `logfile /run/ha.log
keepalive 200ms
deadtime 1
warntime 500ms
initdead 5
udpport 694
ucast eth0 ${lab.address(peer, 'lan0')}
auto_failback off
${stonith.join('\n')}
node n1
node n2
crm off`;
}

export const heartbeat: Peer = {
  name: 'heartbeat',
  settings: 'keepalive 200ms, deadtime 1, external/ipmi',
  needs: ['/usr/libexec/heartbeat/heartbeat', '/usr/lib/stonith/plugins/external/ipmi', '/usr/bin/cl_status'],
  boot: (lab, node) =>
    [
      privateFolder('/etc/ha.d'),
      privateFolder('/var/lib/heartbeat'),
      'mkdir -p /run/heartbeat/ccm /run/heartbeat/dopd /run/heartbeat/crm /run/heartbeat/rsctmp && chown -R hacluster:haclient /run/heartbeat',
      file('/etc/ha.d/ha.cf', haCf(lab, node), '600'),
      file('/etc/ha.d/authkeys', 'auth 1\n1 sha1 peer', '600'),
      file('/etc/ha.d/haresources', 'n1 stamp'),
      `mkdir -p /etc/ha.d/resource.d && cp ${lab.shared}/stamp-haresource.sh /etc/ha.d/resource.d/stamp`,
      'exec /usr/libexec/heartbeat/heartbeat',
    ].join('\n'),
  async steady(lab, node) {
    const other = lab.nodes.find((one) => one !== node) ?? '';
    const { stdout } = await lab.exec(
      node,
      ['sh', '-c', `cl_status nodestatus ${other}; cl_status rscstatus`],
      { timeout: 15_000 },
    );
    const [state, resources] = stdout.split(/\s+/);
    return state === 'active' && resources !== undefined && resources !== '' && resources !== 'transition';
  },
};
