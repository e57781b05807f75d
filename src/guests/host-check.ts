/** What of this host itself endangers guests that Picket keeps: libvirt's hook is missing, or something else starts guests. */
import type { Commands, Files } from '#src/host/ports.ts';
import type { Finding } from './guest-types.ts';

const HOOKS = '/etc/libvirt/hooks';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Never rejects. */
export async function checkHost(ports: {
  readonly commands: Pick<Commands, 'run'>;
  readonly files: Pick<Files, 'read' | 'stat'>;
}): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  if (!(await hasHook(ports.files)))
    found.push({
      severity: 'warning',
      stops: 'start',
      text: "libvirt's hook of Picket is not installed: nothing keeps a guest from being started here by hand while it runs elsewhere",
      fix: `install -D -m 0755 packaging/libvirt/picket ${HOOKS}/qemu.d/picket; systemctl restart libvirtd`,
    });
  const outcome = await ports.commands.run({
    file: 'systemctl',
    args: ['is-enabled', 'libvirt-guests.service'],
    env: { PATH, LC_ALL: 'C' },
    timeout: 5_000,
  });
  if (outcome.kind === 'exited' && outcome.stdout.trim() === 'enabled')
    found.push({
      severity: 'warning',
      stops: 'start',
      text: 'libvirt-guests is enabled: it starts and stops guests at boot and shutdown, which is for Picket to do',
      fix: 'systemctl disable libvirt-guests (without --now: that would stop the guests)',
    });
  return found;
}

/** In its folder, or called by the one hook that libvirt before 6.5 has. */
async function hasHook(files: Pick<Files, 'read' | 'stat'>): Promise<boolean> {
  const own = await files.stat(`${HOOKS}/qemu.d/picket`).catch(() => undefined);
  if (own?.kind === 'file' && (own.mode & 0o111) !== 0) return true;
  const common = await files.read(`${HOOKS}/qemu`).catch(() => undefined);
  return common !== undefined && new TextDecoder().decode(common).includes('picket');
}
