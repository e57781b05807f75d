#!/bin/bash
# What ipmi_sim calls for its chassis: chassis.sh LAB NODE [ADDRESS] get|set NAME VALUE ...
# LAB/nodes/NODE/stuck makes a BMC that acknowledges every order and does nothing.
lab=$1 node=$2
shift 2
case $1 in get | set | check) ;; *) shift ;; esac
dir=$lab/nodes/$node
echo "$(date +%s%3N) $*" >>"$dir/bmc.log"
case $1 in
  get)
    shift
    for name; do
      case $name in
        power) echo "power:$("$lab/bin/power.sh" "$lab" "$node" get)" ;;
        boot) echo boot:none ;;
        identify) echo identify:0 ;;
      esac
    done ;;
  set)
    [ -e "$dir/stuck" ] && exit 0
    case "$2 $3" in
      'power 1') "$lab/bin/power.sh" "$lab" "$node" on ;;
      'power 0' | 'shutdown '*) "$lab/bin/power.sh" "$lab" "$node" off ;;
      'reset '* | 'cycle '*) "$lab/bin/power.sh" "$lab" "$node" reset ;;
    esac >>"$dir/bmc.out" 2>&1 </dev/null ;;
esac
exit 0
