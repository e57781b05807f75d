/**
 * `npm test`: installs what the tests need of Debian, then form, types, lint, dead code and all tests.
 *
 * Arguments are passed on to vitest. The exit code is 0 only if every step passed; the last line printed is always
 * `N passed, M failed`, where a failed step counts as one failure.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installPackages } from './packages.ts';

/** Real BMCs, fence agents and resource agents, and the network tools that the laboratory is built with. */
const PACKAGES = [
  ...['openipmi', 'ipmitool', 'fence-agents', 'resource-agents'],
  // What other agents call (gnutls-cli, snmpget, ssh), and what answers them in the tests.
  ...['gnutls-bin', 'openssl', 'snmp', 'snmpd', 'openssh-client', 'openssh-server'],
  ...['iproute2', 'nftables', 'procps', 'libxml2-utils', 'systemd'],
  // Hosts with guests. Not libvirt-daemon-system: its services are not for this machine.
  ...['libvirt-daemon', 'libvirt-daemon-driver-qemu', 'libvirt-clients', 'qemu-system-x86', 'binutils'],
  // What the resource agents call that are tried for real.
  ...['e2fsprogs', 'kmod', 'psmisc', 'apache2-bin', 'wget', 'nfs-kernel-server'],
];
const COUNTS = /^(\d+) passed, (\d+) failed(.*)$/;

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

const STEPS: readonly Step[] = [
  { name: 'form (biome)', command: ['biome', 'check', '--error-on-warnings'] },
  { name: 'types (tsc)', command: ['tsc', '--noEmit', '-p', '.'] },
  { name: 'promises (oxlint)', command: ['oxlint', '--type-aware', 'src', 'test', 'bench', 'tools'] },
  { name: 'dead code (knip)', command: ['knip', '--no-progress'] },
];

interface Result {
  readonly ok: boolean;
  readonly output: string;
}

const env = {
  ...process.env,
  PATH: `${join(process.cwd(), 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
};

/** Resolves with the output when the command ended; `show` passes it on line by line, but for the last count. */
function run([file, ...args]: Step['command'], show: boolean): Promise<Result> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let shown = 0;
    const pass = (piece: Buffer): void => {
      output += piece.toString();
      const end = output.lastIndexOf('\n') + 1;
      if (!show || end === shown) return;
      const lines = output.slice(shown, end).split(/(?<=\n)/);
      process.stdout.write(lines.filter((line) => !COUNTS.test(line.trimEnd())).join(''));
      shown = end;
    };
    child.stdout.on('data', pass);
    child.stderr.on('data', pass);
    child.on('error', (error) => resolve({ ok: false, output: `${output}\n${error.message}\n` }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

installPackages(PACKAGES);
let failed = 0;
for (const step of STEPS) {
  const { ok, output } = await run(step.command, false);
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${step.name}`);
  if (ok) continue;
  failed += 1;
  process.stdout.write(output);
}
const tests = await run(['vitest', 'run', ...process.argv.slice(2)], true);
const counts = tests.output.trimEnd().split('\n').at(-1)?.match(COUNTS);
const [passed, failedTests, rest] = [Number(counts?.[1] ?? 0), Number(counts?.[2] ?? 0), counts?.[3] ?? ''];
failed += failedTests;
// vitest may also fail without a failed test: no test found, or a crash.
if (!tests.ok && failedTests === 0) failed += 1;
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed${rest}`);
