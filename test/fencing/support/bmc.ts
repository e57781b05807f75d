/** A real BMC's conversation on loopback: OpenIPMI's ipmi_sim, with its own port and folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { access, chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FenceDevice } from '#src/config/model.ts';
import { callAgent } from '#src/fencing/agent-protocol.ts';
import type { Millis } from '#src/host/ports.ts';
import { device, realPorts } from '#test/fencing/support/world.ts';

export interface Bmc {
  /** fence_ipmilan for this BMC, with quick waits. */
  readonly fence: (attributes?: Readonly<Record<string, string>>) => FenceDevice;
  /** The built-in fence_ipmi for it. */
  readonly ipmi: (attributes?: Readonly<Record<string, string>>, timeout?: Millis) => FenceDevice;
  readonly setPower: (on: boolean) => Promise<void>;
  readonly power: () => Promise<'on' | 'off'>;
  /** Acknowledges every order and does nothing. */
  readonly setStuck: (stuck: boolean) => Promise<void>;
  /** It carries an order out after so many seconds and answers nobody meanwhile. */
  readonly setSlow: (seconds: number) => Promise<void>;
  /** Orders that reached the chassis (`power 0` ...), readings not included. */
  readonly orders: () => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

export const BMC_PASSWORD = 's3cret-Pa55';
/** May look at the power and not switch it; the name is the password. */
export const BMC_ONLOOKER = 'onlooker';

const EMULATOR = `mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
mc_enable 0x20
`;

export async function startBmc(): Promise<Bmc> {
  for (const program of ['/usr/bin/ipmi_sim', '/usr/bin/ipmitool', '/usr/sbin/fence_ipmilan']) {
    await access(program).catch(() => {
      throw new Error(`${program} is missing: apt-get install openipmi ipmitool fence-agents`);
    });
  }
  const dir = await mkdtemp(join(tmpdir(), 'picket-bmc-'));
  const port = await freePort();
  await mkdir(join(dir, 'state'));
  await writeFile(join(dir, 'power'), '1\n');
  await writeFile(join(dir, 'bmc.emu'), EMULATOR);
  await writeFile(join(dir, 'lan.conf'), lanConfiguration(dir, port));
  await writeFile(join(dir, 'chassis.sh'), chassis(dir));
  await chmod(join(dir, 'chassis.sh'), 0o755);
  const files = ['-c', join(dir, 'lan.conf'), '-f', join(dir, 'bmc.emu'), '-s', join(dir, 'state')];
  const process = spawn('ipmi_sim', ['-n', ...files], { stdio: 'ignore' });

  const fence = (attributes: Readonly<Record<string, string>> = {}): FenceDevice =>
    device({
      name: 'ipmi-node2',
      agent: 'fence_ipmilan',
      attributes: {
        ip: '127.0.0.1',
        ipport: String(port),
        username: 'admin',
        password: BMC_PASSWORD,
        lanplus: '1',
        cipher: '3',
        power_wait: '0',
        power_timeout: '3',
        ...attributes,
      },
    });
  const ipmi = (attributes: Readonly<Record<string, string>> = {}, timeout = 30_000): FenceDevice =>
    device({
      name: 'ipmi-node2',
      agent: 'fence_ipmi',
      timeout,
      attributes: {
        ip: '127.0.0.1',
        ipport: String(port),
        username: 'admin',
        password: BMC_PASSWORD,
        ...attributes,
      },
    });
  await answers(fence());
  return {
    fence,
    ipmi,
    setPower: (on) => writeFile(join(dir, 'power'), on ? '1\n' : '0\n'),
    power: async () => ((await readFile(join(dir, 'power'), 'utf8')).trim() === '1' ? 'on' : 'off'),
    setStuck: (stuck) =>
      stuck ? writeFile(join(dir, 'stuck'), '') : rm(join(dir, 'stuck'), { force: true }),
    setSlow: (seconds) => writeFile(join(dir, 'slow'), `${seconds}\n`),
    orders: async () => {
      const log = await readFile(join(dir, 'orders'), 'utf8').catch(() => '');
      return log.split('\n').filter((line) => line !== '');
    },
    stop: async () => {
      await ended(process);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Deadline 10 s: the first answers may be lost while the simulator starts. */
async function answers(fence: FenceDevice): Promise<void> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const answer = await callAgent(realPorts(), { ...fence, timeout: 5_000 }, 'status', 'node2');
    if (answer.kind === 'power') return;
    if (performance.now() > deadline) throw new Error(`ipmi_sim does not answer: ${JSON.stringify(answer)}`);
  }
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((bound) => socket.bind(0, '127.0.0.1', bound));
  const { port } = socket.address();
  await new Promise<void>((closed) => socket.close(closed));
  return port;
}

async function ended(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const exit = new Promise((resolve) => process.once('exit', resolve));
  process.kill('SIGKILL');
  await exit;
}

function lanConfiguration(dir: string, port: number): string {
  const levels = ['callback', 'user', 'operator', 'admin'];
  return `name "bmc2"
set_working_mc 0x20
  startlan 1
    addr 127.0.0.1 ${port}
    priv_limit admin
${levels.map((level) => `    allowed_auths_${level} none md2 md5 straight`).join('\n')}
    guid a123456789abcdefa123456789000002
  endlan
  chassis_control "${dir}/chassis.sh"
  user 1 false "" "" user 10 none md2 md5 straight
  user 2 true "admin" "${BMC_PASSWORD}" admin 10 none md2 md5 straight
  user 3 true "${BMC_ONLOOKER}" "${BMC_ONLOOKER}" user 10 none md2 md5 straight
`;
}

function chassis(dir: string): string {
  return `#!/bin/sh
case $1 in get | set | check) ;; *) shift ;; esac
case $1 in
  get)
    shift
    for name; do
      case $name in
        power) echo "power:$(cat ${dir}/power)" ;;
        boot) echo boot:none ;;
        identify) echo identify:0 ;;
      esac
    done ;;
  set)
    echo "$2 $3" >>${dir}/orders
    [ -e ${dir}/stuck ] && exit 0
    [ -e ${dir}/slow ] && sleep "$(cat ${dir}/slow)"
    [ "$2" = power ] && echo "$3" >${dir}/power ;;
esac
exit 0
`;
}
