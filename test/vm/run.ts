/**
 * `npm run test:lab`: installs what the laboratory needs of Debian, builds the image of its hosts, and runs test/vm.
 *
 * Arguments are passed on to vitest (a part of a file's name runs that file). The last line printed is always `N passed,
 * M failed`, and the exit code is 0 only if something passed and nothing failed.
 */
import { spawn } from 'node:child_process';
import { installPackages } from '../packages.ts';
import { obtainImage } from './image/image.ts';
import { HOST_PACKAGES } from './image/packages.ts';

installPackages(HOST_PACKAGES);
try {
  if (process.getuid?.() !== 0) throw new Error('the laboratory of virtual machines needs root');
  await obtainImage(console.log);
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.vm.config.ts'];
  const child = spawn(process.execPath, [...vitest, ...process.argv.slice(2)], { stdio: 'inherit' });
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error));
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
