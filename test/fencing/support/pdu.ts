/** A switched power strip over real SNMP: net-snmp's snmpd, whose `pass` script holds the outlets of an APC rack PDU. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { access, chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FenceDevice } from '#src/config/model.ts';
import { device } from '#test/fencing/support/world.ts';

export interface Pdu {
  /** fence_apc_snmp for one outlet (1 to 8), with the names that files of RHEL 6 use. */
  readonly fence: (outlet: number, attributes?: Readonly<Record<string, string>>) => FenceDevice;
  readonly outlet: (outlet: number) => Promise<'on' | 'off'>;
  readonly stop: () => Promise<void>;
}

/** rPDUOutletStatusOutletState and rPDUOutletControlOutletCommand of APC's PowerNet-MIB. */
const STATUS = '.1.3.6.1.4.1.318.1.1.12.3.5.1.1.4';
const CONTROL = '.1.3.6.1.4.1.318.1.1.12.3.3.1.1.4';

export async function startPdu(): Promise<Pdu> {
  await access('/usr/sbin/snmpd').catch(() => {
    throw new Error('/usr/sbin/snmpd is missing: apt-get install snmpd snmp');
  });
  const dir = await mkdtemp(join(tmpdir(), 'picket-pdu-'));
  const port = await freePort();
  for (let outlet = 1; outlet <= 8; outlet += 1) await writeFile(join(dir, `outlet-${outlet}`), '1\n');
  await writeFile(join(dir, 'outlets'), outlets(dir));
  await chmod(join(dir, 'outlets'), 0o755);
  await writeFile(
    join(dir, 'snmpd.conf'),
    `agentaddress udp:127.0.0.1:${port}
rocommunity public 127.0.0.1
rwcommunity private 127.0.0.1
sysobjectid .1.3.6.1.4.1.318.1.3.4.5
pass .1.3.6.1.4.1.318.1.1.12.3 ${dir}/outlets
`,
  );
  const options = ['-f', '-Lo', '-C', '-c', join(dir, 'snmpd.conf'), '-p', join(dir, 'pid')];
  const snmpd = spawn('/usr/sbin/snmpd', options, {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: '/usr/bin:/bin', MIBS: '', SNMP_PERSISTENT_DIR: dir },
  });
  await listening(snmpd.stdout);
  return {
    fence: (outlet, attributes = {}) =>
      device({
        name: 'pdu-a',
        agent: 'fence_apc_snmp',
        attributes: {
          ...{ ipaddr: '127.0.0.1', udpport: String(port), community: 'private', snmp_version: '1' },
          ...{ port: String(outlet), power_timeout: '3', ...attributes },
        },
      }),
    outlet: async (outlet) =>
      (await readFile(join(dir, `outlet-${outlet}`), 'utf8')).trim() === '1' ? 'on' : 'off',
    stop: async () => {
      const exit = new Promise((resolve) => snmpd.once('exit', resolve));
      snmpd.kill('SIGKILL');
      await exit;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** snmpd's `pass` protocol: -g OID to read, -s OID TYPE VALUE to write. */
function outlets(dir: string): string {
  return `#!/bin/sh
outlet='${dir}/outlet-'"\${2##*.}"
[ -e "$outlet" ] || exit 0
case "$1 $2" in
  '-g ${STATUS}'.* | '-g ${CONTROL}'.*) printf '%s\\ninteger\\n%s\\n' "$2" "$(cat "$outlet")" ;;
  '-s ${CONTROL}'.*) echo "$4" >"$outlet" ;;
  -s*) echo not-writable ;;
esac
`;
}

/** Deadline 10 s. */
function listening(stdout: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const deadline = setTimeout(() => reject(new Error(`snmpd does not answer: ${said}`)), 10_000);
    stdout.on('data', (piece: Buffer) => {
      said += piece.toString();
      if (!said.includes('NET-SNMP version')) return;
      clearTimeout(deadline);
      resolve();
    });
  });
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((bound) => socket.bind(0, '127.0.0.1', bound));
  const { port } = socket.address();
  await new Promise<void>((closed) => socket.close(closed));
  return port;
}
