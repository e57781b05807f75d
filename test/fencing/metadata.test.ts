import { expect, test, vi } from 'vitest';
import { createAgentCatalog } from '#src/fencing/agent-catalog.ts';
import { parseMetadata } from '#src/fencing/metadata.ts';
import { agentFolder } from '#test/fencing/support/agents.ts';
import { realPorts } from '#test/fencing/support/world.ts';

// Real processes: a busy machine may take its time.
vi.setConfig({ testTimeout: 30_000 });

test('actions and parameters are read', () => {
  const metadata = parseMetadata(`<?xml version="1.0" ?>
    <resource-agent name="fence_x" shortdesc="X &amp; Y"><parameters><parameter name="ip"><content type="string"/></parameter></parameters>
    <actions><action name="on" automatic="0"/><action name="off"/></actions></resource-agent>\n`);
  expect(metadata?.name).toBe('fence_x');
  expect([...(metadata?.actions ?? [])]).toEqual(['on', 'off']);
  expect([...(metadata?.parameters.keys() ?? [])]).toEqual(['ip']);
});

test.each([
  '',
  'usage: fence_x',
  '<resource-agent><actions>',
  '<html><action name="off"/></html>',
  '<resource-agent name="x"/>',
  '<!DOCTYPE a [<!ENTITY b "c">]><resource-agent name="&b;"/>',
])('what is no metadata says nothing: %j', (text) => expect(parseMetadata(text)).toBeUndefined());

test('the installed agents say what they can', async () => {
  const catalog = createAgentCatalog(realPorts());
  const [ipmi, kdump] = await Promise.all([
    catalog.metadata('fence_ipmilan'),
    catalog.metadata('fence_kdump'),
  ]);
  expect([...(ipmi?.actions ?? [])]).toEqual(
    expect.arrayContaining(['on', 'off', 'reboot', 'status', 'monitor']),
  );
  expect(ipmi?.parameters.has('passwd')).toBe(true);
  expect(kdump?.actions.has('status')).toBe(false);
});

test('an agent is asked once, and one without metadata says nothing', async () => {
  const agents = await agentFolder();
  try {
    const once = await agents.script(
      'once',
      `echo x >>'${agents.path}/asked'; echo '<resource-agent name="a"><action name="off"/></resource-agent>'`,
    );
    const mute = await agents.script('mute', 'exit 1');
    const catalog = createAgentCatalog(realPorts());
    await catalog.metadata(once);
    expect((await catalog.metadata(once))?.name).toBe('a');
    expect(await agents.read('asked')).toBe('x');
    expect(await catalog.metadata(mute)).toBeUndefined();
    expect(await catalog.metadata('/nowhere/fence_x')).toBeUndefined();
  } finally {
    await agents.remove();
  }
});
