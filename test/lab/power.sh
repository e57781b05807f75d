#!/bin/bash
# The mains and the chassis of one node: power.sh LAB NODE on|off|off-in|reset|crash|get
#   on     powers the node; it boots after LAB/nodes/NODE/boot-delay seconds ("never": it stays at its firmware)
#   off    cables dead, then SIGKILL of the node's pid 1: nothing of it runs when this returns
#   off-in returns at once and does it after that many seconds
#   crash  as off, but the power stays on: what a kernel that died looks like to its BMC
#   get    prints 1 or 0
# Prints the time of the failure (ms since 1970) for off and crash. LAB/nodes/NODE/power.log tells what really happened:
# `MS off` and `MS crash` when nothing of the node runs any more, `MS boot` when its pid 1 runs.
set -u
lab=$1 node=$2 do=$3
dir=$lab/nodes/$node
prefix=$(cat "$lab/prefix")

cables() { # the switch's side: a dead node must not answer a ping nor send a FIN
  for net in lan0 lan1 bmc; do
    [ "$1" = up ] && [ -e "$dir/cut-$net" ] && continue
    echo "link set $net$node $1"
  done | ip -n "${prefix}sw" -batch - 2>/dev/null
}
pid1() { # only if it still is this node's init, and not a later process with its number
  local pid
  read -r pid 2>/dev/null <"$dir/pid" || return 1
  case $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") in *"node-init.sh $lab $node "*) echo "$pid" ;; *) return 1 ;; esac
}
dead() {
  local pid
  date +%s%3N
  cables down
  pid=$(pid1) || return 0
  kill -9 "$pid"
  # pid 1 of a pid namespace is gone only after the kernel has killed everything in it
  for _ in $(seq 500); do [ -d "/proc/$pid" ] || break; sleep 0.01; done
  : >"$dir/pid"
}
boot() {
  [ ! -e "$lab/closing" ] && [ "$(cat "$dir/power")" = 1 ] && ! pid1 >/dev/null || return 0
  tr -d - </proc/sys/kernel/random/uuid >"$dir/boot-id"
  cables up
  setsid ip netns exec "$prefix$node" unshare --mount --uts --ipc --pid --fork --kill-child --propagation private \
    /bin/bash "$lab/bin/node-init.sh" "$lab" "$node" . >>"$dir/init.log" 2>&1 </dev/null 9>&- &
  local child=
  for _ in $(seq 500); do
    child=$(cat "/proc/$!/task/$!/children" 2>/dev/null) && [ -n "$child" ] && break
    sleep 0.01
  done
  echo ${child%% *} >"$dir/pid"
  happened boot
}
happened() { echo "$(date +%s%3N) $1" >>"$dir/power.log"; }
locked() { exec 9>"$dir/lock"; flock -w 30 9 || exit 1; }

case $do in
  get) cat "$dir/power" ;;
  off) locked; echo 0 >"$dir/power"; dead; happened off ;;
  off-in) setsid "$0" "$lab" "$node" off-now "$4" >/dev/null 2>&1 </dev/null & ;;
  off-now) sleep "$4"; [ -d "$dir" ] || exit 0; exec "$0" "$lab" "$node" off ;;
  crash) locked; dead; happened crash ;;
  reset) locked; dead >/dev/null; happened off; exec 9>&-; "$0" "$lab" "$node" on ;;
  on)
    locked
    echo 1 >"$dir/power"
    delay=$(cat "$dir/boot-delay")
    case $delay in
      never) ;;
      0) boot ;;
      *) exec 9>&-; setsid "$0" "$lab" "$node" boot "$delay" >/dev/null 2>&1 </dev/null & ;;
    esac ;;
  boot) sleep "${4:-0}"; [ -d "$dir" ] || exit 0; locked; boot ;;
  *) echo "power.sh: $do?" >&2; exit 2 ;;
esac
exit 0
