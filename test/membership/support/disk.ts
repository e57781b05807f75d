/** A disk with the files of one daemon, over which time passes as needed. */
import type { Files } from '#src/host/ports.ts';
import { createTimeline, type Timeline } from '#src/sim/clock.ts';
import { createDisk, type Disk } from '#src/sim/disk.ts';
import { createFiles } from '#src/sim/files.ts';
import { createLife, type Life } from '#src/sim/life.ts';
import { createProcesses } from '#src/sim/processes.ts';
import { createDice } from '#src/sim/random.ts';

export interface TestDisk {
  readonly disk: Disk;
  readonly timeline: Timeline;
  readonly life: Life;
  readonly files: Files;
  /** Lets time pass until it has settled. */
  done<T>(work: Promise<T>): Promise<T>;
}

export function testDisk(disk: Disk = createDisk(), seed = 1): TestDisk {
  const timeline = createTimeline();
  const life = createLife();
  const processes = createProcesses(timeline, new Map());
  const files = createFiles({ disk, timeline, dice: createDice(seed), life, processes });
  return {
    disk,
    timeline,
    life,
    files,
    async done(work) {
      let over = false;
      const end = (): void => {
        over = true;
      };
      work.then(end, end);
      while (!over) await timeline.run(1, () => {});
      return work;
    },
  };
}
