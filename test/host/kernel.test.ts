/** What the kernel says of this host: its boot, its cables. A real pair of virtual cables where root. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createKernel } from '#src/host/kernel.ts';

describe('the boot id', () => {
  it('is the same at every look', () => {
    const kernel = createKernel();
    expect(kernel.bootId()).toMatch(/^[0-9a-f]{32}$/);
    expect(createKernel().bootId()).toBe(kernel.bootId());
  });

  it('comes from a file of its own when nodes share a kernel', () => {
    const folder = mkdtempSync(join(tmpdir(), 'picket-boot-'));
    const bootIdFile = join(folder, 'boot_id');
    writeFileSync(bootIdFile, '01234567-89AB-cdef-0123-456789abcdef\n');
    const kernel = createKernel({ bootIdFile });
    expect(kernel.bootId()).toBe('0123456789abcdef0123456789abcdef');
    writeFileSync(bootIdFile, 'short');
    expect(() => kernel.bootId()).toThrow(`${bootIdFile} does not hold a boot id`);
    rmSync(folder, { recursive: true });
    expect(() => kernel.bootId()).toThrow(`cannot read the boot id from ${bootIdFile}`);
  });
});

describe('the carrier', () => {
  it('of an address that no interface holds is not known', () => {
    expect(createKernel().carrier('192.0.2.1')).toBeUndefined();
  });

  it('of loopback is there', () => {
    expect(createKernel().carrier('127.0.0.1')).toBe(true);
  });

  it.runIf(canUnshare())('goes with the other end of the cable, and with the interface switched off', () => {
    const script = `
      mount -t sysfs sysfs /sys
      ip link add a0 type veth peer name b0
      ip addr add 10.99.0.1/24 dev a0
      ip link set a0 up
      ip link set b0 up
      exec "$0" --input-type=module -e '
        import { execFileSync } from "node:child_process";
        import { createKernel } from "#src/host/kernel.ts";
        const kernel = createKernel();
        const look = () => kernel.carrier("10.99.0.1");
        const seen = [look()];
        execFileSync("ip", ["link", "set", "b0", "down"]);
        seen.push(look());
        execFileSync("ip", ["link", "set", "b0", "up"]);
        seen.push(look());
        execFileSync("ip", ["link", "set", "a0", "down"]);
        seen.push(look());
        execFileSync("ip", ["link", "del", "a0"]);
        seen.push(look());
        console.log(seen.map(String).join(" "));
      '`;
    const seen = execFileSync('unshare', ['--net', '--mount', 'sh', '-ec', script, process.execPath], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(seen.trim()).toBe('true false true false undefined');
  });
});

function canUnshare(): boolean {
  try {
    execFileSync('unshare', ['--net', '--mount', 'sh', '-ec', 'mount -t sysfs sysfs /sys; ip link'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}
