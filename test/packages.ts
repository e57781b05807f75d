/** Debian packages that tests need: installed before they run, where that is possible. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function installed(name: string): boolean {
  try {
    const state = execFileSync('dpkg-query', ['-W', '-f', '${Status}', name], { stdio: 'pipe' });
    return state.toString().endsWith(' installed');
  } catch {
    return false;
  }
}

/** Nothing is installed without root or on another distribution: the tests that need it then say so. */
export function installPackages(packages: readonly string[]): void {
  const missing = packages.filter((name) => !installed(name));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    console.log(
      `Not installed: ${missing.join(' ')}; tests with real components need them (run as root to install).`,
    );
    return;
  }
  const path = join(mkdtempSync(join(tmpdir(), 'picket-test-')), 'apt.log');
  console.log(`Installing ${missing.join(' ')} (log: ${path}) ...`);
  const log = openSync(path, 'w');
  const options = {
    stdio: ['ignore', log, log] as ['ignore', number, number],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 15 * 60_000,
  };
  try {
    execFileSync('apt-get', ['update'], options);
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', ...missing], options);
  } catch {
    console.log(`Installing failed: see ${path}. Going on without.`);
  }
}
