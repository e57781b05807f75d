#!/bin/bash
# The mains and the chassis of one virtual host: power.sh LAB NODE on|off|reset|crash|get
#   on     powers the host: its QEMU starts
#   off    the QEMU is gone when this returns
#   crash  as off, but the power stays on: what a machine that hangs looks like to its BMC
#   get    prints 1 or 0
# A host that turns itself off (poweroff) is off for its BMC, too.
set -u
lab=$1 node=$2 do=$3
dir=$lab/nodes/$node

qemu() { # only if it still is this host's, and not a later process with its number
  local pid
  read -r pid 2>/dev/null <"$dir/pid" || return 1
  case $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") in *"$dir/"*) echo "$pid" ;; *) return 1 ;; esac
}
dead() {
  local pid
  date +%s%3N
  pid=$(qemu) || return 0
  kill -9 "$pid"
  for _ in $(seq 2000); do [ -d "/proc/$pid" ] || break; sleep 0.01; done
  : >"$dir/pid"
}
locked() { exec 9>"$dir/lock"; flock -w 60 9 || exit 1; }

case $do in
  get) cat "$dir/power" ;;
  off) locked; echo 0 >"$dir/power"; dead ;;
  crash) locked; dead ;;
  reset) locked; dead >/dev/null; exec 9>&-; "$0" "$lab" "$node" on ;;
  on)
    locked
    [ ! -e "$lab/closing" ] || exit 1
    echo 1 >"$dir/power"
    qemu >/dev/null && exit 0
    : >"$dir/pid"
    setsid "$0" "$lab" "$node" run >>"$dir/qemu.log" 2>&1 </dev/null 9>&- &
    for _ in $(seq 2000); do qemu >/dev/null && exit 0; sleep 0.01; done
    exit 1 ;;
  run)
    ip netns exec "$(cat "$lab/prefix")sw" bash "$dir/start.sh" &
    echo $! >"$dir/pid"
    wait $!
    code=$?
    echo "$(date +%s%3N) QEMU ended with $code"
    # Killed it has another code; then whoever killed it knows what the power is.
    [ $code != 0 ] || [ ! -d "$dir" ] || echo 0 >"$dir/power" ;;
  *) echo "power.sh: $do?" >&2; exit 2 ;;
esac
exit 0
