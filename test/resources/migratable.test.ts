/** Which services can go to another node without a stop, with the agents as they are. */
import { expect, it } from 'vitest';
import { agents } from '#src/agents/registry.ts';
import { loadConfig } from '#src/config/load.ts';
import { migratable } from '#src/resources/migratable.ts';

/** What is said of the only service of `rm`. */
function said(rm: string): string | number {
  const text = `<cluster name="lab" config_version="1"><heartbeat/><fence_daemon allow_none="yes"/>
    <clusternodes><clusternode name="n1" nodeid="1" address="10.0.0.1"/></clusternodes><rm>${rm}</rm></cluster>`;
  const { config, problems } = loadConfig(text, 'cluster.xml', agents);
  const [service] = config?.services ?? [];
  if (service === undefined) throw new Error(JSON.stringify(problems));
  const found = migratable(service, agents);
  return found.can ? found.longest : found.why;
}

it.each([
  ['<vm name="g"/>', 960_000],
  ['<vm name="g" migrate="fallback" migrate_timeout="5m"/>', 660_000],
  ['<vm name="g" migrate="never"/>', 'vm:g has migrate="never"'],
  ['<service name="s"><vm name="g"/><vm name="h"/></service>', 1_920_000],
  [
    '<service name="s"><vm name="g"/><process name="p" command="x"/></service>',
    "process:p can't be on two nodes while it migrates",
  ],
  ['<service name="s" instances="all"><vm name="g"/></service>', 'it is on every node'],
])('%s', (rm, answer) => {
  expect(said(rm)).toBe(answer);
});
