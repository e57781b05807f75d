/** `<notify>` with real programs and a real HTTP server: what they are told, by whom, and what happens when they fail. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createEventLog, type EventLog } from '#src/cluster/event-log.ts';
import type { Notification } from '#src/cluster/notification.ts';
import { createNotifier, type Notifier } from '#src/cluster/notifier.ts';
import type { NotifyConfig } from '#src/config/model.ts';
import { createClock } from '#src/host/clock.ts';
import { createCommands } from '#src/host/commands.ts';
import { createFiles } from '#src/host/files.ts';
import { createWebhooks } from '#src/host/webhooks.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import { createWorldFrom } from '#src/sim/world.ts';
import { SILENT } from '#test/host/silent-log.ts';
import { until } from '#test/host/until.ts';
import { eventsOf, isWhole } from './support/cluster.ts';

interface Bed {
  readonly folder: string;
  readonly events: EventLog;
  readonly notifier: Notifier;
  readonly names: () => readonly string[];
}

async function bed(notify: (folder: string) => NotifyConfig, isCoordinator = true): Promise<Bed> {
  const folder = await mkdtemp(join(tmpdir(), 'picket-notify-'));
  const clock = createClock();
  const files = createFiles();
  const events = createEventLog({ clock, files, log: SILENT, path: `${folder}/events.jsonl` });
  const config = { ...clusterConfig({ nodes: 2, services: [] }), notify: [notify(folder)] };
  const notifier = createNotifier({
    nodeName: 'node1',
    config: () => config,
    isCoordinator: () => isCoordinator,
    events,
    emit: (event) => events.emit(event),
    ports: { clock, commands: createCommands(), webhooks: createWebhooks() },
  });
  onTestFinished(async () => {
    notifier.stop();
    await events.flush();
    await rm(folder, { recursive: true, force: true });
  });
  return { folder, events, notifier, names: () => events.after(0).map(({ name }) => name) };
}

async function script(folder: string, text: string): Promise<void> {
  await writeFile(`${folder}/tell`, `#!/bin/sh\n${text}\n`);
  await chmod(`${folder}/tell`, 0o755);
}

function program(events: readonly string[], timeout = 10_000) {
  return (folder: string): NotifyConfig => ({ kind: 'program', target: `${folder}/tell`, events, timeout });
}

async function lines(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

async function fileHas(path: string, count: number): Promise<readonly string[]> {
  let found: readonly string[] = [];
  let reading = false;
  await until(`${count} lines in ${path}`, () => {
    if (!reading) {
      reading = true;
      void lines(path).then((now) => {
        found = now;
        reading = false;
      });
    }
    return found.length >= count;
  });
  return found;
}

/** A server that answers as told; `told` holds what came. */
async function server(status: (count: number) => number) {
  const told: Notification[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString();
    told.push(JSON.parse(text) as Notification);
    response.writeHead(status(told.length), { location: '/elsewhere' }).end('x'.repeat(100_000));
  };
  const http = createServer((request, response) => void answer(request, response));
  await new Promise<void>((ready) => http.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  const { port } = http.address() as AddressInfo;
  return { told, url: `http://127.0.0.1:${port}/secret-path` };
}

const LOST = { name: 'node.lost', node: 'node2', failover: '8-2', message: 'node2 is lost: vanished' };

test('a program gets the event on its standard input and in its environment, and nothing else', async () => {
  const { folder, events } = await bed(program(['node.*']));
  await script(
    folder,
    `cat >>${folder}/in; env | sort | grep -v '^PWD=\\|^_=\\|^SHLVL=\\|^OLDPWD=' >>${folder}/env`,
  );
  events.emit({ name: 'peer.up', message: 'not asked for' });
  events.emit(LOST, 'cluster');
  const [line = ''] = await fileHas(`${folder}/in`, 1);
  expect(JSON.parse(line)).toMatchObject({ cluster: 'sim', teller: 'node1', dropped: 0, event: LOST });
  const env = await fileHas(`${folder}/env`, 11);
  expect(env.filter((one) => !one.startsWith('PICKET_TIME=') && !one.startsWith('PATH='))).toEqual([
    'LC_ALL=C',
    'PICKET_CLUSTER=sim',
    'PICKET_DROPPED=0',
    'PICKET_EVENT=node.lost',
    'PICKET_FAILOVER=8-2',
    'PICKET_MESSAGE=node2 is lost: vanished',
    'PICKET_NODE=node2',
    'PICKET_SERVICE=',
    'PICKET_TELLER=node1',
  ]);
  expect(await lines(`${folder}/in`)).toHaveLength(1);
});

test('what the whole cluster knows is told by the coordinator alone, what one node sees by that node', async () => {
  const { folder, events } = await bed(program(['*']), false);
  await script(folder, `echo $PICKET_EVENT >>${folder}/told`);
  events.emit(LOST, 'cluster');
  events.emit({ name: 'link.fault', message: 'a cable' });
  expect(await fileHas(`${folder}/told`, 1)).toEqual(['link.fault']);
});

test('one that fails is a warning and an event, once, and is not told of its own failure', async () => {
  const { folder, events, names, notifier } = await bed(program(['*']));
  await script(folder, `echo $PICKET_EVENT $PICKET_DROPPED >>${folder}/told; test -e ${folder}/mended`);
  for (const name of ['node.lost', 'node.fenced']) events.emit({ ...LOST, name });
  await fileHas(`${folder}/told`, 2);
  await until('it is known', () => notifier.warnings()[0]?.includes('2 events were not told') === true);
  expect(notifier.warnings()).toEqual([
    `notify ${folder}/tell fails: it exited with 1; 2 events were not told`,
  ]);
  expect(names().filter((name) => name.startsWith('notify.'))).toEqual(['notify.failed']);
  await writeFile(`${folder}/mended`, '');
  events.emit({ ...LOST, name: 'node.joined' });
  await until('it works again', () => notifier.warnings().length === 0);
  expect(await lines(`${folder}/told`)).toEqual(['node.lost 0', 'node.fenced 1', 'node.joined 2']);
  expect(names().at(-1)).toBe('notify.ok');
});

test('one that hangs is ended with its children, and holds nobody up', async () => {
  const { folder, events, notifier } = await bed(program(['*'], 300));
  await script(
    folder,
    `echo $PICKET_EVENT $PICKET_DROPPED >>${folder}/told\ntest $PICKET_EVENT = quick || sleep 1000`,
  );
  events.emit({ ...LOST, name: 'slow' });
  // Far more than may wait: emit returns at once all the same.
  for (let count = 0; count < 150; count++) events.emit({ ...LOST, name: 'quick' });
  const told = await fileHas(`${folder}/told`, 101);
  expect(told.slice(0, 2)).toEqual(['slow 0', 'quick 51']);
  await until('all are told', () => notifier.warnings().length === 0);
  expect(await lines(`${folder}/told`)).toHaveLength(101);
});

test('an address gets the event by POST, again when the server has trouble, and its path is not shown', async () => {
  const { told, url } = await server((count) => (count === 1 ? 503 : 200));
  const { events, notifier } = await bed(() => ({
    kind: 'url',
    target: url,
    events: ['node.lost'],
    timeout: 5_000,
  }));
  events.emit(LOST, 'cluster');
  await until('it has been told', () => told.length === 2);
  expect(told[1]).toMatchObject({ teller: 'node1', event: LOST });
  expect(notifier.warnings()).toEqual([]);
});

test.each([
  [404, 'it answered with HTTP status 404'],
  [302, 'it answered with HTTP status 302'],
])('an address that answers %i is not called again', async (status, said) => {
  const { told, url } = await server(() => status);
  const { events, notifier, names } = await bed(() => ({
    kind: 'url',
    target: url,
    events: ['*'],
    timeout: 5_000,
  }));
  events.emit(LOST);
  await until('it is known', () => notifier.warnings().length > 0);
  expect(notifier.warnings()[0]).toBe(
    `notify ${new URL(url).origin}/... fails: ${said}; 1 event was not told`,
  );
  expect(told).toHaveLength(1);
  expect(JSON.stringify(events.after(0))).not.toContain('secret-path');
  expect(names()).toContain('notify.failed');
});

test('of three nodes that all know of a loss one tells it', async () => {
  const config = clusterConfig({ nodes: 3, services: [{ name: 'web' }] });
  const notify = [
    { kind: 'program', target: '/nowhere/page', events: ['node.lost'], timeout: 1_000 },
  ] as const;
  const world = createWorldFrom({ ...config, notify }, 1);
  world.powerOnAll();
  await world.until('everything runs', () => isWhole(world));
  world.happen({ kind: 'power-off', node: 3 });
  await world.until('all know', () =>
    [1, 2].every((at) => eventsOf(world, at).some(({ name }) => name === 'node.fenced')),
  );
  await world.run(5_000);
  const tellers = [1, 2].filter((at) => eventsOf(world, at).some(({ name }) => name === 'notify.failed'));
  expect(tellers).toHaveLength(1);
});
