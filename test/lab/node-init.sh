#!/bin/bash
# pid 1 of one node of the lab, inside its own net, mount, uts, ipc and pid namespace: node-init.sh LAB NODE .
# SIGKILL of it kills everything the node runs, at once.
lab=$1 node=$2
dir=$lab/nodes/$node
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
mount -t proc proc /proc
hostname "$node"
# A node must never reach the real machine's reset paths.
for file in /proc/sysrq-trigger /proc/sys/kernel/sysrq; do [ ! -e $file ] || mount --bind /dev/null $file; done
# What is volatile is gone after a power cut; what is on the node's disk stays in LAB/nodes/NODE/disk.
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/lock /run/resource-agents /run/picket
if [ -d "$dir/libvirt" ]; then
  for step in mount start; do "$lab/bin/libvirt.sh" "$lab" "$node" $step >>"$dir/libvirt/out" 2>&1; done
fi
if [ -e "$dir/rc" ]; then /bin/bash "$dir/rc" >>"$dir/rc.log" 2>&1 & fi
while :; do wait -n 2>/dev/null || sleep 0.1; done
