/** The stage with BMCs: daemons in namespaces, each with an ipmi_sim that holds its power. Needs root and the lab's packages. */
import { chmod, cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Events, followEvents } from '#test/lab/control.ts';
import { createLab, type Lab, labMissing } from '#test/lab/lab.ts';
import { picketd, SOCKET, writeCluster, writeKey } from '#test/lab/picket.ts';
import { rmXml, SURVIVOR, stampedAgent, VICTIM } from './services.ts';
import { type Stage, type StageOptions, timing } from './stage.ts';

async function install(lab: Lab, options: StageOptions, ipmilan: boolean): Promise<void> {
  const agent = `${lab.shared}/fence_bmc`;
  const tool = `${lab.shared}/fence-ipmitool.sh`;
  await cp(join(import.meta.dirname, 'fence-ipmitool.sh'), tool);
  await writeFile(agent, stampedAgent(ipmilan ? '/usr/sbin/fence_ipmilan' : tool, lab.shared));
  await chmod(agent, 0o755);
  await writeKey(lab);
  await writeCluster(lab, {
    name: 'bench',
    timing: timing(options),
    rm: options.rm?.(lab.shared) ?? rmXml(lab.shared, options.services, options.anchor),
    fence: { agent },
  });
  for (const node of lab.nodes) await lab.install(node, `exec ${picketd(lab, node)}\n`);
}

/** `ipmilan`: the real fence_ipmilan with power_wait=0; else one ipmitool call per action. Rejects where the lab can't run. */
export async function bmcStage(options: StageOptions, ipmilan: boolean): Promise<Stage> {
  const missing = await labMissing();
  if (missing !== undefined) throw new Error(`--bmc ${missing}`);
  const lab = await createLab({ nodes: [SURVIVOR, VICTIM] });
  let events: Events | undefined;
  try {
    await install(lab, options, ipmilan);
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
      events = followEvents(await lab.inside(SURVIVOR, SOCKET));
      return at;
    },
    socket: () => lab.inside(SURVIVOR, SOCKET),
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
