/** Small fence agents in sh, written into a folder of their own, that speak the real protocol over real processes. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface AgentFolder {
  readonly path: string;
  /** An agent with this body; returns its absolute path. */
  script(name: string, body: string): Promise<string>;
  /**
   * An agent that switches outlets (attribute `port`; a file each, 1 or 0), knows these actions and notes every command.
   * Attribute `behave`: `deny` exit 1, nothing done; `lie` exit 0, nothing done; `mumble` done, but exit 1.
   */
  outlets(name: string, actions?: readonly string[]): Promise<string>;
  setPower(port: string, on: boolean): Promise<void>;
  power(port: string): Promise<string>;
  /** `action port` of every command but metadata, in order. */
  journal(): Promise<readonly string[]>;
  read(file: string): Promise<string>;
  remove(): Promise<void>;
}

export const POWER_ACTIONS = ['on', 'off', 'reboot', 'status', 'monitor', 'metadata'] as const;

export async function agentFolder(): Promise<AgentFolder> {
  const path = await mkdtemp(join(tmpdir(), 'picket-fencing-'));
  const read = async (file: string): Promise<string> =>
    (await readFile(join(path, file), 'utf8').catch(() => '')).trim();
  const script = async (name: string, body: string): Promise<string> => {
    const file = join(path, name);
    await writeFile(file, `#!/bin/sh\n${body}\n`);
    await chmod(file, 0o755);
    return file;
  };
  return {
    path,
    script,
    read,
    outlets: (name, actions = POWER_ACTIONS) => script(name, outlets(path, name, actions)),
    setPower: (port, on) => writeFile(join(path, `power-${port}`), on ? '1\n' : '0\n'),
    power: (port) => read(`power-${port}`),
    journal: async () => (await read('journal')).split('\n').filter((line) => line !== ''),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

function outlets(path: string, name: string, actions: readonly string[]): string {
  const known = actions.map((action) => `<action name="${action}"/>`).join('');
  return `
dir='${path}'; port=1; behave=; action=
while IFS='=' read -r key value; do
  case $key in port | behave | action) eval "$key=\\$value" ;; esac
done
case $action in
  metadata)
    echo '<?xml version="1.0" ?><resource-agent name="${name}"><parameters><parameter name="port"/></parameters>'
    echo '<actions>${known}</actions></resource-agent>'
    exit 0 ;;
esac
echo "$action $port" >>"$dir/journal"
power=$(cat "$dir/power-$port" 2>/dev/null || echo 1)
case $action in
  status | monitor) [ "$power" = 1 ] && { echo 'Status: ON'; exit 0; }; echo 'Status: OFF'; exit 2 ;;
esac
case $behave in
  deny) echo 'ERROR: Failed: outlet is locked' >&2; exit 1 ;;
  lie) echo 'Success: Powered'; exit 0 ;;
esac
case $action in
  on | reboot) echo 1 >"$dir/power-$port" ;;
  off) echo 0 >"$dir/power-$port" ;;
esac
[ "$behave" = mumble ] && { echo 'connection lost' >&2; exit 1; }
exit 0`;
}
