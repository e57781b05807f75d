/** The fence agent of test/daemon: a real program that cuts the power of a node that is a group of processes. */
import { writeFile } from 'node:fs/promises';

/** How it behaves from its next call on; any other word makes it print garbage and exit with 3. */
export type FenceMode = 'works' | 'hangs' | 'refuses' | 'garbage';

/**
 * Parameters on standard input (`plug` is the node's name), state in `folder`: `power-NODE`, `mode`, `calls`. Off kills
 * the daemon and every process that carries the node's name in its environment, as pulling the plug does.
 */
export async function writeFenceAgent(folder: string, cluster: string): Promise<string> {
  const path = `${folder}/fence`;
  const script = `#!/bin/bash
cd '${folder}' || exit 1
declare -A given
while IFS='=' read -r key value; do given[$key]=$value; done
node=\${given[plug]} action=\${given[action]}
echo "$action $node" >> calls
case $action in metadata)
  echo '<resource-agent name="fence"><parameters><parameter name="plug"/></parameters>'
  echo '<actions><action name="on"/><action name="off"/><action name="status"/><action name="metadata"/></actions></resource-agent>'
  exit 0 ;;
esac
case $(cat mode) in
  works) ;;
  hangs) trap '' TERM; while :; do sleep 1; done ;;
  refuses) echo 'Failed: Login failed' >&2; exit 1 ;;
  *) head -c 4096 /dev/urandom; exit 3 ;;
esac
case $action in
  off)
    echo off > "power-$node"
    read -r pid < "$node/pid" && kill -KILL "$pid"
    for of in $(grep -lzsx 'PICKET_CLUSTER=${cluster}' /proc/[0-9]*/environ); do
      grep -qzsx "PICKET_NODE=$node" "$of" && of=\${of%/environ} && kill -KILL "\${of#/proc/}"
    done
    exit 0 ;;
  on) echo on > "power-$node"; exit 0 ;;
  status|monitor) [ "$(cat "power-$node" 2>/dev/null)" = off ] && exit 2; exit 0 ;;
esac
exit 1
`;
  await writeFile(path, script, { mode: 0o755 });
  await setFenceMode(folder, 'works');
  return path;
}

export function setFenceMode(folder: string, mode: FenceMode): Promise<void> {
  return writeFile(`${folder}/mode`, mode);
}
