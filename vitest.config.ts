/** Two groups of tests: everything that can run side by side, then real clusters, a few at a time. */
import { defineConfig } from 'vitest/config';

/** Real daemons in real time. Each file has networks and folders of its own; most of the time they wait. */
const WHOLE = ['daemon', 'demo', 'integration', 'lab'].map((area) => `test/${area}/**/*.test.ts`);
/** Virtual machines take many minutes: npm run test:lab. */
const LAB = 'test/vm/**';

export default defineConfig({
  test: {
    reporters: ['default', './test/reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...WHOLE, LAB],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: WHOLE,
          // More would make each other's healthy nodes look dead, on a machine with two processors.
          maxWorkers: 3,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text-summary', 'html'] },
  },
});
