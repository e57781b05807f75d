/** What becomes of a cluster.conf as administrators of RHEL 5 and 6 wrote it, with the agents that are shipped. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { agents } from '#src/agents/registry.ts';
import { loadConfig } from '#src/config/load.ts';
import type { ClusterConfig, ResourceConfig } from '#src/config/model.ts';
import { formatProblems } from '#src/config/report.ts';

const EXISTING = readFileSync('test/config/files/rhel6-two-node.conf', 'utf8');
const ADDITIONS = readFileSync('test/config/files/additions.xml', 'utf8');

function config(text: string): ClusterConfig {
  const { config: found, problems } = loadConfig(text, 'cluster.conf', agents);
  if (found === undefined) throw new Error(formatProblems(problems).join('\n'));
  return found;
}

/** What is said of one service, or of all `<rm>`, in an otherwise empty cluster. */
function said(rm: string): readonly string[] {
  const text = `<cluster name="c" config_version="1"><clusternodes><clusternode name="10.0.0.1" nodeid="1"/></clusternodes>
<fence_daemon allow_none="1"/><rm>
${rm}
</rm></cluster>`;
  const { problems } = loadConfig(text, 'f', agents);
  return formatProblems(problems.filter(({ line }) => line > 2));
}

function tree(service: string, text: string = EXISTING): readonly ResourceConfig[] {
  const flat = (resources: readonly ResourceConfig[]): readonly ResourceConfig[] =>
    resources.flatMap((each) => [each, ...flat(each.children)]);
  return flat(config(text).services.find(({ id }) => id === service)?.resources ?? []);
}

describe('an existing cluster.conf', () => {
  it('has no error, and each thing that has no effect is named with the reason', () => {
    const { problems } = loadConfig(EXISTING, 'f', agents);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const ignored = formatProblems(problems).flatMap(
      (line) => / ([^ ]+) is (?:ignored|not used): ./.exec(line)?.[1] ?? [],
    );
    expect(ignored).toEqual([
      ...['<multicast>', '<totem>', 'token="21000"', '<logging>', '<dlm>', '<gfs_controld>', '<altname>'],
      ...['<altname>', 'log_level', 'log_facility', 'status_child_max', 'nfslock', '<events>'],
    ]);
  });

  it('shows what the wait for a token is called now', () => {
    expect(formatProblems(loadConfig(EXISTING, 'f', agents).problems)).toContain(
      'f:8:47: warning: <totem>: token="21000" is not used: that wait is deadtime of <heartbeat> (the same is deadtime="21s"; 10s when it says none)',
    );
  });

  it('keeps its services, with rgmanager times, attempts and dependences', () => {
    const { services, statusPollInterval } = config(EXISTING);
    expect(statusPollInterval).toBe(15_000);
    expect(services.map(({ id }) => id)).toEqual([
      ...['service:storage_n01', 'service:storage_n02', 'service:www', 'vm:guest1', 'vm:guest2'],
    ]);
    expect(services[2]).toMatchObject({
      domain: 'primary_n01',
      recovery: 'relocate',
      maxRestarts: 3,
      restartExpireTime: 5_400_000,
    });
    expect(services[3]).toMatchObject({
      depend: ['service:www'],
      dependMode: 'soft',
      autostart: false,
      restartExpireTime: 600_000,
    });
  });

  it('lets several services use what rgmanager lets them share', () => {
    expect(tree('service:storage_n01').map(({ id }) => id)).toEqual(['script:clvmd', 'clusterfs:sharedfs']);
    expect(tree('service:storage_n02').map(({ id }) => id)).toEqual(['script:clvmd', 'clusterfs:sharedfs']);
  });

  it('hands attributes on to what stands inside, and keeps names with blanks', () => {
    const [fs, exports, group] = tree('service:www');
    expect(fs).toMatchObject({
      id: 'fs:www data',
      independent: 'restart',
      maxRestarts: 2,
      restartExpireTime: 300_000,
      actions: [{ name: 'monitor', depth: '*', interval: 60_000, timeout: 30_000 }],
    });
    expect(exports?.attributes).toEqual({ path: '/var/www' });
    expect(group).toMatchObject({ id: 'nfsclient:User group', attributes: { path: '/var/www' } });
  });
});

