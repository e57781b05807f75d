/** A small file without a problem, to be broken in one place at a time. */

import type { Agent, AttributeSpec } from '#src/agents/agent.ts';
import { createRegistry } from '#src/agents/registry.ts';
import { type LoadResult, loadConfig } from '#src/config/load.ts';
import { formatProblems } from '#src/config/report.ts';

export const SAMPLE = `<cluster name="pair" config_version="3">
  <heartbeat keepalive="500ms" warntime="2s" deadtime="5" initdead="1min" udpport="7000" auth="/etc/picket/key">
    <link name="bcn"/> <link name="sn"/>
  </heartbeat>
  <cman two_node="1" expected_votes="1"/>
  <clusternodes>
    <clusternode name="n2" nodeid="2" votes="1">
      <address link="bcn" ip="10.20.0.2"/> <address link="sn" ip="fd00::2" port="7001"/>
      <fence><method name="ipmi"><device name="bmc2"/></method></fence>
    </clusternode>
    <clusternode name="n1" nodeid="1">
      <address link="sn" ip="fd00:0::1"/> <address link="bcn" ip="10.20.0.1"/>
      <fence>
        <method name="ipmi"><device name="bmc1" action="off"/></method>
        <method name="pdu"><device name="pdu" port="1" option="off"/><device name="pdu" port="1" option="on"/></method>
      </fence>
    </clusternode>
  </clusternodes>
  <fencedevices>
    <fencedevice name="bmc1" agent="fence_ipmilan" ip="10.0.9.1" username="se&amp;cret" port="9"/>
    <fencedevice name="bmc2" agent="fence_ipmilan" ip="10.0.9.2" timeout="2min"/>
    <fencedevice name="pdu" agent="/opt/fence_pdu" ip="10.0.9.3" port="9"/>
  </fencedevices>
  <fence_daemon post_fail_delay="3" fence_delay="1500ms"/>
  <rm auto_failback="live" failback_delay="5s">
    <failoverdomains>
      <failoverdomain name="Prefer1" ordered="1" nofailback="1">
        <failoverdomainnode name="n1" priority="1"/><failoverdomainnode name="n2" priority="2"/>
      </failoverdomain>
      <failoverdomain name="any"><failoverdomainnode name="n2" priority="1"/></failoverdomain>
    </failoverdomains>
    <resources>
      <process name="db" command="run-db" port="1"><action name="status" interval="1m30s" timeout="5"/></process>
    </resources>
    <service name="web" domain="prefer1" recovery="relocate" max_restarts="2" restart_expire_time="1h" priority="7">
      <process ref="db"><ocf name="ip" agent="IPaddr2" ip="10.1.1.1"/></process>
      <process name="httpd" command="run-httpd" port="2"/>
    </service>
    <service name="jobs" autostart="false" domain="any"><process name="job" command="run-job" stop_timeout="20"/></service>
  </rm>
</cluster>
`;

export const agents = createRegistry([
  agent('process', [
    attribute('command', { required: true }),
    attribute('log', { type: 'path' }),
    attribute('stop_timeout', { type: 'duration' }),
    attribute('keep', { type: 'boolean' }),
    attribute('port', { type: 'integer', unique: true }),
    attribute('token', { type: 'integer', unique: true, secret: true }),
  ]),
  { ...agent('ocf', [attribute('agent'), attribute('provider')]), openAttributes: true },
  agent('vm', [attribute('migrate'), attribute('path')]),
]);

export function load(text: string): LoadResult {
  return loadConfig(text, 'cluster.xml', agents);
}

/** What is said about the sample after one replacement. */
export function broken(from: string | RegExp, to: string): readonly string[] {
  const text = SAMPLE.replace(from, () => to);
  if (text === SAMPLE) throw new Error(`the sample holds no ${from}`);
  return complain(text);
}

export function complain(text: string): readonly string[] {
  return formatProblems(load(text).problems);
}

export function attribute(name: string, rest: Partial<AttributeSpec> = {}): AttributeSpec {
  return {
    name,
    type: 'string',
    required: false,
    default: undefined,
    unique: false,
    secret: false,
    doc: '',
    ...rest,
  };
}

export function agent(type: string, attributes: readonly AttributeSpec[]): Agent {
  const never = (): Promise<never> => Promise.reject(new Error('the check runs no agent'));
  const timing = { startTimeout: 1, stopTimeout: 1, monitors: [] };
  const operations = { start: never, stop: never, monitor: never };
  return { type, aliases: [], summary: '', attributes, openAttributes: false, timing, ...operations };
}
