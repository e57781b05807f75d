/** The hosts with guests that a story needs, made before each of its tests. */
import { afterEach, beforeEach } from 'vitest';
import { createGuestHosts, type GuestHosts, type GuestPlan } from '#test/lab/guest-hosts.ts';
import { libvirtMissing } from '#test/lab/libvirt.ts';

/** To be called once by a test file: each of its tests has hosts of its own, and says what they logged if it fails. */
export function freshGuestHosts(plans: Readonly<Record<string, GuestPlan>>): { readonly hosts: GuestHosts } {
  let hosts: GuestHosts | undefined;
  beforeEach(async ({ skip }) => {
    const missing = await libvirtMissing();
    skip(missing !== undefined, missing);
    hosts = await createGuestHosts(plans);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.error(await hosts?.logs());
    await hosts?.destroy();
    hosts = undefined;
  });
  return {
    get hosts() {
      if (hosts === undefined) throw new Error('there are hosts within a test only');
      return hosts;
    },
  };
}
