import { weather } from '#src/sim/storm.ts';
import { createWorld } from '#src/sim/world.ts';
const seed = Number(process.argv[2]), nodes = Number(process.argv[3]);
const DOMAIN = { name: 'best', ordered: true, restricted: false, nofailback: false, members: [ { node: 2, priority: 1 }, { node: 1, priority: 2 } ] };
const services = [
    { name: 'a', priority: 5, maxRestarts: 1, restartExpireTime: 60_000 },
    { name: 'b', domain: 'best', autoFailback: 'on' as const, failbackDelay: 10_000 },
    { name: 'c', recovery: 'relocate' as const },
];
const world = createWorld(seed, { nodes, services, domains: [DOMAIN] });
world.powerOnAll();
try {
await world.run(world.dice.between(0, 25_000));
await weather(world, { faults: 10 + (seed % 17), pause: [2_000, 8_000, 20_000][seed % 3] as number });
for (let t = 0; t < Number(process.argv[4] ?? 60000); t += 50) { await world.run(50);   for (const host of world.hosts) {
    if (host.powered) host.startDaemon();
    else host.powerOn();
  } }
} catch (e) { console.log(e.message.split('\n')[0]); }
console.log(world.log.lines.slice(-250).join('\n'));
for (const h of world.hosts) console.log(h.name, h.powered, h.daemon === undefined, JSON.stringify(h.daemon?.status().view), h.daemon?.status().waits, h.daemon?.status().services.map(s => `${s.id} ${s.state} ${s.owner} ${s.why}`), h.daemon?.status().nodes.map(s => `${s.name} ${s.standing} ${s.peer} ${JSON.stringify(s.links)}`));
console.log(world.power.shots);
