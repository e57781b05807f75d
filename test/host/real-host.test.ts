/** The host as the daemon gets it: under plain node, which refuses TypeScript that the test runner would accept. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

const PROGRAM = `
  import { createHost } from '#src/host/real-host.ts';
  const host = createHost({ logLevel: 'info' });
  const said = await host.commands.run({ file: '/bin/echo', args: ['hi'], env: {}, timeout: 30_000 });
  host.log.info({ said, random: host.random.below(1), bytes: host.random.bytes(3).length }, 'first');
  host.notify.ready();
  for (let line = 0; line < 200; line += 1) host.log.info({ filler: 'x'.repeat(5_000) }, 'more');
  process.stderr.write('came to its end');
`;

function start(): ReturnType<typeof spawn> {
  const { NOTIFY_SOCKET: _, JOURNAL_STREAM: __, ...env } = process.env;
  return spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('the real host', () => {
  it('works under plain node, all ports together', async () => {
    const child = start();
    let [output, errors] = ['', ''];
    child.stdout?.on('data', (piece: Buffer) => {
      output += piece.toString();
    });
    child.stderr?.on('data', (piece: Buffer) => {
      errors += piece.toString();
    });
    const [code] = await once(child, 'close');
    expect({ code, errors }).toEqual({ code: 0, errors: 'came to its end' });
    const lines = output.trimEnd().split('\n');
    expect(lines.length).toBe(201);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      msg: 'first',
      said: { kind: 'exited', code: 0, stdout: 'hi\n' },
      random: 0,
      bytes: 3,
    });
  });

  it('goes on when nobody reads its log any more', async () => {
    const child = start();
    child.stdout?.destroy();
    let errors = '';
    child.stderr?.on('data', (piece: Buffer) => {
      errors += piece.toString();
    });
    const [code] = await once(child, 'close');
    expect({ code, errors }).toEqual({ code: 0, errors: 'came to its end' });
  });
});
