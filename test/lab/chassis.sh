#!/bin/bash
# What ipmi_sim calls for its chassis: chassis.sh LAB NODE [ADDRESS] get|set NAME VALUE ...
# Files in LAB/nodes/NODE make it a worse BMC:
#   stuck        acknowledges every order and does nothing
#   order-delay  takes that many seconds for each order before it acknowledges it
#   off-delay    acknowledges "off" at once; the power goes that many seconds later
lab=$1 node=$2
shift 2
case $1 in get | set | check) ;; *) shift ;; esac
dir=$lab/nodes/$node
echo "$(date +%s%3N) $*" >>"$dir/bmc.log"
power() { "$lab/bin/power.sh" "$lab" "$node" "$@"; }
case $1 in
  get)
    shift
    for name; do
      case $name in
        power) echo "power:$(power get)" ;;
        boot) echo boot:none ;;
        identify) echo identify:0 ;;
      esac
    done ;;
  set)
    [ -e "$dir/order-delay" ] && sleep "$(cat "$dir/order-delay")"
    [ -e "$dir/stuck" ] && exit 0
    case "$2 $3" in
      'power 1') power on ;;
      'power 0' | 'shutdown '*)
        if [ -e "$dir/off-delay" ]; then power off-in "$(cat "$dir/off-delay")"; else power off; fi ;;
      'reset '* | 'cycle '*) power reset ;;
    esac >>"$dir/bmc.out" 2>&1 </dev/null ;;
esac
exit 0
