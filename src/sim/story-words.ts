/** The words of everything that can happen to a simulated cluster: `cut node1 -> node2 on sn`. For whoever writes or reads a story. */
import type { DeviceMode, DiskMode, Happening, Manner } from './happening.ts';
import {
  choice,
  duration,
  either,
  groups,
  jump,
  link,
  node,
  resource,
  service,
  share,
} from './story-codecs.ts';
import { type Form, field, mark, type Names, optional, readForm, word, writeForm } from './story-forms.ts';

const DEVICE_MODES = choice<DeviceMode>(
  ...([
    'ok',
    'slow',
    'fails',
    'hangs',
    'wrong-password',
    'does-nothing',
    'late',
    'lies',
    'shares-power',
  ] as const),
);
const DISK_MODES = choice<DiskMode>('ok', 'slow', 'fails', 'hangs', 'full');
const MANNERS = choice<Manner>('ok', 'fail', 'hang', 'slow');
const OPERATIONS = choice('start', 'stop', 'monitor', 'migrate');
const VERBS = choice(
  ...([
    'enable',
    'disable',
    'stop',
    'restart',
    'relocate',
    'migrate',
    'convalesce',
    'freeze',
    'thaw',
  ] as const),
);
const RESTRICTS = choice('lock', 'unlock', 'maintenance-on', 'maintenance-off');

const UP = either('up', 'down');
const AT = field('node', node);

function onNode<Kind extends Happening['kind']>(kind: Kind): Form<Kind> {
  return { kind, pieces: [word(kind), AT] };
}

const FORMS: { readonly [Kind in Happening['kind']]: Form<Kind> } = {
  'power-on': onNode('power-on'),
  'power-off': onNode('power-off'),
  reset: onNode('reset'),
  'kill-daemon': {
    kind: 'kill-daemon',
    pieces: [word('kill-daemon'), AT, mark('restart', 'for-good', false)],
  },
  'start-daemon': onNode('start-daemon'),
  'restart-daemon': onNode('restart-daemon'),
  leave: onNode('leave'),
  pause: { kind: 'pause', pieces: [word('pause'), AT, word('for'), field('ms', duration)] },
  'stop-daemon': {
    kind: 'stop-daemon',
    pieces: [word('stop-daemon'), AT, word('for'), field('ms', duration)],
  },
  cut: {
    kind: 'cut',
    pieces: [
      ...[word('cut'), field('from', node), field('oneWay', either('->', '-')), field('to', node)],
      optional(word('on'), field('link', link)),
    ],
  },
  isolate: { kind: 'isolate', pieces: [word('isolate'), AT, optional(word('on'), field('link', link))] },
  split: { kind: 'split', pieces: [word('split'), field('groups', groups)] },
  heal: { kind: 'heal', pieces: [word('heal')] },
  loss: {
    kind: 'loss',
    pieces: [
      ...[word('loss'), field('lost', share), word('doubled'), field('doubled', share)],
      ...[word('late'), field('late', share)],
    ],
  },
  latency: { kind: 'latency', pieces: [word('latency'), field('ms', duration)] },
  'break-sessions': onNode('break-sessions'),
  replay: onNode('replay'),
  stranger: onNode('stranger'),
  'ping-target': {
    kind: 'ping-target',
    pieces: [word('ping-target'), field('up', UP), optional(word('for'), AT)],
  },
  witness: { kind: 'witness', pieces: [word('witness'), field('up', UP), optional(word('for'), AT)] },
  device: { kind: 'device', pieces: [word('device'), AT, field('mode', DEVICE_MODES)] },
  'device-path': {
    kind: 'device-path',
    pieces: [word('device-path'), AT, word('from'), field('by', node), field('up', UP)],
  },
  disk: { kind: 'disk', pieces: [word('disk'), AT, field('mode', DISK_MODES)] },
  tear: onNode('tear'),
  corrupt: onNode('corrupt'),
  clock: { kind: 'clock', pieces: [word('clock'), AT, field('by', jump)] },
  crash: {
    kind: 'crash',
    pieces: [
      word('crash'),
      field('service', service),
      optional(word('resource'), field('resource', resource)),
    ],
  },
  behave: {
    kind: 'behave',
    pieces: [
      ...[word('behave'), field('service', service), word('on'), AT],
      ...[field('operation', OPERATIONS), field('manner', MANNERS)],
    ],
  },
  fence: {
    kind: 'fence',
    pieces: [
      ...[word('operator'), AT, word('fence'), field('target', node)],
      field('action', choice('off', 'reboot')),
    ],
  },
  'confirm-down': {
    kind: 'confirm-down',
    pieces: [word('operator'), AT, word('confirm-down'), field('target', node)],
  },
  standby: {
    kind: 'standby',
    pieces: [...[word('operator'), AT, field('on', either('standby', 'online'))], field('target', node)],
  },
  reboot: { kind: 'reboot', pieces: [word('operator'), AT, word('reboot'), field('target', node)] },
  restrict: { kind: 'restrict', pieces: [word('operator'), AT, field('verb', RESTRICTS)] },
  operator: {
    kind: 'operator',
    pieces: [
      ...[word('operator'), AT, field('verb', VERBS), field('service', service)],
      optional(word('to'), field('target', node)),
    ],
  },
};

const ALL: readonly Form[] = Object.values(FORMS);

/** Throws WrongWords with what is allowed. */
export function readHappening(words: readonly string[], names: Names): Happening {
  return readForm<Happening>(ALL, words, names);
}

/** {@link readHappening} reads it back as the same. */
export function writeHappening(what: Happening, names: Names): string {
  return writeForm(ALL, what, names);
}
