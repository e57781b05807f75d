#!/bin/bash
# Makes the fresh Debian in ROOT the root of a virtual host: customize.sh ROOT. Called by image.ts, as root.
set -eu
root=$1 here=$(dirname "$0")
cp -a --no-preserve=ownership "$here/files/." "$root/"
chmod 755 "$root"/usr/local/sbin/*
systemctl() { command systemctl --root="$root" --quiet "$@"; }
systemctl set-default multi-user.target
systemctl enable lab-network.service ssh.service
# Nothing of this helps a host that lives for some minutes; each costs it part of a second.
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service \
  fstrim.timer man-db.timer logrotate.timer systemd-tmpfiles-clean.timer systemd-timesyncd.service \
  getty@tty1.service getty.target serial-getty@ttyS0.service console-getty.service \
  systemd-hwdb-update.service systemd-pstore.service systemd-update-utmp.service systemd-random-seed.service \
  systemd-network-generator.service systemd-resolved.service systemd-networkd.service systemd-firstboot.service \
  systemd-journal-flush.service systemd-machine-id-commit.service ldconfig.service \
  systemd-binfmt.service proc-sys-fs-binfmt_misc.automount dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount \
  systemd-user-sessions.service systemd-update-utmp-runlevel.service systemd-sysusers.service \
  modprobe@configfs.service modprobe@dm_mod.service modprobe@efi_pstore.service modprobe@fuse.service \
  modprobe@loop.service logd.service drbd.service openipmi.service ipmievd.service; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
# Empty, not missing: no first boot; each host is given its own by the kernel's command line.
: >"$root/etc/machine-id"
rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/hostname"
printf '127.0.0.1 localhost\n' >"$root/etc/hosts"
mkdir -p "$root/disk" "$root/shared" "$root/usr/lib/picket" "$root/var/lib/picket" "$root/etc/picket" "$root/etc/drbd.d"
command systemd-sysusers --root="$root" "$here/../../../packaging/picket.sysusers"
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/* "$root"/boot/*
