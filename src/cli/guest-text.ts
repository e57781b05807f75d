/** Guests and what was found about them as text. Pure. */
import type { GuestsResult } from '#src/cluster/guest-commands.ts';
import type { Finding, GuestReport } from '#src/guests/guest-types.ts';
import { type Cell, oneLine } from './columns.ts';
import type { Palette } from './terminal.ts';

export function guestRows(guests: readonly GuestReport[], look: Palette): readonly (readonly Cell[])[] {
  const head = ['Guest', 'Service', 'Runs on', 'Known on', 'Could run on'].map((text) => ({
    text,
    paint: look.dim,
  }));
  const rows = guests.map((guest): readonly Cell[] => {
    const up = guest.on.filter(({ state }) => state !== 'off');
    const runs = up.map(({ node, state }) => (state === 'running' ? node : `${node} (${state})`));
    return [
      { text: guest.name },
      { text: guest.service ?? '-' },
      { text: runs.join(', ') || '-', ...(up.length > 1 && { paint: look.bad }) },
      { text: guest.on.map(({ node }) => node).join(', ') || '-' },
      {
        text:
          guest.nodes
            .filter(({ starts }) => starts)
            .map(({ node }) => node)
            .join(', ') || 'none',
      },
    ];
  });
  return [head, ...rows];
}

/** By node: what speaks against it there, each with its way out below. */
export function findingLines(guest: GuestReport, look: Palette): readonly string[] {
  return [
    ...guest.findings.flatMap((one) => lines(one, look)),
    ...guest.nodes.flatMap(({ node, starts, migrates, findings }) => [
      `  ${node}: ${verdict(starts, migrates, look)}`,
      ...findings.flatMap((one) => lines(one, look).map((line) => `  ${line}`)),
    ]),
  ];
}

function verdict(starts: boolean, migrates: boolean, look: Palette): string {
  if (!starts) return look.bad("can't run there");
  return migrates ? look.good('can run and migrate there') : look.careful('can run there, not migrate');
}

function lines({ severity, text, fix }: Finding, look: Palette): readonly string[] {
  const word = severity === 'error' ? look.bad('error') : look.careful('warning');
  return [`  ${word}: ${oneLine(text)}`, ...(fix === '' ? [] : [`    ${look.dim(oneLine(fix))}`])];
}

export function doctorLines(
  nodes: GuestsResult['nodes'],
  guests: readonly GuestReport[],
  look: Palette,
): readonly string[] {
  const none = guests.length === 0 ? ['no guest is managed: picket guest add NAME'] : [];
  return [
    ...nodes.flatMap(({ node, problem, findings }) => [
      ...(problem === '' ? [] : [`${node}: ${look.bad(oneLine(problem))}`]),
      ...(findings.length === 0 ? [] : [`${node}:`, ...findings.flatMap((one) => lines(one, look))]),
    ]),
    ...none,
    ...guests.flatMap((guest) => [
      `${look.heading(guest.name)} (${guest.service ?? 'not managed'})`,
      ...findingLines(guest, look),
    ]),
  ];
}
