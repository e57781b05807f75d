import { expect, test } from 'vitest';
import type { FenceMethod } from '#src/config/model.ts';
import type { FenceWish } from '#src/fencing/fence-types.ts';
import type { AgentMetadata } from '#src/fencing/metadata.ts';
import { planMethod } from '#src/fencing/plan.ts';
import { device, method } from '#test/fencing/support/world.ts';

const ABILITIES: Readonly<Record<string, readonly string[]>> = {
  fence_ipmilan: ['on', 'off', 'reboot', 'status', 'monitor'],
  fence_apc: ['on', 'off', 'reboot', 'status', 'monitor', 'list'],
  fence_kdump: ['off', 'monitor'],
  fence_rcd_serial: ['reboot', 'monitor'],
  fence_brocade: ['on', 'off', 'status', 'monitor'],
};

function abilities(agent: string): AgentMetadata | undefined {
  const actions = ABILITIES[agent];
  return actions && { name: agent, actions: new Set(actions), parameters: new Map() };
}

const line = (name: string, action: string, agent = 'fence_apc') => device({ name, action, agent });

function plan(of: FenceMethod, wish: FenceWish) {
  const planned = planMethod(of, wish, abilities);
  if (planned.kind === 'unusable') return { unusable: planned.device };
  return {
    off: planned.off.map(
      ({ device: { name }, command, verifiable }) => `${command} ${name}${verifiable ? '' : ' blind'}`,
    ),
    on: planned.on.map(({ name }) => name),
  };
}

const one = (action: string, agent = 'fence_ipmilan') => method('m', line('a', action, agent));
const dual = method('pdu', line('a', 'off'), line('b', 'off'), line('a', 'on'), line('b', 'on'));

test.each<[string, FenceMethod, FenceWish, object]>([
  ['a reboot is off, verified, then on', one('reboot'), 'configured', { off: ['off a'], on: ['a'] }],
  ['a line without action is a reboot', one(''), 'configured', { off: ['off a'], on: ['a'] }],
  ['a line that says off stays off', one('off'), 'configured', { off: ['off a'], on: [] }],
  ['an operator´s off wins over the file´s reboot', one('reboot'), 'off', { off: ['off a'], on: [] }],
  ['an operator´s reboot wins over the file´s off', one('off'), 'reboot', { off: ['off a'], on: ['a'] }],
  [
    'two power supplies: all off before any is on',
    dual,
    'configured',
    { off: ['off a', 'off b'], on: ['a', 'b'] },
  ],
  ['two power supplies, off only', dual, 'off', { off: ['off a', 'off b'], on: [] }],
  ['two power supplies, reboot', dual, 'reboot', { off: ['off a', 'off b'], on: ['a', 'b'] }],
  [
    'two lines that say reboot are not rebooted one by one',
    method('pdu', line('a', 'reboot'), line('b', 'reboot')),
    'configured',
    { off: ['off a', 'off b'], on: ['a', 'b'] },
  ],
  [
    'the on lines may come first in the file',
    method('pdu', line('b', 'on'), line('a', 'off')),
    'configured',
    { off: ['off a'], on: ['b'] },
  ],
  [
    'disable and enable are old words for off and on',
    method('m', line('a', 'disable'), line('a', 'enable')),
    'configured',
    { off: ['off a'], on: ['a'] },
  ],
  [
    'an agent without status is evidence by itself, marked so',
    one('off', 'fence_kdump'),
    'configured',
    { off: ['off a blind'], on: [] },
  ],
  [
    'an agent that only reboots is used blindly, and needs no on',
    one('reboot', 'fence_rcd_serial'),
    'configured',
    { off: ['reboot a blind'], on: [] },
  ],
  [
    'an operator´s off is not served by an agent that only reboots',
    one('reboot', 'fence_rcd_serial'),
    'off',
    { unusable: 'a' },
  ],
  [
    'storage is never given back by the node that fenced',
    one('reboot', 'fence_brocade'),
    'reboot',
    { off: ['off a'], on: [] },
  ],
  [
    'an agent that says nothing of itself must prove it by status',
    one('reboot', 'fence_own'),
    'configured',
    { off: ['off a'], on: ['a'] },
  ],
  ['an action that does not fence is no method', one('monitor'), 'configured', { unusable: 'a' }],
  ['lines that only turn on are no method', one('on'), 'configured', { unusable: '' }],
  ['a method without devices is no method', method('m'), 'configured', { unusable: '' }],
])('%s', (_, of, wish, expected) => expect(plan(of, wish)).toEqual(expected));

test('before a shot, only power agents prove by status that a node is off', () => {
  const cuts = (agent: string) => {
    const planned = planMethod(one('off', agent), 'configured', abilities);
    return planned.kind === 'plan' && planned.off.every(({ cutsPower }) => cutsPower);
  };
  expect(cuts('fence_ipmilan')).toBe(true);
  expect(cuts('fence_brocade')).toBe(false);
  expect(cuts('fence_kdump')).toBe(false);
  expect(cuts('fence_own')).toBe(false);
});
