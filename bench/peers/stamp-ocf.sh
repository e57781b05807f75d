#!/bin/sh
# ocf:picket:Stamp, the simplest OCF resource: its start appends the time and the node to a file that the lab shares.
state=/run/stamp-$OCF_RESOURCE_INSTANCE
case $1 in
  start) [ -e "$state" ] || { echo "$(date +%s%N) $(uname -n)" >>"$(cat /run/lab-shared)/starts" && : >"$state"; } ;;
  stop) rm -f "$state" ;;
  monitor | status) [ -e "$state" ] || exit 7 ;;
  validate-all) ;;
  meta-data) cat <<XML ;;
<?xml version="1.0"?>
<resource-agent name="Stamp" version="1.0"><version>1.0</version>
<longdesc lang="en">Notes when it was started.</longdesc><shortdesc lang="en">stamp</shortdesc><parameters/>
<actions><action name="start" timeout="20s"/><action name="stop" timeout="20s"/><action name="monitor" timeout="20s" interval="10s" depth="0"/><action name="meta-data" timeout="5s"/><action name="validate-all" timeout="5s"/></actions></resource-agent>
XML
  *) exit 3 ;;
esac
exit 0
