/** The generated code is that of proto/picket.proto. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('src/wire/messages.js and messages.d.ts are up to date (else: npm run proto)', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-proto-'));
  try {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: { proto: string } };
    const [, ...args] = scripts.proto.split(' ');
    const made = join(folder, 'messages.js');
    const output = args.map((arg) => (arg === 'src/wire/messages.js' ? made : arg));
    expect(output).toContain(made);
    await promisify(execFile)(process.execPath, ['node_modules/protobufjs-cli/bin/pbjs', ...output]);
    for (const name of ['messages.js', 'messages.d.ts']) {
      const now = await readFile(join('src/wire', name), 'utf8');
      expect((await readFile(join(folder, name), 'utf8')) === now, name).toBe(true);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
