/** The grammar of `<watchdog>`: the device that resets a node which is not well. */
import { element, may, PATH, time } from './rules.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

export const WATCHDOG = element({
  device: may(PATH, 'the watchdog of each node', '/dev/watchdog'),
  timeout: may(
    time(2 * SECOND, HOUR),
    'the node is reset when its watchdog has not been fed for so long; whole seconds',
    '10s',
  ),
});
