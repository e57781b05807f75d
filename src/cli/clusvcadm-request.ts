/** What a clusvcadm command line asks for: rgmanager's options, the last operation wins. Pure. */
import type { ServiceVerb } from '#src/cluster/commands.ts';
import { getopt } from './getopt.ts';

export type Request =
  | { readonly kind: 'usage'; readonly messages: readonly string[] }
  | { readonly kind: 'version' }
  /** -l, -u, -S: at once, whatever follows. */
  | { readonly kind: 'lock'; readonly what: 'lock' | 'unlock' | 'query'; readonly quiet: boolean }
  | { readonly kind: 'conflict'; readonly message: string }
  | {
      readonly kind: 'order';
      readonly verb: ServiceVerb;
      /** rgmanager's words for it, as printed. */
      readonly action: string;
      /** With its prefix. */
      readonly service: string;
      readonly node: string | undefined;
      /** -F: where its failover domain wants it. */
      readonly byDomain: boolean;
      readonly quiet: boolean;
    };

const OPTIONS = 'lSue:M:d:r:n:c:m:FvR:s:Z:U:qh?';

const ORDERS: Readonly<Record<string, readonly [verb: ServiceVerb, action: string]>> = {
  e: ['enable', 'trying to enable'],
  d: ['disable', 'disabling'],
  r: ['relocate', 'relocate'],
  M: ['migrate', 'migrate'],
  s: ['stop', 'stopping'],
  R: ['restart', 'trying to restart'],
  c: ['convalesce', 'convalescing'],
  Z: ['freeze', 'freezing'],
  U: ['thaw', 'unfreezing'],
};

export function readRequest(args: readonly string[]): Request {
  let order: readonly [option: string, service: string] | undefined;
  let node: string | undefined;
  let quiet = false;
  let byDomain = false;
  for (const parsed of getopt('clusvcadm', args, OPTIONS).options) {
    const { option, value = '' } = parsed;
    switch (option) {
      case 'l':
        return { kind: 'lock', what: 'lock', quiet };
      case 'u':
        return { kind: 'lock', what: 'unlock', quiet };
      case 'S':
        return { kind: 'lock', what: 'query', quiet };
      case 'v':
        return { kind: 'version' };
      case 'F':
        byDomain = true;
        break;
      case 'n':
      case 'm':
        node = value;
        break;
      case 'q':
        quiet = true;
        break;
      case 'h':
      case '?':
        return { kind: 'usage', messages: 'message' in parsed ? [parsed.message ?? ''] : [] };
      default:
        order = [option, value];
    }
  }
  if (order === undefined || order[1] === '') return { kind: 'usage', messages: [] };
  if (byDomain && node !== undefined)
    return { kind: 'conflict', message: "Cannot use '-F' with '-n' or '-m'" };
  const [verb, action] = ORDERS[order[0]] ?? [];
  if (verb === undefined || action === undefined) return { kind: 'usage', messages: [] };
  if (verb === 'migrate' && node === undefined)
    return { kind: 'conflict', message: 'Migration requires a target cluster member' };
  return { kind: 'order', verb, action, service: withPrefix(order[1]), node, byDomain, quiet };
}

/** rgmanager's rule: a name without a type means a service. */
export function withPrefix(name: string): string {
  return name.includes(':') ? name : `service:${name}`;
}

export type NodeMatch =
  | { readonly kind: 'found'; readonly node: string; readonly lines: readonly string[] }
  | { readonly kind: 'none'; readonly lines: readonly string[] };

/** rgmanager's search for `-n NAME`: the very name, else the only member whose name begins with it. */
export function matchNode(wanted: string, members: readonly string[]): NodeMatch {
  if (members.includes(wanted)) return { kind: 'found', node: wanted, lines: [] };
  const lines = [`'${wanted}' not in membership list`];
  const close = members.filter((name) => name.startsWith(wanted));
  const [only] = close;
  if (only === undefined) return { kind: 'none', lines: [...lines, `No matches for '${wanted}' found`] };
  if (close.length > 1) {
    return { kind: 'none', lines: [...lines, `More than one possible match for '${wanted}' found`] };
  }
  return { kind: 'found', node: only, lines: [...lines, `Closest match: '${only}'`] };
}
