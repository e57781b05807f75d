#!/bin/bash
# Takes the lab down when its owner closes standard input: on purpose, or by dying in any way. guard.sh LAB NODE ...
lab=$1
shift
trap '' INT TERM HUP
cat >/dev/null
touch "$lab/closing" 2>/dev/null || exit 0
prefix=$(cat "$lab/prefix")
for node; do "$lab/bin/power.sh" "$lab" "$node" off >/dev/null 2>&1; done
for file in "$lab"/bmc/*/pid; do
  read -r pid 2>/dev/null <"$file" || continue
  case $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") in *"$lab/bmc/"*) kill -9 "$pid" ;; esac
done
for disk in "$lab"/nodes/*/libvirt/luns/*; do
  device=$(readlink "$disk") || continue
  case $(losetup -n -O BACK-FILE "$device" 2>/dev/null) in "$lab/"*) losetup -d "$device" ;; esac
done
for name in sw "$@"; do ip netns del "$prefix$name" 2>/dev/null; done
rm -rf "$lab"
