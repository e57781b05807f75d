/** Runs programs that go on telling, for Commands: line by line, and never longer than this daemon lives. */
import { openOutput } from '#src/host/capture.ts';
import { hostError } from '#src/host/host-error.ts';
import { describeExit } from '#src/host/launch.ts';
import type { Cancel, Program } from '#src/host/ports.ts';
import { signalGroup } from '#src/host/process-table.ts';
import { spawnGroup } from '#src/host/spawn.ts';

/**
 * The shell's standard input is a pipe whose other end this daemon holds. When that ends (the daemon died), `read`
 * returns, and the whole group is killed.
 */
const SCRIPT = `
exec 3<&0 0</dev/null
"$0" "$@" 3<&- & program=$!
{ read -r _ <&3; kill -s KILL 0; } >/dev/null & guard=$!
exec 3<&-
wait $program; code=$?
kill -s KILL $guard
exit $code`;

export function follow(program: Program, line: (text: string) => void, ended: (how: string) => void): Cancel {
  let over = false;
  let stop: () => void = () => {};

  async function run(): Promise<string> {
    const output = openOutput();
    try {
      const child = await spawnGroup({
        file: '/bin/sh',
        args: ['-c', SCRIPT, program.file, ...program.args],
        env: program.env,
        input: { open: true },
        stdout: { lines: (text) => void (over || line(text)) },
        stderr: output.stderr.fd,
      });
      stop = () => {
        signalGroup(child.process, 'SIGKILL');
        child.closeInput();
      };
      if (over) stop();
      const exit = await child.exit;
      child.closeInput();
      const words = output.stderr.text().trim().split('\n').at(-1) ?? '';
      return words === '' ? describeExit(exit) : `${describeExit(exit)}: ${words}`;
    } finally {
      output.stdout.close();
      output.stderr.close();
    }
  }

  void run()
    .catch((error: unknown) => hostError(error, `start ${program.file}`).message)
    .then((how) => {
      if (!over) ended(how);
    });
  return () => {
    over = true;
    stop();
  };
}
