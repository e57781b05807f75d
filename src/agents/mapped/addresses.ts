/** The ip type: an address that moves with its service, by the OCF agent IPaddr2. */
import { canonicalIp, unusableIp } from '#src/config/address.ts';
import type { AttributeFinding } from '../agent.ts';
import type { Attributes } from '../attributes.ts';
import { attribute, ignored, NFS_LOCK, passed, wrong } from './attribute-kinds.ts';
import { given, type MappedType } from './mapped-type.ts';

export const IP: MappedType = {
  type: 'ip',
  primary: 'address',
  summary: 'An IPv4 or IPv6 address.',
  agent: 'heartbeat:IPaddr2',
  attributes: [
    attribute('address', 'The address, with or without the length of its network: 10.0.0.5/24, fd00::5/64.', {
      shapes: 'ip',
      required: true,
      unique: true,
      uniqueKey: (value) => ipOf(value) ?? value,
    }),
    attribute('family', 'inet, inet6 or auto; must fit the address.'),
    attribute('monitor_link', 'The address has failed when its interface has no link.', {
      type: 'boolean',
      default: 'yes',
    }),
    attribute(
      'sleeptime',
      'How long a stop waits after the address is gone. rgmanager waited 10 s by default.',
      {
        type: 'duration',
        default: '0',
        stretches: 'stop',
      },
    ),
    passed('prefer_interface', 'nic', 'The interface. Without it the one whose network the address is in.'),
    ignored('disable_rdisc', 'rdisc is not used'),
    NFS_LOCK,
  ],
  derived: {
    ip: ({ address }) => ipOf(address ?? ''),
    cidr_netmask: ({ address }) => lengthOf(address ?? ''),
  },
  review: reviewAddress,
};

/** The address without the length, in the spelling that every equal one has. */
export function ipOf(address: string): string | undefined {
  return canonicalIp(address.trim().split('/')[0] ?? '');
}

function lengthOf(address: string): string | undefined {
  const length = address.trim().split('/')[1];
  if (length === undefined) return undefined;
  return length.includes('.') ? String(bitsOf(length)) : length;
}

/** 24 for 255.255.255.0; undefined for what is no netmask. */
function bitsOf(mask: string): number | undefined {
  const ip = canonicalIp(mask);
  if (ip === undefined) return undefined;
  const bits = ip
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : undefined;
}

function reviewAddress(attributes: Attributes): readonly AttributeFinding[] {
  const address = given(attributes, 'address');
  if (address === undefined) return [];
  const ip = ipOf(address);
  if (ip === undefined)
    return [wrong('address', `address must be an IP address, not "${address}"`, 'e.g. 10.0.0.5/24')];
  const why = unusableIp(ip);
  if (why !== undefined) return [wrong('address', `${address} can't be used: ${why}`)];
  const version = ip.includes(':') ? 'inet6' : 'inet';
  const longest = version === 'inet' ? 32 : 128;
  const length = lengthOf(address);
  if (length !== undefined && !(/^\d+$/.test(length) && Number(length) <= longest))
    return [wrong('address', `the length of the network must be from 0 to ${longest} in "${address}"`)];
  const family = given(attributes, 'family') ?? 'auto';
  if (!['auto', 'inet', 'inet6'].includes(family))
    return [wrong('family', `family must be auto, inet or inet6, not "${family}"`)];
  if (family !== 'auto' && family !== version)
    return [wrong('family', `${address} is an address of family ${version}, not ${family}`)];
  return [];
}
