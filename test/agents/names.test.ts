/** Small readings that the agents share. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationOf, lastLine, variablesOf } from '#src/agents/attributes.ts';
import { instanceName } from '#src/agents/instance.ts';
import { parseRecord } from '#src/agents/process-record.ts';
import { agents } from '#src/agents/registry.ts';

describe('the name of an instance', () => {
  it('is readable, and safe for files and shells', () => {
    expect(instanceName('service:web', 'httpd')).toBe('service.web.httpd');
    expect(instanceName('vm:a/b c', 'ä.1')).toBe('vm.a%2Fb%20c.%C3%A4%2E1');
  });

  it('differs for every service and resource', () => {
    const name = fc.string({ unit: fc.constantFrom('a', '.', ':', '_', '%', '2', 'E', ' ') });
    fc.assert(
      fc.property(name, name, name, name, (service1, resource1, service2, resource2) => {
        fc.pre(service1 !== service2 || resource1 !== resource2);
        expect(instanceName(`service:${service1}`, resource1)).not.toBe(
          instanceName(`service:${service2}`, resource2),
        );
      }),
    );
  });
});

describe('the record of a program', () => {
  it('is read whatever the program is called', () => {
    const line = `77 (a) b (c) S 1 77 77 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 4242 9 10\n`;
    expect(parseRecord(line)).toEqual({ pid: 77, startTicks: 4242 });
  });

  it.each([
    '',
    '77',
    '77 (sh) S 1 77',
    'garbage\n',
    '0 (x) S\n',
    '77 (sh) S 1 77 77 0 -1 4 1 2 3 4 5 6 7 8 20 0 1 0 42',
  ])('that was cut off (%j) is none', (text) => {
    expect(parseRecord(text)).toBeUndefined();
  });
});

it('attributes: times, variables and last lines', () => {
  expect(durationOf({ a: '500ms', b: 'x' }, 'a', 1)).toBe(500);
  expect(durationOf({ a: '500ms', b: 'x' }, 'b', 1)).toBe(1);
  expect(durationOf({}, 'c', 7)).toBe(7);
  expect(variablesOf(' A=1  B=x=y C D=')).toEqual({ A: '1', B: 'x=y', D: '' });
  expect(lastLine('one\n two \n\n')).toBe('two');
  expect(lastLine('')).toBe('');
});

it('the registry knows the types of Picket and of existing files, each once', () => {
  expect(agents.types).toEqual(
    expect.arrayContaining(['process', 'ocf', 'systemd', 'vm', 'script', 'fs', 'ip']),
  );
  expect(new Set(agents.types).size).toBe(agents.types.length);
  expect(agents.find('process')?.attributes.find(({ name }) => name === 'command')?.required).toBe(true);
  expect(agents.find('clvm')).toBeUndefined();
});
