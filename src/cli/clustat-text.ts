/** clustat's text, to the letter: widths, brackets, padding. Pure: view in, lines out. */
import {
  type ClustatMember,
  type ClustatService,
  type ClustatView,
  flagsOf,
  showsLastOwner,
} from './clustat-view.ts';
import { oneLine } from './columns.ts';
import { ctime } from './times.ts';

export interface TextOptions {
  /** Columns of the terminal; 80 when there is none. */
  readonly width: number;
  readonly member: string | undefined;
  readonly service: string | undefined;
  readonly long: boolean;
  /** Wall-clock ms for the heading. */
  readonly at: number;
}

const STATE_WIDTH = 14;
const NARROWEST = 40;

export function clustatText(view: ClustatView, options: TextOptions): readonly string[] {
  const { member, service } = options;
  const lines: string[] = [];
  if (member === undefined && service === undefined) {
    lines.push(`Cluster Status for ${view.cluster} @ ${ctime(options.at)}`);
    lines.push(`Member Status: ${view.quorate ? 'Quorate' : 'Inquorate'}`, '');
  }
  if (service === undefined || member !== undefined) lines.push(...memberTable(view, options), '');
  if (view.manages && (member === undefined || service !== undefined))
    lines.push(...serviceLines(view, options));
  return lines;
}

function memberTable(view: ClustatView, { width, member }: TextOptions): readonly string[] {
  const wide = Math.max(NARROWEST, width) >> 1;
  const shown = view.members.filter((each) => member === undefined || each.name === member);
  return [
    ` ${'Member Name'.padEnd(wide)}ID   Status`,
    ` ${'------ ----'.padEnd(wide)}---- ------`,
    ...shown.map(
      (each) => ` ${cut(each.name, wide)} ${String(each.id).padStart(4)} ${memberState(view, each)}`,
    ),
  ];
}

function memberState(view: ClustatView, member: ClustatMember): string {
  const words = [member.online ? 'Online' : 'Offline'];
  if (member.local) words.push('Local');
  if (member.online && view.manages) words.push('rgmanager');
  if (member.standby) words.push('Standby');
  return words.join(', ');
}

function serviceLines(view: ClustatView, options: TextOptions): readonly string[] {
  const shown = view.services.filter(
    (each) => options.service === undefined || each.name === options.service,
  );
  if (options.long) return ['Service Information', '------- -----------', '', ...shown.flatMap(longLines)];
  const wide = (Math.max(NARROWEST, options.width) - 20) >> 1;
  const row = (name: string, owner: string, state: string): string =>
    ` ${cut(name, wide)} ${cut(owner, wide)} ${cut(state, STATE_WIDTH)}`;
  return [
    row('Service Name', 'Owner (Last)', 'State'),
    row('------- ----', '----- ------', '-----'),
    ...shown.map((each) => row(each.name, ownerText(each), stateText(each))),
  ];
}

function ownerText(service: ClustatService): string {
  if (!showsLastOwner(service)) return service.owner;
  return `(${service.owner === 'none' ? service.lastOwner : service.owner})`;
}

function stateText(service: ClustatService): string {
  const letters = `${service.frozen ? 'Z' : ''}${service.partial ? 'P' : ''}`;
  const flags = letters === '' ? '' : `[${letters}]`;
  return cut(service.stateText, STATE_WIDTH - flags.length) + flags;
}

function longLines(service: ClustatService): readonly string[] {
  const { sum, words } = flagsOf(service);
  return [
    `Service Name      : ${service.name}`,
    `  Current State   : ${service.stateText} (${service.state})`,
    `  Flags           : ${words.join(', ') || 'none'} (${sum})`,
    `  Owner           : ${service.owner}`,
    `  Last Owner      : ${service.lastOwner}`,
    `  Last Transition : ${ctime(service.transition)}`,
    '',
  ];
}

/** Exactly `width` columns: padded or cut. */
function cut(text: string, width: number): string {
  return oneLine(text).slice(0, width).padEnd(width);
}
