/**
 * A systemd of its own as the first process of namespaces, with nothing but the units of a test: real systemctl, and the
 * host's services are out of reach. Needs root.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Command, Commands } from '#src/host/ports.ts';
import { ports } from '#test/agents/bed.ts';
import { until } from '#test/host/until.ts';

export interface SystemdBed {
  /** Commands that run beside that systemd. */
  readonly commands: Commands;
  /** Adds or replaces a unit. */
  write(unit: string, lines: readonly string[]): void;
  run(...command: readonly [string, ...string[]]): string;
  end(): Promise<void>;
}

/** In cgroups of its own, so that this systemd takes none of the host's processes for its own. */
const BEGIN = `
  name=picket-test-$$
  while read -r _ mount kind _; do
    case $kind in cgroup|cgroup2)
      mkdir "$mount/$name" 2>/dev/null && echo $$ > "$mount/$name/cgroup.procs" 2>/dev/null ;;
    esac
  done < /proc/mounts
  exec unshare --pid --fork --kill-child --mount --mount-proc --uts --ipc --net --cgroup sh -c "$1"`;

const INSIDE = `
  mount -t tmpfs tmpfs /run && mkdir -p /run/systemd /run/units || exit 1
  printf '[Unit]\\nDefaultDependencies=no\\n' > /run/units/begin.target
  export container=picket SYSTEMD_UNIT_PATH=/run/units
  exec /lib/systemd/systemd --system --unit=begin.target --log-target=null`;

export async function makeSystemdBed(): Promise<SystemdBed> {
  const child = spawn('sh', ['-c', BEGIN, 'picket-systemd', INSIDE], { stdio: 'ignore' });
  const children = (pid: number): readonly number[] =>
    readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  const enter = (): readonly string[] => {
    const [init] = children(child.pid ?? 0);
    if (init === undefined) throw new Error('systemd has not begun');
    return ['--target', String(init), '--mount', '--pid', '--uts', '--ipc', '--net', '--cgroup'];
  };
  const run = (...command: readonly [string, ...string[]]): string =>
    execFileSync('nsenter', [...enter(), ...command], { encoding: 'utf8', stdio: 'pipe' });
  await until('systemd is up', () => {
    try {
      return run('systemctl', 'is-active', 'begin.target').trim() === 'active';
    } catch {
      return false;
    }
  });
  const inside = (command: Command): Command => ({
    ...command,
    file: 'nsenter',
    args: [...enter(), command.file, ...command.args],
  });
  return {
    commands: { ...ports.commands, run: (command, cancel) => ports.commands.run(inside(command), cancel) },
    write: (unit, lines) => {
      const text = `${['[Unit]', 'DefaultDependencies=no', ...lines].join('\n')}\n`;
      run('sh', '-c', 'printf %s "$1" > "/run/units/$2" && systemctl daemon-reload', 'sh', text, unit);
    },
    run,
    end: async () => {
      const ended = new Promise((resolve) => child.on('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      // The cgroups are free as soon as the kernel has ended the last of its processes.
      const mine = `*/picket-test-${child.pid}*`;
      const left = (): string =>
        execFileSync('find', ['/sys/fs/cgroup', '-depth', '-type', 'd', '-path', mine], { encoding: 'utf8' });
      await until('the cgroups of systemd are gone', () => {
        const folders = left().split('\n').filter(Boolean);
        if (folders.length > 0) spawnSync('rmdir', folders, { stdio: 'ignore' });
        return left() === '';
      });
    },
  };
}
