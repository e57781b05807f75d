/** One round of <unfence>, with real agents: every device is turned on, and what reads off afterwards has failed. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAgentCatalog } from '#src/fencing/agent-catalog.ts';
import { unfenceOnce } from '#src/fencing/unfence.ts';
import { type AgentFolder, agentFolder } from '#test/fencing/support/agents.ts';
import { device, realPorts } from '#test/fencing/support/world.ts';

// Real processes: a busy machine may take its time.
vi.setConfig({ testTimeout: 30_000 });

let agents: AgentFolder;
beforeEach(async () => {
  agents = await agentFolder();
});
afterEach(() => agents.remove());

const outlet = (agent: string, port: string, behave = '') =>
  device({ name: `lun${port}`, agent, action: 'on', attributes: { port, behave } });

function round(devices: Parameters<typeof unfenceOnce>[0], cancel = new AbortController()) {
  const ports = realPorts();
  return unfenceOnce(devices, 'node1', { ...ports, catalog: createAgentCatalog(ports) }, cancel.signal);
}

test('all devices in their order, each read afterwards', async () => {
  const agent = await agents.outlets('san');
  await agents.setPower('1', false);
  await agents.setPower('2', false);
  expect(await round([outlet(agent, '1'), outlet(agent, '2')])).toBeUndefined();
  expect(await agents.journal()).toEqual(['on 1', 'status 1', 'on 2', 'status 2']);
  expect([await agents.power('1'), await agents.power('2')]).toEqual(['1', '1']);
});

test('one that fails keeps no other from its turn, and all failures are told', async () => {
  const agent = await agents.outlets('san');
  await agents.setPower('2', false);
  expect(await round([outlet(agent, '1', 'deny'), outlet(agent, '2', 'lie'), outlet(agent, '3')])).toBe(
    'lun1: outlet is locked [exit code 1]; lun2: it took "on", and reads off afterwards',
  );
  expect(await agents.journal()).toEqual(['on 1', 'on 2', 'status 2', 'on 3', 'status 3']);
});

test('an agent that knows no status is believed', async () => {
  const agent = await agents.outlets('san', ['on', 'off', 'metadata']);
  expect(await round([outlet(agent, '1', 'lie')])).toBeUndefined();
  expect(await agents.journal()).toEqual(['on 1']);
});

test('called off, it tells no device anything', async () => {
  const cancel = new AbortController();
  cancel.abort();
  expect(await round([outlet(await agents.outlets('san'), '1')], cancel)).toBe('called off');
  expect(await agents.journal()).toEqual([]);
});
