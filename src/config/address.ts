/** IP addresses of nodes: told from host names, and brought into one spelling so that equal ones are found equal. */

/**
 * The canonical form (RFC 5952 for IPv6), or undefined when `text` is not an IP address. Dotted IPv4 needs all four
 * numbers without leading zeros, because 010.0.0.1 means different things to different programs.
 */
export function canonicalIp(text: string): string | undefined {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(text)) {
    const good = text.split('.').every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
    return good ? text : undefined;
  }
  if (!text.includes(':') || !/^[0-9a-f:.]+$/i.test(text)) return undefined;
  const url = `http://[${text}]/`;
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : undefined;
}

/** Why no node can have this (canonical) address; undefined when it can. */
export function unusableIp(ip: string): string | undefined {
  const first = Number(ip.split('.')[0]);
  if (ip === '0.0.0.0' || ip === '::') return 'it stands for "any address"';
  if (ip === '255.255.255.255') return 'it is the broadcast address';
  if ((!ip.includes(':') && first >= 224) || ip.startsWith('ff'))
    return 'it is a multicast or reserved address';
  if (/^fe[89ab]/.test(ip)) return 'link-local addresses are not supported';
  return undefined;
}
