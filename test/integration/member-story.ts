/** What the stories of three and of five members share: how they begin and end, and what `nothing happened` means. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFailed } from 'vitest';
import type { Fault } from '#test/lab/faults.ts';
import { labMissing } from '#test/lab/lab.ts';
import { until } from '#test/lab/until.ts';
import { bootMembers, DEADTIME_MS, type Members } from './members.ts';
import { overlaps } from './witnessed.ts';

export interface Roles {
  readonly coordinator: string;
  /** One that does not coordinate. */
  readonly member: string;
  /** All but the coordinator. */
  readonly followers: readonly string[];
  /** All but `member`. */
  readonly others: readonly string[];
}

export interface Story {
  readonly members: Members;
  roles(): Promise<Roles>;
  /**
   * Runs `work` and waits until the cluster is whole: no service was moved or restarted meanwhile and nobody was shot.
   * Resolves with whether the view is still the same.
   */
  undisturbed(work: () => Promise<void>): Promise<{ readonly sameView: boolean }>;
  /** These faults and no others for twice deadtime, then none. */
  faultsForAWhile(faults: readonly Fault[]): Promise<void>;
  /** Runs `work` while these nodes, once switched off, stay at their firmware; then boots them and waits until all is whole. */
  withoutReboot(nodes: readonly string[], work: () => Promise<void>): Promise<void>;
  /** Nothing runs now that did not run then; something may have been stopped. */
  nothingNewSince(then: ReadonlyMap<string, string>): Promise<void>;
  /** Every daemon is told to end, and comes back, one after another; each time every service comes home. */
  rollingRestart(): Promise<void>;
  /** Runs `work` and waits until the node's daemon has ended; resolves with how. */
  endOf(node: string, work: () => Promise<void>): Promise<string>;
}

const missing = await labMissing();

/**
 * To be called once by a test file. Each of its tests begins with all nodes as members and every service at home, and
 * fails when a service ever ran twice at once.
 */
export function tellStory(count: number): Story {
  let members: Members | undefined;
  const lab = (): Members => {
    if (members === undefined) throw new Error('the nodes are not booted yet');
    return members;
  };
  beforeAll(async () => {
    if (missing === undefined) members = await bootMembers(count);
  });
  beforeEach(async ({ skip }) => {
    skip(missing !== undefined, missing);
    onTestFailed(async () => console.error(await lab().logs()));
    await lab().settled();
  });
  afterEach(async () => {
    if (missing !== undefined) return;
    await lab().lab.setFaults([]);
    for (const node of lab().nodes) {
      await lab().lab.setStuck(node, false);
      await lab().lab.setBootDelay(node, 0);
    }
    expect(overlaps(await lab().runs())).toEqual([]);
  });
  afterAll(async () => members?.destroy());

  const story: Story = {
    get members() {
      return lab();
    },
    async roles() {
      const { nodes } = lab();
      const coordinator = await lab().coordinator();
      const followers = nodes.filter((node) => node !== coordinator);
      const member = followers.at(-1) ?? '';
      return { coordinator, member, followers, others: nodes.filter((node) => node !== member) };
    },
    async undisturbed(work) {
      const [first = ''] = lab().nodes;
      const epoch = async (): Promise<number | undefined> => (await lab().status(first)).view?.epoch;
      const [since, before, running] = [Date.now(), await epoch(), await lab().running()];
      await work();
      await lab().settled();
      expect(await lab().running()).toEqual(running);
      expect(await lab().shotSince(since)).toEqual([]);
      return { sameView: before === (await epoch()) };
    },
    async faultsForAWhile(faults) {
      await lab().lab.setFaults(faults);
      await sleep(2 * DEADTIME_MS);
      await lab().lab.setFaults([]);
    },
    async withoutReboot(nodes, work) {
      for (const node of nodes) await lab().lab.setBootDelay(node, 'never');
      await work();
      for (const node of nodes) await lab().lab.setBootDelay(node, 0);
      for (const node of nodes) await lab().lab.boot(node);
      await lab().settled();
    },
    async nothingNewSince(then) {
      for (const [service, where] of await lab().running()) expect(then.get(service)).toBe(where);
    },
    async rollingRestart() {
      for (const node of lab().nodes) {
        expect(await story.endOf(node, () => lab().signal(node, 'TERM'))).toBe('0');
        await lab().settled();
      }
    },
    async endOf(node, work) {
      const { length } = await lab().ends(node);
      await work();
      return await until('the end of the daemon', async () => (await lab().ends(node))[length]);
    },
  };
  return story;
}
