/** Two groups of tests: everything that can run side by side, then what needs the machine to itself. */
import { defineConfig } from 'vitest/config';

/** Real daemons in real time, some in network namespaces with fixed addresses. */
const ALONE = ['daemon', 'demo', 'integration', 'lab'].map((area) => `test/${area}/**/*.test.ts`);
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
          exclude: [...ALONE, LAB],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ALONE,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text-summary', 'html'] },
  },
});
