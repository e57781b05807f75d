/** Who this machine is, for whoever wants to know whether a fence device is its own: from its firmware and from its BMC. */
import { AGENT_PATH } from '#src/fencing/agent-answer.ts';
import { type Identity, identityOf } from '#src/fencing/identity.ts';
import { systemGuid } from '#src/fencing/ipmi/look.ts';
import type { Commands, Files, Millis } from '#src/host/ports.ts';

export interface OwnIdentity {
  readonly identity: Identity;
  /** Its BMC was asked from inside. */
  readonly fromItsBmc: boolean;
}

/** Where Linux shows what the firmware says (SMBIOS). */
export const DMI_FOLDER = '/sys/class/dmi/id';
const BMC_DEVICE = '/dev/ipmi0';
const LONGEST_CALL: Millis = 10_000;

/** Never rejects. */
export async function ownIdentity(
  { files, commands }: { readonly files: Pick<Files, 'read' | 'stat'>; readonly commands: Commands },
  folder: string = DMI_FOLDER,
): Promise<OwnIdentity> {
  const read = async (name: string): Promise<string | undefined> => {
    try {
      const data = await files.read(`${folder}/${name}`);
      return data === undefined ? undefined : new TextDecoder().decode(data).trim();
    } catch {
      return undefined;
    }
  };
  const guid = await bmcGuid(files, commands);
  const serials = ['product_serial', 'chassis_serial', 'board_serial'].map(read);
  return {
    identity: identityOf([guid, await read('product_uuid')], await Promise.all(serials)),
    fromItsBmc: guid !== undefined,
  };
}

async function bmcGuid(files: Pick<Files, 'stat'>, commands: Commands): Promise<string | undefined> {
  const there = await files.stat(BMC_DEVICE).catch(() => undefined);
  if (there === undefined) return undefined;
  const env = { PATH: AGENT_PATH, LC_ALL: 'C' };
  const args = ['-I', 'open', 'mc', 'guid'];
  const outcome = await commands.run({ file: 'ipmitool', args, env, timeout: LONGEST_CALL });
  return outcome.kind === 'exited' && outcome.code === 0 ? systemGuid(outcome.stdout) : undefined;
}
