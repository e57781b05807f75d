#!/bin/bash
# libvirt of one node, inside it: libvirt.sh LAB NODE mount|start
#   mount  gives the node folders of its own where libvirt keeps what survives a power cut (LAB/nodes/NODE/libvirt), and
#          its disks of the shared storage as /run/luns/NAME; hides /dev/kvm
#   start  starts virtlogd and libvirtd as far as they don't run, and returns when libvirtd answers
lab=$1 node=$2
dir=$lab/nodes/$node
own() { mkdir -p "$dir/libvirt/$1" "$2" && mount --bind "$dir/libvirt/$1" "$2"; }
case $3 in
  mount)
    own etc /etc/libvirt
    own lib /var/lib/libvirt
    own log /var/log/libvirt
    own cache /var/cache/libvirt
    mkdir -p /run/libvirt
    own luns /run/luns
    mount --bind "$lab/hosts" /etc/hosts
    # libvirtd does not start without it, even where its settings name another. Debian's libvirt-daemon-system makes it.
    for base in passwd group; do
      getent "$base" libvirt-qemu >/dev/null && continue
      { cat "/etc/$base"; echo "libvirt-qemu:x:64055:$([ $base = group ] || echo 64055::/nonexistent:/bin/false)"; } >"/run/$base"
      mount --bind "/run/$base" "/etc/$base"
    done
    # Read-only, or libvirt takes the file for a device that it can use.
    if [ -e /dev/kvm ]; then : >/run/no-kvm; mount --bind /run/no-kvm /dev/kvm; mount -o remount,bind,ro /dev/kvm; fi ;;
  start)
    pidof virtlogd >/dev/null || virtlogd --daemon
    pidof libvirtd >/dev/null || libvirtd --daemon --listen ;;
esac
