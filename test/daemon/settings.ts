/** cluster.xml of test/daemon: two nodes, services that are plain processes, one fence device each. */

export interface Settings {
  readonly version?: number;
  /** Instead of the agent of fence-agent.ts. */
  readonly fence?: string;
  readonly fenceTimeout?: string;
  /** Attributes of <fence_daemon>. */
  readonly fencing?: string;
  /** Inside <rm>; by default service a prefers n1 and service b prefers n2. */
  readonly rm?: string;
  /** Attributes of <rm>. */
  readonly rmAttributes?: string;
  readonly heartbeat?: string;
  /** Replaces text of the finished file, to spoil it. */
  readonly spoil?: readonly (readonly [from: string | RegExp, to: string])[];
}

interface Place {
  readonly cluster: string;
  readonly port: number;
  readonly key: string;
  readonly fence: string;
  readonly addressOf: (node: string) => string;
}

/** Deadtime well above what a busy machine makes a healthy daemon wait. */
const HEARTBEAT = 'keepalive="200ms" warntime="1s" deadtime="2s" initdead="8s"';

export const DOMAINS = `<failoverdomains>
      <failoverdomain name="first" ordered="1"><failoverdomainnode name="n1" priority="1"/><failoverdomainnode name="n2" priority="2"/></failoverdomain>
      <failoverdomain name="second" ordered="1"><failoverdomainnode name="n2" priority="1"/><failoverdomainnode name="n1" priority="2"/></failoverdomain>
    </failoverdomains>`;

export const SERVICES = `${DOMAINS}
    <service name="a" domain="first"><process name="a" command="exec sleep 100000"/></service>
    <service name="b" domain="second"><process name="b" command="exec sleep 100000"/></service>`;

export function settingsXml(settings: Settings & Place): string {
  const node = (name: string): string =>
    `<clusternode name="${name}" nodeid="${name.slice(1)}"><address ip="${settings.addressOf(name)}"/>` +
    `<fence><method name="power"><device name="f-${name}"/></method></fence></clusternode>`;
  const device = (name: string): string =>
    `<fencedevice name="f-${name}" agent="${settings.fence}" plug="${name}" timeout="${settings.fenceTimeout ?? '5s'}"/>`;
  const xml = `<?xml version="1.0"?>
<cluster name="${settings.cluster}" config_version="${settings.version ?? 1}">
  <heartbeat ${settings.heartbeat ?? HEARTBEAT} udpport="${settings.port}" auth="${settings.key}"/>
  <clusternodes>
    ${node('n1')}
    ${node('n2')}
  </clusternodes>
  <fence_daemon ${settings.fencing ?? 'fence_delay="0" fence_loop_limit="0"'}/>
  <fencedevices>
    ${device('n1')}
    ${device('n2')}
  </fencedevices>
  <rm ${settings.rmAttributes ?? 'auto_failback="off"'}>
    ${settings.rm ?? SERVICES}
  </rm>
</cluster>
`;
  return (settings.spoil ?? []).reduce((text, [from, to]) => text.replace(from, to), xml);
}
