/** The tables against the agents that are installed: whatever Picket hands over must be a parameter of the agent. */
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { TABLES } from '#src/agents/existing-types.ts';
import { parameterNames } from '#src/agents/mapped/mapped-type.ts';
import { agents } from '#src/agents/registry.ts';

const ROOT = '/usr/lib/ocf';

function parametersOfAgent(agent: string): readonly string[] {
  const path = `${ROOT}/resource.d/${agent.replace(':', '/')}`;
  const text = execFileSync(path, ['meta-data'], {
    env: { PATH: process.env['PATH'], OCF_ROOT: ROOT },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return [...text.matchAll(/<parameter\s+name="([^"]+)"/g)].map((match) => match[1] ?? '');
}

it.each(TABLES.map((table) => [table.type, table.agent, table] as const))(
  '%s gives %s only what it takes',
  (_, agent, table) => {
    const known = parametersOfAgent(agent);
    expect(known.length).toBeGreaterThan(0);
    expect(parameterNames(table).filter((name) => !known.includes(name))).toEqual([]);
  },
);

it.each([
  ...[
    'fs',
    'clusterfs',
    'gfs2',
    'netfs',
    'bind-mount',
    'btrfs',
    'ip',
    'script',
    'systemd',
    'lvm',
    'nfsexport',
  ],
  ...[
    'nfsclient',
    'nfsserver',
    'apache',
    'mysql',
    'postgres-8',
    'samba',
    'smb',
    'named',
    'tomcat-5',
    'tomcat-6',
  ],
  ...['openldap', 'oracledb', 'orainstance', 'oralistener', 'SAPInstance', 'SAPDatabase'],
])('a file with <%s> finds its agent', (type) => {
  const agent = agents.find(type);
  expect(agent?.type).toBe(type);
  const names = agent?.attributes.map(({ name }) => name) ?? [];
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain(agent?.primary);
});
