/** Writes the cluster.xml of clusters made on the spot: the demo's, the benchmarks' and the integration tests'. */

export interface GeneratedCluster {
  readonly name: string;
  readonly version: number;
  readonly nodes: readonly GeneratedNode[];
  readonly keyFile: string;
  readonly port: number;
  readonly timing: Timing;
  /** Attributes of <fence_daemon>; a comment may stand above it. */
  readonly fenceDaemon: string;
  /** The element <rm> with all that stands in it. */
  readonly rm: string;
}

/** As written in the file, with units. */
export interface Timing {
  readonly keepalive: string;
  readonly warntime: string;
  readonly deadtime: string;
  readonly initdead: string;
}

export interface GeneratedNode {
  readonly name: string;
  /** One per link; the links are called lan0, lan1 ... */
  readonly ips: readonly string[];
  /** Attributes of its fence device, `agent` among them; or its methods, in the order in which they are tried. */
  readonly fence: Attributes | readonly GeneratedMethod[];
}

type Attributes = Readonly<Record<string, string>>;

export interface GeneratedMethod {
  readonly name: string;
  readonly lines: readonly {
    /** Unique in the file, but for lines that mean the same device. */
    readonly device: string;
    /** Of the line itself: `action`, `port` ... */
    readonly line: Attributes;
    /** Of the <fencedevice>, `agent` among them. */
    readonly fence: Attributes;
  }[];
}

function methodsOf({ name, fence }: GeneratedNode): readonly GeneratedMethod[] {
  if (isMethods(fence)) return fence;
  return [{ name: 'power', lines: [{ device: `power-${name}`, line: { action: 'reboot' }, fence }] }];
}

function isMethods(fence: GeneratedNode['fence']): fence is readonly GeneratedMethod[] {
  return Array.isArray(fence);
}

const attributes = (values: Attributes): string =>
  Object.entries(values)
    .map(
      ([name, value]) =>
        `${name}="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"`,
    )
    .join(' ');

function nodeXml(node: GeneratedNode, index: number): string {
  const addresses = node.ips.map((ip, link) => `      <address link="lan${link}" ip="${ip}"/>`);
  const methods = methodsOf(node).map(({ name, lines }) => {
    const devices = lines.map(({ device, line }) => `<device name="${device}" ${attributes(line)}/>`);
    return `        <method name="${name}">${devices.join('')}</method>`;
  });
  return `    <clusternode name="${node.name}" nodeid="${index + 1}">
${addresses.join('\n')}
      <fence>
${methods.join('\n')}
      </fence>
    </clusternode>`;
}

/** The text of the file; unless methods are given, each node has one with one device of its own, called power-NODE. */
export function clusterXml(cluster: GeneratedCluster): string {
  const { nodes } = cluster;
  const links = (nodes[0]?.ips ?? []).map((_, link) => `<link name="lan${link}"/>`);
  const timing = attributes({ ...cluster.timing, udpport: String(cluster.port), auth: cluster.keyFile });
  const fences = new Map(
    nodes.flatMap(methodsOf).flatMap(({ lines }) => lines.map(({ device, fence }) => [device, fence])),
  );
  const devices = [...fences].map(
    ([device, fence]) => `    <fencedevice name="${device}" ${attributes(fence)}/>`,
  );
  return `<cluster name="${cluster.name}" config_version="${cluster.version}">
  <heartbeat ${timing}>
    ${links.join(' ')}
  </heartbeat>
  ${nodes.length === 2 ? '<cman two_node="1" expected_votes="1"/>' : ''}
  ${cluster.fenceDaemon}
  <clusternodes>
${nodes.map(nodeXml).join('\n')}
  </clusternodes>
  <fencedevices>
${devices.join('\n')}
  </fencedevices>
${cluster.rm}
</cluster>
`;
}
