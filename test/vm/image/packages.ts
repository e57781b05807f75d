/** What of Debian the laboratory of virtual machines is made of: on the machine that runs it, and inside the machines. */

/** Installed by `npm run test:lab` if it is root and they are missing. */
export const HOST_PACKAGES: readonly string[] = [
  ...['qemu-system-x86', 'mmdebstrap', 'squashfs-tools', 'busybox-static', 'cpio', 'kmod', 'e2fsprogs'],
  ...['openipmi', 'ipmitool', 'fence-agents', 'iproute2', 'nftables', 'openssh-client', 'xz-utils'],
];

/** Of every virtual host. The programs of Picket come from the checkout instead (install.ts). */
export const NODE_PACKAGES: readonly string[] = [
  ...['systemd', 'systemd-sysv', 'udev', 'kmod', 'iproute2', 'iputils-ping', 'procps', 'psmisc'],
  ...['openssh-server', 'e2fsprogs', 'util-linux', 'drbd-utils'],
  ...['resource-agents', 'fence-agents', 'ipmitool', 'python3-minimal'],
];

/** Whatever they depend on comes along. */
export const KERNEL_MODULES: readonly string[] = [
  ...['virtio_pci', 'virtio_blk', 'virtio_net', 'virtio_rng', 'squashfs', 'overlay', '9pnet_virtio', '9p'],
  ...['ext4', 'crc32c_generic', 'crc32c_intel', 'drbd', 'i6300esb', 'softdog', 'button', 'autofs4', 'unix'],
];
/** The ones the initial file system needs to find the real one. */
export const EARLY_MODULES: readonly string[] = [
  'virtio_pci',
  'virtio_blk',
  'squashfs',
  'overlay',
  '9pnet_virtio',
  '9p',
];

/** Its dependency is the kernel of the day. */
export const KERNEL_PACKAGE = 'linux-image-amd64';
