/** Claims of scenarios about what a node has on its disk at that moment: which steps of agreement have happened there. */
import { compareEpochs } from '#src/membership/epoch.ts';
import { nodeRecord, toLedger } from '#src/membership/ledger.ts';
import type { DurableState } from '#src/membership/ledger-store.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import { choice, node, nodes, service } from './story-codecs.ts';
import { type Form, field, word } from './story-forms.ts';

export type DiskCheck =
  /** Members of the last view installed there, whether or not it ever became active. */
  | { readonly kind: 'disk-view'; readonly node: number; readonly nodes: readonly number[] }
  /** It has accepted a proposal of a view that is not installed there. */
  | { readonly kind: 'disk-promised'; readonly node: number }
  | { readonly kind: 'disk-service'; readonly node: number; readonly service: string; readonly state: string }
  | {
      readonly kind: 'disk-node';
      readonly node: number;
      readonly about: number;
      readonly standing: string;
    };

const STANDINGS = choice('member', 'left', 'lost', 'held', 'fenced', 'never');
const STATES = choice(
  ...(['stopped', 'starting', 'started', 'stopping', 'recovering', 'failed', 'disabled', 'error'] as const),
);

const DISK = [word('disk of'), field('node', node), word('has')];

export const DISK_FORMS: { readonly [Kind in DiskCheck['kind']]: Form<Kind> } = {
  'disk-view': { kind: 'disk-view', pieces: [...DISK, word('view'), field('nodes', nodes)] },
  'disk-promised': { kind: 'disk-promised', pieces: [...DISK, word('promised another view')] },
  'disk-service': {
    kind: 'disk-service',
    pieces: [...DISK, word('service'), field('service', service), field('state', STATES)],
  },
  'disk-node': {
    kind: 'disk-node',
    pieces: [...DISK, word('node'), field('about', node), field('standing', STANDINGS)],
  },
};

/** Undefined when the claim holds, else what is so instead. `disk`: undefined when nothing readable is on it. */
export function judgeDisk(
  check: DiskCheck,
  disk: DurableState | undefined,
  name: (node: number) => string,
): string | undefined {
  if (disk === undefined) return 'there is no ledger on it';
  const { view, promised } = disk;
  const ledger = toLedger(disk.records);
  switch (check.kind) {
    case 'disk-view': {
      const members = (view?.members ?? []).map(({ id }) => id);
      const is = members.length === check.nodes.length && members.every((id) => check.nodes.includes(id));
      return is ? undefined : `it has ${members.map(name).join(' ') || 'none'}`;
    }
    case 'disk-promised':
      return promised !== undefined && compareEpochs(promised, view?.epoch) > 0
        ? undefined
        : 'the last view promised is installed';
    case 'disk-service': {
      const state = (ledger.get(check.service)?.value as ServiceEntry | undefined)?.state;
      return state === check.state ? undefined : `it has ${state ?? 'no record'}`;
    }
    case 'disk-node': {
      const { standing } = nodeRecord(ledger, check.about);
      return standing === check.standing ? undefined : `it has ${standing}`;
    }
  }
}
