/** What the demo's cluster is: its nodes, its services and its timings. */
import type { ClusterOptions } from './cluster.ts';

export const KEEPALIVE_MS = 200;
export const DEADTIME_MS = 1_000;

/** The node that dies, and the one that takes over. */
export const NODES = ['node1', 'node2'] as const;

/** In the order in which the story shows them; each is a tree of resources. */
export const SERVICES = ['service:shop', 'service:mail', 'service:files'] as const;

const domain = (name: string, first: string, second: string): string =>
  `      <failoverdomain name="${name}" ordered="1">
        <failoverdomainnode name="${first}" priority="1"/> <failoverdomainnode name="${second}" priority="2"/>
      </failoverdomain>`;

const RM = `  <rm auto_failback="on" failback_delay="1s">
    <failoverdomains>
${domain('prefer-node1', 'node1', 'node2')}
${domain('prefer-node2', 'node2', 'node1')}
    </failoverdomains>
    <!-- A parent starts before its children and stops after them; brothers start from top to bottom. -->
    <service name="shop" domain="prefer-node1" recovery="restart">
      <process name="shop-disk" command="sleep 1000001">
        <process name="shop-database" command="sleep 1000002"/>
        <process name="shop-web" command="sleep 1000003"/>
      </process>
    </service>
    <service name="mail" domain="prefer-node1" recovery="restart">
      <process name="mail-disk" command="sleep 1000004">
        <process name="mail-server" command="sleep 1000005"/>
      </process>
    </service>
    <service name="files" domain="prefer-node2" recovery="restart">
      <process name="files-disk" command="sleep 1000006">
        <process name="files-server" command="sleep 1000007"/>
      </process>
    </service>
  </rm>`;

const FENCE_DAEMON = `<!-- fence_delay: when two nodes lose sight of each other, the one that runs less waits this long before it shoots, so that
       exactly one survives. These two share one machine, no link between them can break, and you want to see the fence at
       once: 0. fence_loop_limit: here a node that was fenced often may come back all the same. Leave both out in a real
       cluster. -->
  <fence_daemon fence_delay="0" fence_loop_limit="0"/>`;

export const DEMO_CLUSTER: ClusterOptions = {
  name: 'demo',
  nodes: NODES,
  timing: {
    keepalive: `${KEEPALIVE_MS}ms`,
    warntime: '500ms',
    deadtime: `${DEADTIME_MS}ms`,
    initdead: '10s',
  },
  fenceDaemon: FENCE_DAEMON,
  rm: () => RM,
};
