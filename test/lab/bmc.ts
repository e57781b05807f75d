/** One simulated BMC per node: OpenIPMI's ipmi_sim, answering IPMI 2.0 (lanplus, cipher suite 3) with a real handshake. */
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { bmcAddress } from './network.ts';
import { run } from './run.ts';
import { until } from './until.ts';

/** The BMC's only administrator. */
export const BMC_USER = 'admin';

const EMULATOR = `mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
sel_enable 0x20 1000 0x0a
mc_enable 0x20
`;

export interface BmcPlace {
  readonly lab: string;
  readonly prefix: string;
  readonly node: string;
  readonly index: number;
}

function configuration({ lab, node, index }: BmcPlace, password: string): string {
  const auths = ['callback', 'user', 'operator', 'admin'].map(
    (who) => `    allowed_auths_${who} none md2 md5 straight`,
  );
  return `name "bmc${node}"
set_working_mc 0x20
  startlan 1
    addr ${bmcAddress(index)} 623
    priv_limit admin
${auths.join('\n')}
    guid a123456789abcdefa12345678900000${index}
  endlan
  chassis_control "${lab}/bin/chassis.sh ${lab} ${node}"
  user 1 false "" "" user 10 none md2 md5 straight
  user 2 true "${BMC_USER}" "${password}" admin 10 none md2 md5 straight
`;
}

/** Starts the BMC (again) with this password; resolves when it answers. Rejects after 10 s, with its output. */
export async function startBmc(place: BmcPlace, password: string): Promise<void> {
  const folder = `${place.lab}/bmc/${place.node}`;
  await stopBmc(place);
  // The simulator keeps users in its state folder: an old password would survive a new configuration.
  await rm(`${folder}/state`, { recursive: true, force: true });
  await mkdir(`${folder}/state`, { recursive: true });
  await writeFile(`${folder}/lan.conf`, configuration(place, password));
  await writeFile(`${folder}/bmc.emu`, EMULATOR);
  const out = openSync(`${folder}/out`, 'a');
  const files = ['-c', `${folder}/lan.conf`, '-f', `${folder}/bmc.emu`, '-s', `${folder}/state`];
  const child = spawn('ip', ['netns', 'exec', `${place.prefix}sw`, 'ipmi_sim', '-n', ...files], {
    detached: true,
    stdio: ['ignore', out, out],
  });
  child.unref();
  await writeFile(`${folder}/pid`, `${child.pid}\n`);
  await until(
    `BMC of ${place.node}`,
    async () =>
      (await ipmitool(place, password, ['chassis', 'power', 'status'])).code === 0 ? true : undefined,
    10_000,
    () => readFile(`${folder}/out`, 'utf8'),
  );
}

/** From now on nothing listens on its port. Resolves when the process is gone. */
export async function stopBmc(place: BmcPlace): Promise<void> {
  const pid = await pidOf(place);
  if (pid === undefined) return;
  process.kill(pid, 'SIGKILL');
  await until('end of the old BMC', async () => ((await bmcRuns(place)) ? undefined : true), 5_000);
}

export async function bmcRuns(place: BmcPlace): Promise<boolean> {
  return (await pidOf(place)) !== undefined;
}

async function pidOf({ lab, node }: BmcPlace): Promise<number | undefined> {
  const folder = `${lab}/bmc/${node}`;
  const pid = Number(await readFile(`${folder}/pid`, 'utf8').catch(() => '0'));
  const line = pid > 0 ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') : '';
  return line.includes(folder) ? pid : undefined;
}

/** ipmitool against this BMC, from the switch. The password goes by environment, as it does everywhere. */
export function ipmitool(place: BmcPlace, password: string, words: readonly string[]) {
  const options = [
    '-I',
    'lanplus',
    '-C',
    '3',
    '-N',
    '1',
    '-R',
    '1',
    '-H',
    bmcAddress(place.index),
    '-U',
    BMC_USER,
    '-E',
  ];
  return run(['ip', 'netns', 'exec', `${place.prefix}sw`, 'ipmitool', ...options, ...words], {
    env: { IPMI_PASSWORD: password },
  });
}