describe('what cluster.conf did not have', () => {
  it('makes one service of each instance, on the nodes of its restricted domain', () => {
    expect(
      config(ADDITIONS).services.map(({ id, only, instanceOf }) => `${id} ${only} ${instanceOf}`),
    ).toEqual([
      'service:storage@n1 1 service:storage',
      'service:storage@n2 2 service:storage',
      'service:web undefined undefined',
      'service:mail undefined undefined',
      'service:spam undefined undefined',
      'vm:web0 undefined undefined',
    ]);
  });

  it('makes one on every node without a domain', () => {
    const text = ADDITIONS.replace('instances="all" domain="two"', 'instances="all"');
    expect(
      config(text)
        .services.slice(0, 4)
        .map(({ only }) => only),
    ).toEqual([1, 2, 3, undefined]);
  });

  it('reads what services say of each other and of nodes', () => {
    const [, , web, mail, spam, guest] = config(ADDITIONS).services;
    expect(web).toMatchObject({
      depend: ['service:storage'],
      dependMode: 'hard',
      needs: ['br0', 'gateway'],
      weight: 5,
    });
    expect(web).toMatchObject({ keepApart: 'front', keepTogether: undefined });
    expect(mail).toMatchObject({ exclusive: 2, keepTogether: 'mail', weight: 1, needs: [] });
    expect(spam).toMatchObject({ recovery: 'restart-disable', depend: ['service:mail', 'vm:web0'] });
    expect(guest).toMatchObject({ exclusive: 1 });
  });

  it('gives what nodes are looked at for', () => {
    const { health, maxParallel } = config(ADDITIONS);
    expect(maxParallel).toBe(4);
    expect(health).toEqual([
      { name: 'br0', kind: 'carrier', target: 'br0', interval: 2000, timeout: 5000 },
      { name: 'gateway', kind: 'ping', target: '10.20.255.254', interval: 10_000, timeout: 1000 },
      { name: 'disk', kind: 'script', target: '/usr/local/bin/disk-health', interval: 10_000, timeout: 5000 },
    ]);
  });

  it('lets defaults reach definitions and services, and what is written wins', () => {
    const [storage] = tree('service:storage@n1', ADDITIONS);
    expect(storage).toMatchObject({ attributes: { command: 'run-shared', stop_timeout: '5s' } });
    expect(storage).toMatchObject({
      independent: 'non-critical',
      maxFailures: 3,
      failureExpireTime: 600_000,
    });
    const recoveries = config(ADDITIONS).services.map(({ recovery }) => recovery);
    expect(recoveries).toEqual([
      'relocate',
      'relocate',
      'relocate',
      'relocate',
      'restart-disable',
      'restart',
    ]);
    const own = ADDITIONS.replace('command="run-shared"', 'command="run-shared" stop_timeout="9s"');
    expect(tree('service:storage@n1', own)[0]?.attributes['stop_timeout']).toBe('9s');
  });

  it('lets what stands at a reference win over the definition', () => {
    const [shared] = tree(
      'service:storage@n1',
      ADDITIONS.replace('__independent_subtree="non-critical"', '__max_failures="7"'),
    );
    expect(shared).toMatchObject({ independent: 'no', maxFailures: 7, failureExpireTime: 600_000 });
  });
});

