#!/bin/sh
# The least that a fence agent for a BMC can be: one ipmitool call per action. Parameters on standard input, as fence-agents do.
while IFS='=' read -r key value; do
  case $key in
    action | option) action=$value ;;
    ip | ipaddr) ip=$value ;;
    username | login) user=$value ;;
    password | passwd) IPMI_PASSWORD=$value ;;
  esac
done
export IPMI_PASSWORD
bmc() { ipmitool -I lanplus -C 3 -N 1 -R 2 -H "$ip" -U "$user" -E chassis power "$1"; }
case $action in
  off | on) bmc "$action" ;;
  reboot) bmc off && bmc on ;;
  status | monitor)
    text=$(bmc status) || exit 1
    case $text in *'is on') echo 'Status: ON'; exit 0 ;; *'is off') echo 'Status: OFF'; exit 2 ;; esac
    exit 1 ;;
  metadata) echo '<resource-agent name="fence_ipmitool"><parameters/><actions><action name="on"/><action name="off"/><action name="reboot"/><action name="status"/><action name="monitor"/><action name="metadata"/></actions></resource-agent>' ;;
  *) exit 1 ;;
esac
