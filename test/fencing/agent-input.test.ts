import { expect, test } from 'vitest';
import { agentInput } from '#src/fencing/agent-input.ts';
import { device } from '#test/fencing/support/world.ts';

const of = (attributes: Readonly<Record<string, string>>) =>
  agentInput(device({ agent: 'fence_x', attributes }), 'status', 'node2');

test('an agent is given the attributes, the node and last the action', () => {
  expect(of({ ip: '10.0.0.1', passwd: ' a=b #c ' })).toEqual({
    kind: 'input',
    text: 'ip=10.0.0.1\npasswd= a=b #c \nnodename=node2\naction=status\n',
  });
});

test('no other spelling of the action in the file can turn a status reading into a shot', () => {
  expect(of({ option: 'off', operation: 'off', action: 'off' })).toEqual({
    kind: 'input',
    text: 'nodename=node2\naction=status\n',
  });
});

test('a nodename that the file sets is kept', () => {
  expect(of({ nodename: 'host-b' })).toEqual({ kind: 'input', text: 'nodename=host-b\naction=status\n' });
});

test.each([
  ['a line feed', { ip: '1\naction=on' }],
  ['a carriage return', { ip: '1\raction=on' }],
  ['a NUL', { ip: '1\0' }],
  ['a name with a line break', { 'x\naction': 'on' }],
  ['a name with an equals sign', { 'action=on\nx': '1' }],
  ['a name that makes a comment', { '#x': '1' }],
])('%s in an attribute is refused instead of given to the agent', (_, attributes) => {
  expect(of(attributes)).toMatchObject({ kind: 'unfit' });
});

test('the refusal does not show the value', () => {
  expect(JSON.stringify(of({ passwd: 'hush\nhush' }))).not.toContain('hush');
});
