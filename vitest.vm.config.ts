/** `npm run test:lab`: one laboratory of virtual machines after the other, with the patience that emulation needs. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/vm/**/*.test.ts'],
    reporters: ['verbose', './test/reporter.ts'],
    fileParallelism: false,
    // Some outcomes are minutes away; every wait inside has a deadline of its own and says what did not come.
    testTimeout: 30 * 60_000,
    hookTimeout: 30 * 60_000,
  },
});
