/** What the `vm` agent reads of virsh's answers, as virsh 9.0 writes them. */
import { describe, expect, it } from 'vitest';
import { judgeState, kindOf, parseDomainState } from '#src/agents/vm/domain-state.ts';
import { parseDomain } from '#src/agents/vm/domain-xml.ts';
import { isAlarming, parseEvent } from '#src/agents/vm/events.ts';
import { availableKiB } from '#src/agents/vm/host-memory.ts';
import { isOutgoing, jobWords, parseJobInfo, percentOf } from '#src/agents/vm/job-info.ts';

describe('domstate --reason', () => {
  it.each([
    ['running (booted)', 'running', 'running'],
    ['running (migration canceled)', 'running', 'running'],
    ['idle', 'running', 'running'],
    ['no state', 'running', 'running'],
    ['shut off', 'off', 'not-running'],
    ['shut off (crashed)', 'off', 'not-running'],
    ['paused (user)', 'suspended', 'degraded'],
    ['pmsuspended (disk)', 'suspended', 'degraded'],
    ['paused (migrating)', 'copy', 'unknown'],
    ['paused (post-copy)', 'copy', 'unknown'],
    ['paused (post-copy failed)', 'halted', 'failed'],
    ['paused (saving)', 'passing', 'degraded'],
    ['in shutdown', 'passing', 'degraded'],
    ['paused (I/O error)', 'halted', 'failed'],
    ['paused (watchdog)', 'halted', 'failed'],
    ['crashed (panicked)', 'halted', 'failed'],
    // What a later libvirt may say is nothing to build on.
    ['floating', 'halted', 'failed'],
  ] as const)('%s', (text, kind, status) => {
    const domain = parseDomainState(`${text}\n\n`);
    expect(domain && [kindOf(domain), judgeState(domain).status]).toEqual([kind, status]);
  });

  it('says why a guest is not there', () => {
    expect(judgeState({ state: 'shut off', reason: 'migrated' }).reason).toBe('the guest was migrated away');
  });

  it.each(['', '\n', 'error: what', '(booted)'])('that is no state (%j) is none', (text) => {
    expect(parseDomainState(text)).toBeUndefined();
  });
});

const JOB = `Job type:         Unbounded   
Operation:        Outgoing migration
Time elapsed:     1646         ms
Data processed:   6.515 MiB
Data remaining:   61.145 MiB
Data total:       68.508 MiB
Memory processed: 6.515 MiB
Memory remaining: 61.145 MiB
Memory total:     68.508 MiB
Memory bandwidth: 4.960 MiB/s
Dirty rate:       0            pages/s
Page size:        4096         bytes
Iteration:        1           
Normal data:      6.500 MiB
Expected downtime: 300          ms
`;

describe('domjobinfo', () => {
  it('of a migration', () => {
    const job = parseJobInfo(JOB);
    expect([isOutgoing(job), percentOf(job), jobWords(job)]).toEqual([
      true,
      10,
      '61 of 69 MiB left, 5 MiB/s',
    ]);
  });

  it('in a later pass, and before the size is known', () => {
    expect(jobWords(parseJobInfo(JOB.replace('Iteration:        1', 'Iteration:        4')))).toMatch(
      /, pass 4$/,
    );
    const early = parseJobInfo('Job type:         Unbounded   \nOperation:        Outgoing migration\n');
    expect([percentOf(early), jobWords(early)]).toEqual([undefined, 'begins']);
  });

  it.each(['Job type:         None        \n', 'Job type: Unbounded\nOperation: Save\n', ''])(
    '%j: none',
    (text) => {
      expect(isOutgoing(parseJobInfo(text))).toBe(false);
    },
  );
});

describe('events', () => {
  const AT = '2026-11-21 08:24:48.739+0000: ';
  it.each([
    [
      `${AT}event 'lifecycle' for domain 't1': Stopped Failed`,
      { guest: 't1', what: 'Stopped', detail: 'Failed' },
      true,
    ],
    [
      `${AT}event 'lifecycle' for domain 't1': Shutdown Finished after guest request`,
      { guest: 't1', what: 'Shutdown', detail: 'Finished after guest request' },
      false,
    ],
    [
      `${AT}event 'lifecycle' for domain t1: Crashed Panicked`,
      { guest: 't1', what: 'Crashed', detail: 'Panicked' },
      true,
    ],
    [
      `${AT}event 'lifecycle' for domain 't1': Started Booted`,
      { guest: 't1', what: 'Started', detail: 'Booted' },
      false,
    ],
    [
      `${AT}event 'lifecycle' for domain 't1': Suspended I/O Error`,
      { guest: 't1', what: 'Suspended', detail: 'I/O Error' },
      true,
    ],
  ])('%s', (line, event, alarming) => {
    const found = parseEvent(line);
    expect(found).toEqual(event);
    expect(found && isAlarming(found)).toBe(alarming);
  });

  it.each([
    '',
    'events received: 3',
    `${AT}event 'job-completed' for domain 't1':`,
    `${AT}event 'migration-iteration' for domain 't1': iteration: '2'`,
  ])('%j is none', (line) => {
    expect(parseEvent(line)).toBeUndefined();
  });
});

it('nodememstats: what guests could have', () => {
  const text =
    'total  :              8009908 KiB\nfree   :               400000 KiB\nbuffers:               100000 KiB\ncached :              1500000 KiB\n';
  expect(availableKiB(text)).toBe(2_000_000);
  expect(availableKiB('error')).toBeUndefined();
});

describe('a definition', () => {
  const XML = `<domain type='kvm' id='3'>
  <name>web &amp; more</name><uuid>aaaaaaaa-0000-4000-8000-000000000001</uuid>
  <memory unit='GiB'>2</memory><currentMemory unit='KiB'>1048576</currentMemory>
  <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>
  <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='connected'/></channel>
  </devices></domain>`;

  it('tells what a host must have', () => {
    expect(parseDomain(XML)).toEqual({
      name: 'web & more',
      type: 'kvm',
      memoryKiB: 2 * 1024 * 1024,
      hugePages: false,
      arch: 'x86_64',
      machine: 'pc-q35-7.2',
      emulator: '/usr/bin/qemu-system-x86_64',
      agent: 'connected',
    });
  });

  it.each([
    ['<memory>4096</memory>', 4096],
    ["<memory unit='MB'>1000</memory>", 976_563],
    ['', 0],
  ])('memory: %s', (memory, size) => {
    expect(parseDomain(`<domain><name>a</name>${memory}</domain>`)?.memoryKiB).toBe(size);
  });

  it.each([
    '',
    'garbage',
    '<domain><name>a</name>',
    '<network><name>a</name></network>',
    '<domain type="kvm"/>',
  ])('%j is none', (text) => {
    expect(parseDomain(text)).toBeUndefined();
  });
});
