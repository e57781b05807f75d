/** A process that plays random stories for `npm run sim`: a seed comes as a message, what came of it goes back. */
import { randomStory } from '#src/sim/story-random.ts';
import { runStory } from '#src/sim/story-run.ts';
import type { Asked, Played } from './sim/seeds.ts';

process.on('message', ({ seed, nodes, trace }: Asked) => {
  void runStory(randomStory(seed, nodes === undefined ? {} : { nodes })).then((outcome) => {
    const { log, ...rest } = outcome;
    const played: Played = { seed, ...rest, log: trace || outcome.violation !== undefined ? log : [] };
    process.send?.(played);
  });
});
// Nobody waits for the rest when the one who asked is gone.
process.on('disconnect', () => process.exit(0));
