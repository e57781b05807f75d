/** The lvm type: a volume group that one node activates at a time, by the OCF agent LVM-activate. */
import type { AttributeFinding } from '../agent.ts';
import type { Attributes } from '../attributes.ts';
import { attribute, flag, NFS_LOCK, passed, SELF_FENCE, wrong } from './attribute-kinds.ts';
import { given, type MappedType } from './mapped-type.ts';

const MODES = ['tagging', 'system_id', 'lvmlockd', 'clvmd'];

export const LVM: MappedType = {
  type: 'lvm',
  primary: 'name',
  summary: 'A volume group, or one logical volume of it.',
  agent: 'heartbeat:LVM-activate',
  attributes: [
    attribute('name', 'Its name.', { required: true }),
    passed('vg_name', 'vgname', 'The volume group.', { required: true }),
    passed('lv_name', 'lvname', 'Only this logical volume.'),
    passed(
      'vg_access_mode',
      'vg_access_mode',
      'tagging (as under rgmanager: `volume_list` of lvm.conf keeps every other host away), system_id, or lvmlockd.',
      { default: 'tagging' },
    ),
    passed('activation_mode', 'activation_mode', 'With lvmlockd: exclusive or shared.', {
      default: 'exclusive',
    }),
    passed('tag', 'tag', 'With tagging: the tag of a group that is in use.', { default: 'picket' }),
    flag(
      'partial_activation',
      'partial_activation',
      'Activate although a disk of the group is missing.',
      'no',
    ),
    SELF_FENCE,
    NFS_LOCK,
  ],
  review,
};

function review(attributes: Attributes): readonly AttributeFinding[] {
  const mode = given(attributes, 'vg_access_mode') ?? 'tagging';
  if (!MODES.includes(mode))
    return [wrong('vg_access_mode', `vg_access_mode must be ${MODES.join(', ')}, not "${mode}"`)];
  if (mode === 'clvmd')
    return [
      wrong(
        'vg_access_mode',
        'clvmd needs cman or corosync',
        'change the group to lvmlockd: vgchange --lock-type dlm',
      ),
    ];
  const activation = given(attributes, 'activation_mode') ?? 'exclusive';
  if (activation !== 'exclusive' && activation !== 'shared')
    return [wrong('activation_mode', `activation_mode must be exclusive or shared, not "${activation}"`)];
  if (activation === 'shared' && mode !== 'lvmlockd')
    return [wrong('activation_mode', `only lvmlockd can activate a group on several nodes, not ${mode}`)];
  return [];
}
