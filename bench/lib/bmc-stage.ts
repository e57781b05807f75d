/** The stage with BMCs: daemons in namespaces, each with an ipmi_sim that holds its power. Needs root and the lab's packages. */
import { chmod, cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterXml } from '#src/cli/demo/cluster-xml.ts';
import { newKeyText } from '#src/cli/demo/key-file.ts';
import { type Events, followEvents } from '#test/lab/control.ts';
import { createLab, type Lab, labMissing } from '#test/lab/lab.ts';
import { rmXml, SURVIVOR, stampedAgent, VICTIM } from './services.ts';
import { type Stage, type StageOptions, timing } from './stage.ts';

const DAEMON = join(import.meta.dirname, '../../bin/picketd');

async function writeCluster(lab: Lab, options: StageOptions, ipmilan: boolean): Promise<void> {
  const key = `${lab.shared}/authkey`;
  const agent = `${lab.shared}/fence_bmc`;
  const tool = `${lab.shared}/fence-ipmitool.sh`;
  await writeFile(key, newKeyText(), { mode: 0o600 });
  await cp(join(import.meta.dirname, 'fence-ipmitool.sh'), tool);
  await writeFile(agent, stampedAgent(ipmilan ? '/usr/sbin/fence_ipmilan' : tool, lab.shared));
  await chmod(agent, 0o755);
  const xml = clusterXml({
    name: 'bench',
    version: 1,
    keyFile: key,
    port: 694,
    timing: timing(options),
    fenceDaemon: '<fence_daemon/>',
    rm: rmXml(lab.shared, options.services, options.anchor),
    nodes: lab.nodes.map((name) => ({
      name,
      ips: [lab.address(name, 'lan0'), lab.address(name, 'lan1')],
      fence: {
        agent,
        ip: lab.bmcAddress(name),
        username: 'admin',
        password: 's3cret',
        lanplus: '1',
        cipher: '3',
        power_wait: '0',
      },
    })),
  });
  await writeFile(`${lab.shared}/cluster.xml`, xml);
  for (const node of lab.nodes) {
    const words = `--config ${lab.shared}/cluster.xml --node ${node} --state ${lab.disk(node)} --run /run/picket`;
    await lab.install(node, `exec ${DAEMON} ${words} --boot-id-file ${lab.bootIdFile(node)}\n`);
    await lab.setBootDelay(node, 0);
  }
}

/** `ipmilan`: the real fence_ipmilan with power_wait=0; else one ipmitool call per action. Rejects where the lab can't run. */
export async function bmcStage(options: StageOptions, ipmilan: boolean): Promise<Stage> {
  const missing = await labMissing();
  if (missing !== undefined) throw new Error(`--bmc ${missing}`);
  const lab = await createLab({ nodes: [SURVIVOR, VICTIM] });
  let events: Events | undefined;
  try {
    await writeCluster(lab, options, ipmilan);
  } catch (error) {
    await lab.destroy();
    throw error;
  }
  return {
    folder: lab.shared,
    get events() {
      if (events === undefined) throw new Error('the nodes are not booted yet');
      return events;
    },
    async boot() {
      const at = Date.now();
      await Promise.all([lab.boot(SURVIVOR), lab.boot(VICTIM)]);
      events = followEvents(await lab.inside(SURVIVOR, '/run/picket/control.sock'));
      return at;
    },
    async kill() {
      await lab.setBootDelay(VICTIM, 'never'); // the run ends before it would be back
      return lab.kill(VICTIM);
    },
    logs: async () => (await Promise.all(lab.nodes.map((node) => lab.output(node)))).join('\n').slice(-5_000),
    async end() {
      events?.close();
      await lab.destroy();
    },
  };
}