describe('where rgmanager left something out with nothing but a line in a log', () => {
  it.each([
    {
      title: 'an attribute that is missing, after which it dropped all that followed',
      rm: '<service name="a"><fs name="f" mountpoint="/m"/></service>',
      said: ['f:3:19: error: fs "f": attribute "device" is missing'],
    },
    {
      title: 'an attribute that nothing around it has',
      rm: '<service name="a"><nfsexport name="e"/></service>',
      said: [
        'f:3:19: error: nfsexport "e": attribute "path" is missing (write it here, or put this inside a resource with mountpoint)',
      ],
    },
    {
      title: 'an inheritance that only reaches the direct parent',
      rm: '<service name="a"><fs name="f" device="/dev/x" mountpoint="/m"><script name="s" file="/s"><nfsexport name="e"/></script></fs></service>',
      said: [
        'f:3:91: error: nfsexport "e": attribute "path" is missing (write it here, or put this inside a resource with mountpoint)',
      ],
    },
    {
      title: 'an address that two services have',
      rm: '<service name="a"><ip address="10.1.1.1"/></service>\n<service name="b"><ip address="10.1.1.1"/></service>',
      said: ['f:4:32: error: ip "10.1.1.1": the name is taken by the ip in line 3 (give this one its own)'],
    },
    {
      title: 'a mount point that two resources have',
      rm: '<service name="a"><fs name="f" device="/dev/x" mountpoint="/m"/><fs name="g" device="/dev/y" mountpoint="/m"/></service>',
      said: ['f:3:106: error: fs "g": mountpoint "/m" is taken by fs "f" in line 3'],
    },
    {
      title: 'an export inside an address',
      rm: '<service name="a"><ip address="10.1.1.1"><nfsexport name="e" path="/m"/></ip></service>',
      said: [
        "f:3:42: error: <nfsexport> can't stand inside <ip>: rgmanager left it out without a word (put it beside <ip>, or inside the file system that it exports)",
      ],
    },
    {
      title: 'an export inside a mount of another server',
      rm: '<service name="a"><netfs name="n" host="h" export="/x" mountpoint="/m"><nfsexport name="e"/></netfs></service>',
      said: [
        "f:3:72: error: <nfsexport> can't stand inside <netfs>: rgmanager left it out without a word (put it beside <netfs>, or inside the file system that it exports)",
      ],
    },
    {
      title: 'an export inside an NFS server',
      rm: '<service name="a"><fs name="f" device="/dev/x" mountpoint="/m"><nfsserver name="n"><nfsexport name="e" path="/m"/></nfsserver></fs></service>',
      said: [
        "f:3:84: error: <nfsexport> can't stand inside <nfsserver>: rgmanager left it out without a word (one <nfsserver> with its <nfsclient>s directly inside is what rgmanager started)",
      ],
    },
    {
      title: 'a second use of what belongs to one service',
      rm: '<resources><ip address="10.1.1.1"/></resources><service name="a"><ip ref="10.1.1.1"/></service>\n<service name="b"><ip ref="10.1.1.1"/></service>',
      said: [
        'f:4:28: error: ip ref "10.1.1.1": it is used by service "a" in line 3 already (a resource belongs to one service, else it could run on two nodes at once)',
      ],
    },
    {
      title: 'a service without a name',
      rm: '<service><script name="s" file="/s"/></service><service name="b"><script name="t" file="/t"/></service>',
      said: ['f:3:1: error: service "": attribute "name" is missing'],
    },
  ])('the file is refused for $title', ({ rm, said: lines }) => {
    expect(said(rm).filter((line) => line.includes(' error: '))).toEqual(lines);
  });

  it('takes nothing for an error that it let pass: clients of several exports in one service', () => {
    const client = '<nfsclient ref="c"/>';
    const fs = (name: string): string =>
      `<fs name="${name}" device="/dev/${name}" mountpoint="/${name}"><nfsexport name="${name}">${client}</nfsexport></fs>`;
    const rm = `<resources><nfsclient name="c" target="*"/></resources><service name="a">${fs('f')}${fs('g')}</service>`;
    expect(said(rm)).toEqual([]);
  });
});
