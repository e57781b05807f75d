/**
 * `picket fence --test`: the coordinator has every member try out the devices of a node, and the node say who it is.
 * Members are asked one after the other, as many BMCs allow few sessions. Nothing is switched.
 */
import type { ClusterConfig, NodeConfig } from '#src/config/model.ts';
import type { AgentPorts } from '#src/fencing/agent-answer.ts';
import type { AgentCatalog } from '#src/fencing/agent-catalog.ts';
import { fenceDevices } from '#src/fencing/device-list.ts';
import { type DeviceTest, testDevice } from '#src/fencing/device-test.ts';
import type { KnownIdentity } from '#src/fencing/identity.ts';
import type { Files, Millis } from '#src/host/ports.ts';
import type { Membership } from '#src/membership/membership.ts';
import type { Member, NodeId } from '#src/membership/types.ts';
import type { FenceTestCommand, FenceTestResult, ResultCode } from './commands.ts';
import type { Courier } from './courier.ts';
import type { EventFields } from './event-log.ts';
import { fenceTestResult, type TestsFrom } from './fence-test-report.ts';
import type { FenceQuestion } from './member-questions.ts';
import { type OwnIdentity, ownIdentity } from './own-identity.ts';
import { type FenceTestRecord, fenceTestKey } from './proven.ts';
import type { Wait } from './status.ts';

export interface FenceTestsDeps {
  readonly self: NodeId;
  readonly config: () => ClusterConfig;
  readonly membership: () => Membership;
  readonly courier: () => Pick<Courier, 'forward' | 'ask'>;
  readonly catalog: AgentCatalog;
  readonly ports: AgentPorts & { readonly files: Pick<Files, 'read' | 'stat'> };
  /** Where the firmware's word is; see own-identity.ts. */
  readonly dmiFolder: string | undefined;
  readonly emit: (event: EventFields) => void;
}

export interface FenceTests {
  /** Forwarded to the coordinator. Never rejects; bounded by the devices' timeouts. */
  run(command: FenceTestCommand): Promise<FenceTestResult>;
  /** Another member, the coordinator, asks this node. */
  answer(question: FenceQuestion, argument: unknown): Promise<object>;
  waits(): readonly Wait[];
}

/** Beyond the timeouts of the devices: ipmitool is asked five times, 10 s each at most. */
const ASIDE_MS: Millis = 60_000;

