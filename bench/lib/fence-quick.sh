#!/bin/sh
# The demo's power switch at the cost of a real one: fence-quick.sh COMMAND ... hands over to COMMAND (the agent that ends
# processes) for off and reboot only, and answers the rest itself. A Node start for each status would load the machine that is measured.
input=$(cat)
while IFS='=' read -r key value; do
  case $key in
    action | option) action=$value ;;
    port) port=$value ;;
    folder) folder=$value ;;
  esac
done <<PARAMETERS
$input
PARAMETERS
power=$folder/$port/power
case $action in
  on) echo "on $(date +%s%N)" >"$power" ;;
  status | monitor)
    # The agent writes off only after it has seen that nothing of the node runs any more.
    read -r state <"$power" || exit 1
    case $state in off) echo 'Status: OFF'; exit 2 ;; on*) echo 'Status: ON' ;; *) exit 1 ;; esac ;;
  *) printf '%s\n' "$input" | "$@" ;;
esac
