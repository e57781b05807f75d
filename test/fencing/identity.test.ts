/** Whether a fence device is that of the node that it is said to switch. */
import { describe, expect, test } from 'vitest';
import { belongsTo, type Identity, identityOf, type KnownIdentity } from '#src/fencing/identity.ts';
import { maySwitchPower, systemGuid } from '#src/fencing/ipmi/look.ts';

const GUID = '4c4c4544-0043-3510-8052-b4c04f4c3532';
/** As SMBIOS tools print the same bytes, and as they come when nobody undoes anything. */
const MIXED = '44454c4c-4300-1035-8052-b4c04f4c3532';
const BACKWARDS = '32354c4f-c0b4-5280-1035-430044454c4c';

const machine = (node: string, guid: string, serial = '', fromItsBmc = false): KnownIdentity => ({
  node,
  identity: identityOf([guid], [serial]),
  fromItsBmc,
});
const seen = (guid: string, serial = ''): Identity => identityOf([guid], [serial]);
const OTHER = '11111111-2222-3333-4444-555555555555';

describe('a device belongs to a node', () => {
  test.each([GUID, MIXED, BACKWARDS, GUID.toUpperCase()])('by the GUID %s in any order of bytes', (guid) => {
    expect(belongsTo('node2', seen(guid), [machine('node2', GUID)])).toEqual({
      kind: 'yes',
      words: 'same GUID',
    });
  });

  test('by its serial number', () => {
    const known = [machine('node2', OTHER, 'CZ3123ABCD')];
    expect(belongsTo('node2', seen(GUID, ' CZ3123ABCD '), known)).toMatchObject({ kind: 'yes' });
  });
});

describe('a device does not belong to a node', () => {
  test('when it is that of another', () => {
    const known = [machine('node1', GUID), machine('node2', OTHER)];
    expect(belongsTo('node2', seen(GUID), known)).toEqual({
      kind: 'no',
      words: 'it is that of node1: same GUID',
    });
    expect(belongsTo('node2', seen(GUID), known.slice(0, 1))).toMatchObject({ kind: 'no' });
  });

  test('when the node has another BMC inside', () => {
    const known = [machine('node2', OTHER, '', true)];
    expect(belongsTo('node2', seen(GUID), known)).toMatchObject({ kind: 'no' });
  });
});

describe('nothing can be seen', () => {
  test.each([
    ['the device tells nothing', undefined, [machine('node2', GUID)]],
    [
      'it tells what every board tells',
      seen('00000000-0000-0000-0000-000000000000', 'To Be Filled By O.E.M.'),
      [],
    ],
    ['the node can not be asked', seen(GUID), []],
    ['the node knows nothing of itself', seen(GUID), [machine('node2', '', 'Not Specified')]],
    ['firmware and BMC count differently', seen(GUID), [machine('node2', OTHER)]],
  ])('when %s', (_, device, known) => {
    expect(belongsTo('node2', device, known).kind).toBe('unseen');
  });

  test('two machines that both say nothing are not the same', () => {
    const known = [machine('node1', '', '0123456789'), machine('node2', OTHER)];
    expect(belongsTo('node2', seen(GUID, '0123456789'), known).kind).toBe('unseen');
  });
});

test('the GUID is found in what ipmitool prints', () => {
  expect(systemGuid(`System GUID   : ${GUID}\nGUID Encoding : IPMI\n`)).toBe(GUID);
  expect(systemGuid(`System GUID  : ${GUID}\nTimestamp    : 08/04/2010 21:02:28\n`)).toBe(GUID);
  expect(systemGuid('Invalid command\n')).toBeUndefined();
});

test('power is switched by operators and administrators', () => {
  expect(['CALLBACK', 'USER', 'OPERATOR', 'ADMINISTRATOR'].filter(maySwitchPower)).toEqual([
    'OPERATOR',
    'ADMINISTRATOR',
  ]);
});
