/** The log of tests that look at outcomes only. */
import type { Log } from '#src/host/ports.ts';

export const SILENT: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => SILENT,
};
