/** Brings a guest's definition to libvirt before it starts: from the file that the configuration names. */
import { HostError } from '#src/host/ports.ts';
import { type DomainDefinition, parseDomain } from './domain-xml.ts';
import type { Guest } from './guest.ts';
import { guestSettings } from './settings.ts';

export interface DefinitionFile {
  readonly file: string;
  readonly definition: DomainDefinition;
}

/** Undefined when the configuration names no file, or none of its folders has one. Words when the file is no good. */
export async function findDefinition(guest: Guest): Promise<DefinitionFile | undefined | string> {
  const { files } = guest.operation.ports;
  const { xmlfile, path } = guestSettings(guest.operation.resource.attributes);
  const candidates =
    xmlfile === undefined
      ? path.flatMap((folder) => [`${folder}/${guest.name}`, `${folder}/${guest.name}.xml`])
      : [xmlfile];
  try {
    for (const file of candidates) {
      const data = await files.read(file);
      if (data !== undefined) return readDefinition(file, new TextDecoder().decode(data), guest.name);
    }
  } catch (error) {
    if (error instanceof HostError) return error.message;
    throw error;
  }
  return xmlfile === undefined ? undefined : `there is no definition ${xmlfile}`;
}

function readDefinition(file: string, xml: string, name: string): DefinitionFile | string {
  const definition = parseDomain(xml);
  if (definition === undefined) return `${file} is no definition of a libvirt domain`;
  if (definition.name !== name) return `${file} defines "${definition.name}", not "${name}"`;
  return { file, definition };
}

/**
 * Words when libvirt does not know the guest now. A guest that libvirt would start by itself at boot is taken out of that:
 * it would run here without Picket, perhaps for the second time.
 */
export async function defineGuest(guest: Guest, known: boolean): Promise<string | undefined> {
  const found = await findDefinition(guest);
  if (typeof found === 'string') return found;
  if (found === undefined && !known)
    return 'libvirt does not know the guest here, and neither xmlfile nor path leads to a definition';
  if (found !== undefined) {
    const answer = await guest.call(['define', found.file]);
    if (answer.kind !== 'done') return `${found.file} can not be defined: ${answer.words}`;
  }
  const answer = await guest.call(['autostart', '--disable', guest.name]);
  return answer.kind === 'silent' ? answer.words : undefined;
}