export function createFenceTests(deps: FenceTestsDeps): FenceTests {
  const { clock } = deps.ports;
  const running = new Set<Wait>();

  function find(name: string): NodeConfig | undefined {
    return deps.config().nodes.find((node) => node.name === name);
  }

  function nameOf(id: NodeId): string {
    return deps.config().nodes.find((node) => node.id === id)?.name ?? `node ${id}`;
  }

  function longest(node: NodeConfig): Millis {
    return fenceDevices(node).reduce((sum, { device }) => sum + 2 * device.timeout + ASIDE_MS, 0);
  }

  async function testFromHere(node: NodeConfig): Promise<readonly DeviceTest[]> {
    const tests: DeviceTest[] = [];
    for (const listed of fenceDevices(node))
      tests.push(await testDevice({ ...deps.ports, catalog: deps.catalog }, listed, node.name));
    return tests;
  }

  /** The answer, or why there is none. */
  async function ask<T>(
    member: Member,
    question: FenceQuestion,
    argument: object,
    timeout: Millis,
  ): Promise<T | string> {
    if (member.id === deps.self) return (await answer(question, argument)) as T;
    const reply = await deps.courier().ask(member, question, argument, timeout);
    if (reply instanceof Error) return `${nameOf(member.id)} did not answer: ${reply.message}`;
    const isRefusal = typeof (reply as { readonly code?: string }).code === 'string';
    return isRefusal ? `${nameOf(member.id)} runs a version of Picket that can't` : (reply as T);
  }

  async function answer(question: FenceQuestion, argument: unknown): Promise<object> {
    switch (question) {
      case 'who-are-you':
        return ownIdentity(deps.ports, deps.dmiFolder);
      case 'fence-test-from-here': {
        const node = find((argument as FenceTestCommand).node);
        return { tests: node === undefined ? [] : await testFromHere(node) };
      }
    }
  }

  async function testsFrom(
    from: NodeConfig,
    node: NodeConfig,
    members: readonly Member[],
  ): Promise<TestsFrom> {
    const member = members.find(({ id }) => id === from.id);
    if (member === undefined) return { from: from.name, tests: `${from.name} is no member now` };
    const question = 'fence-test-from-here';
    type Answer = { readonly tests: readonly DeviceTest[] };
    const reply = await ask<Answer>(member, question, { node: node.name }, longest(node));
    return { from: from.name, tests: typeof reply === 'string' ? reply : reply.tests };
  }

  async function identities(members: readonly Member[]): Promise<readonly KnownIdentity[]> {
    const known = await Promise.all(
      members.map(async (member): Promise<readonly KnownIdentity[]> => {
        const reply = await ask<OwnIdentity>(member, 'who-are-you', {}, ASIDE_MS);
        return typeof reply === 'string' ? [] : [{ node: nameOf(member.id), ...reply }];
      }),
    );
    return known.flat();
  }

  async function testHere(node: NodeConfig): Promise<FenceTestResult> {
    const members = deps.membership().agreement.activeView?.members ?? [];
    const known = await identities(members);
    const from: TestsFrom[] = [];
    for (const other of deps.config().nodes)
      if (other.id !== node.id) from.push(await testsFrom(other, node, members));
    const up = members.some(({ id }) => id === node.id);
    return fenceTestResult({ node: node.name, up, from, known });
  }

  /** For `picket status`: a fence that works was seen to. */
  async function record(node: NodeConfig, { paths }: FenceTestResult): Promise<void> {
    const value: FenceTestRecord = { at: clock.wall(), ms: Math.max(...paths.map(({ ms }) => ms ?? 0)) };
    await deps.membership().agreement.replicate(new Map([[fenceTestKey(node.id), value]]));
  }

  async function tracked(
    node: NodeConfig,
    { who }: FenceTestCommand,
    work: Promise<FenceTestResult>,
  ): Promise<FenceTestResult> {
    const asker = who === undefined ? '' : `, as ${who} asked`;
    const wait: Wait = {
      what: `testing whether ${node.name} could be fenced${asker}; nothing is switched`,
      since: clock.wall(),
      until: clock.wall() + deps.config().nodes.length * longest(node),
      ends: 'every node has tried every device, or their timeouts are over',
    };
    running.add(wait);
    try {
      return await work;
    } finally {
      running.delete(wait);
    }
  }

  return {
    async run(command) {
      const node = find(command.node);
      if (node === undefined) return refusal('NODE', `there is no node ${command.node} in cluster.xml`);
      if (fenceDevices(node).length === 0) {
        const why =
          node.fence.length === 0 ? 'no fence method in cluster.xml' : 'no fence device, only its watchdog';
        return refusal('INVAL', `${node.name} has ${why}`);
      }
      const { agreement } = deps.membership();
      const view = agreement.activeView;
      if (view === undefined) return refusal('QUORUM', 'this node is in no view yet: see picket status');
      if (!agreement.isCoordinator) {
        const forwarded = deps.courier().forward('fence-test', command);
        return tracked(
          node,
          command,
          forwarded.then((result) => ({ paths: [], ...result })),
        );
      }
      const result = await tracked(node, command, testHere(node));
      const name = result.code === 'SUCCESS' ? 'fence.test-passed' : 'fence.test-failed';
      deps.emit({ name, node: node.name, message: `test: ${result.message}`, data: { paths: result.paths } });
      if (result.code === 'SUCCESS') await record(node, result);
      return result;
    },
    answer,
    waits: () => [...running],
  };
}

function refusal(code: ResultCode, message: string): FenceTestResult {
  return { code, message, owner: null, paths: [] };
}
