/** What reaches the journal, and what never does. The log writes to a real descriptor. */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '#src/host/log.ts';
import { HostError, type Log } from '#src/host/ports.ts';

let folder = '';
let fd = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'picket-log-'));
  fd = openSync(join(folder, 'log'), 'w');
});
afterEach(() => {
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

function written(): string {
  return readFileSync(join(folder, 'log'), 'utf8');
}

function lines(): readonly Record<string, unknown>[] {
  return written()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function openLog(): Log {
  return createLog({ level: 'info', journal: false, fd });
}

describe('the log', () => {
  it('is one JSON object per line with level, time and message, there as soon as it was logged', () => {
    openLog().child({ component: 'fencing' }).info({ node: 'node2' }, 'fence started');
    expect(lines()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        component: 'fencing',
        node: 'node2',
        msg: 'fence started',
      },
    ]);
  });

  it('leaves out what is below its level', () => {
    const log = openLog();
    log.debug({}, 'quiet');
    log.error({}, 'loud');
    expect(lines().map((line) => line['msg'])).toEqual(['loud']);
  });

  it('never shows a secret: at the top, one and two levels down, in lists, in a child', () => {
    const log = openLog();
    for (const name of ['password', 'passwd', 'passphrase', 'secret', 'key', 'psk', 'token']) {
      log.info({ [name]: 'hunter2', shown: 1 }, 'a');
      log.info({ device: { [name]: 'hunter2' } }, 'b');
      log.info({ fence: { device: { [name]: 'hunter2' } } }, 'c');
      log.info({ devices: [{ [name]: 'hunter2' }] }, 'd');
      log.child({ device: { [name]: 'hunter2' } }).info({}, 'e');
      log
        .child({ [name]: 'hunter2' })
        .child({ more: 1 })
        .info({}, 'f');
    }
    expect(lines().length).toBe(42);
    expect(lines()[0]).toMatchObject({ password: '***', shown: 1 });
    expect(written()).not.toContain('hunter2');
  });

  it('does not change or choke on what it is given', () => {
    const fields = Object.freeze({ device: Object.freeze({ passwd: 'hunter2' }) });
    openLog().info(fields, 'frozen');
    expect(fields.device.passwd).toBe('hunter2');
    expect(written()).not.toContain('hunter2');
  });

  it('tells an error in words, without a stack', () => {
    openLog().warn({ error: new HostError('ENOSPC', 'cannot write x: no space') }, 'failed');
    expect(lines()[0]).toMatchObject({
      error: { name: 'HostError', code: 'ENOSPC', message: 'cannot write x: no space' },
    });
    expect(written()).not.toContain('log.test.ts');
  });

  it('carries journald priorities when it goes to the journal', () => {
    const log = createLog({ level: 'debug', journal: true, fd });
    log.debug({}, 'd');
    log.info({}, 'i');
    log.child({ a: 1 }).warn({}, 'w');
    log.error({}, 'e');
    const prefixes = written()
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(0, 4));
    expect(prefixes).toEqual(['<7>{', '<6>{', '<4>{', '<3>{']);
  });
});
