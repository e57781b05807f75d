/** bench:check. `picket check` of a large cluster.xml, as an administrator runs it: process start included. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterXml } from '#src/cli/demo/cluster-xml.ts';
import { generateKey } from '#src/config/key-file.ts';
import { createRandom } from '#src/host/random.ts';
import { run } from '#test/lab/run.ts';
import { options } from './lib/args.ts';
import { rmXml, SURVIVOR, VICTIM } from './lib/services.ts';
import { progress, report, spread } from './lib/stats.ts';

const HELP = `Usage: npm run bench:check -- [--runs N] [--services K]

Writes a cluster.xml with K services (1000) and times \`picket check\` of it, from exec to exit. All times in ms.`;

const { numbers } = options(HELP, { runs: 5, services: 1_000 });
const CLI = join(import.meta.dirname, '../bin/picket');
const folder = mkdtempSync(join(tmpdir(), 'picket-bench-check-'));
try {
  const key = join(folder, 'authkey');
  writeFileSync(key, generateKey(createRandom()), { mode: 0o600 });
  const xml = clusterXml({
    name: 'bench',
    version: 1,
    keyFile: key,
    port: 694,
    timing: { keepalive: '1s', warntime: '3s', deadtime: '10s', initdead: '20s' },
    fenceDaemon: '<fence_daemon/>',
    rm: rmXml(folder, numbers.services, false),
    nodes: [SURVIVOR, VICTIM].map((name, index) => ({
      name,
      ips: [`10.20.0.${index + 1}`, `10.10.0.${index + 1}`],
      fence: {
        agent: 'fence_ipmilan',
        ip: `10.20.51.${index + 1}`,
        username: 'admin',
        passwd: 'bench',
        lanplus: '1',
      },
    })),
  });
  const file = join(folder, 'cluster.xml');
  writeFileSync(file, xml);
  const times: number[] = [];
  for (let index = 0; index < numbers.runs; index++) {
    const begin = performance.now();
    const { code, stdout, stderr } = await run([CLI, 'check', file]);
    if (code !== 0) throw new Error(`picket check: exit code ${code}\n${stdout}${stderr}`);
    times.push(performance.now() - begin);
    progress(`run ${index + 1}: ${times.at(-1)?.toFixed(1)}`);
  }
  report({
    bench: 'check',
    runs: numbers.runs,
    services: numbers.services,
    bytes: xml.length,
    checkMs: spread(times),
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
