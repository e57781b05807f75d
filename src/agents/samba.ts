/** samba (RHEL 6) and smb (RHEL 5): the file server of the distribution, as a unit of systemd. */
import type { Agent, AttributeFinding, Operation } from './agent.ts';
import type { Attributes } from './attributes.ts';
import { attribute, ignored, needless, refused, SERVICE_NAME, wrong } from './mapped/attribute-kinds.ts';
import { given } from './mapped/mapped-type.ts';
import { createSystemdAgent } from './systemd.ts';

const CONFIG = '/etc/samba/smb.conf';
const OWN_PROGRAM =
  '<process name="smb" command="exec smbd --foreground --no-process-group -s FILE"/> runs a second one';

const COMMON = [
  attribute('name', 'Its name.', { required: true }),
  attribute('unit', 'The unit: smbd on Debian, smb on Red Hat.', { default: 'smbd.service' }),
  SERVICE_NAME,
];

export function createSambaAgents(): { readonly samba: Agent; readonly smb: Agent } {
  const unit = createSystemdAgent(unitOf);
  const samba: Agent = {
    ...unit,
    type: 'samba',
    summary: 'The Samba file server with the configuration of the distribution.',
    attributes: [
      ...COMMON,
      attribute('config_file', `${CONFIG}; nothing else.`, { default: CONFIG }),
      refused(
        'smbd_options',
        'the unit has its own options',
        `write them into /etc/default/samba; ${OWN_PROGRAM}`,
      ),
      ignored('nmbd_options', 'NetBIOS names are not served; <systemd name="nmbd"/> would do it'),
      needless('shutdown_wait', 'the unit says how long its stop may take'),
    ],
    review: reviewConfig,
  };
  const smb: Agent = {
    ...unit,
    type: 'smb',
    summary: 'The same as samba, for files of RHEL 5. Several services may share it.',
    attributes: [...COMMON, ignored('workgroup', `write it into ${CONFIG}`)],
  };
  return { samba, smb };
}

function reviewConfig(attributes: Attributes): readonly AttributeFinding[] {
  if ((given(attributes, 'config_file') ?? CONFIG) === CONFIG) return [];
  return [wrong('config_file', `the unit of the distribution reads ${CONFIG} only`, OWN_PROGRAM)];
}

function unitOf({ resource }: Operation): string {
  const unit = given(resource.attributes, 'unit') ?? 'smbd.service';
  return unit.includes('.') ? unit : `${unit}.service`;
}
