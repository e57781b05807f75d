/** `picket status`: asks once, or every second, and shows the answer. */
import type { ControlClient } from '#src/control/client.ts';
import { createClock } from '#src/host/clock.ts';
import { pause } from '#src/host/ports.ts';
import { explain } from './run.ts';
import { statusText } from './status-text.ts';
import { timingText } from './status-timing.ts';
import { palette, print, width } from './terminal.ts';

const REDRAW_MS = 1_000;

export interface StatusOptions {
  readonly json?: boolean;
  readonly watch?: boolean;
  readonly timing?: boolean;
}

/** With `watch` it returns only when the process ends; a daemon that is away meanwhile is shown, not fatal. */
export async function statusCommand(client: ControlClient, options: StatusOptions): Promise<number> {
  const { json, watch } = options;
  const show = options.timing === true ? timingText : statusText;
  if (watch !== true) {
    const status = await client.status();
    print(
      json === true ? JSON.stringify(status, null, 2) : show(status, { width: width(), palette: palette() }),
    );
    return 0;
  }
  const clock = createClock();
  for (;;) {
    const text = await client.status().then(
      (status) =>
        json === true ? JSON.stringify(status) : show(status, { width: width(), palette: palette() }),
      (error: unknown) =>
        json === true ? JSON.stringify({ ok: false, error: explain(error) }) : explain(error),
    );
    draw(text, json === true);
    await pause(clock, REDRAW_MS);
  }
}

function draw(text: string, json: boolean): void {
  if (json || !process.stdout.isTTY) {
    print(json ? text : `${text}\n`);
    return;
  }
  // Home, each line over the old one, then clear the rest: no flicker.
  const rows = process.stdout.rows;
  const lines = text.split('\n');
  const shown =
    lines.length < rows ? lines : [...lines.slice(0, rows - 2), `... ${lines.length - rows + 2} more lines`];
  process.stdout.write(`\x1b[H${shown.map((line) => `${line}\x1b[K\n`).join('')}\x1b[J`);
}
