/**
 * The real Watchdogs: Linux' watchdog devices (Documentation/watchdog/watchdog-api.rst of the kernel). Opening one starts
 * it, each byte feeds it, and the byte V right before the close stops it, unless the driver was told never to (nowayout).
 *
 * Its timeout is set by wdctl of util-linux before it is opened, as node has no ioctl; what is so then stands in sysfs.
 */
import { closeSync, constants, openSync, readFileSync, realpathSync, statSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { hostError } from '#src/host/host-error.ts';
import { type Commands, HostError, type Millis, type Watchdog, type Watchdogs } from '#src/host/ports.ts';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const SYSFS = '/sys/class/watchdog';
const WDCTL_TIMEOUT: Millis = 5_000;
const FEED = Buffer.from('\0');
const STOP = Buffer.from('V');

/** `instead`: that device, whichever is asked for. */
export function createWatchdogs(commands: Pick<Commands, 'run'>, instead?: string): Watchdogs {
  return {
    async open(wanted, timeout, running) {
      const device = instead ?? wanted;
      const folder = lookAt(device) === 'file' ? undefined : `${SYSFS}/${driverOf(device)}`;
      if (folder !== undefined && !running && timeoutIn(folder) !== timeout)
        await setTimeoutOf(commands, device, timeout);
      const fd = openDevice(device);
      const actual = folder === undefined ? timeout : (timeoutIn(folder) ?? timeout);
      return hold(fd, device, {
        identity: folder === undefined ? 'a plain file' : (attribute(folder, 'identity') ?? 'unknown'),
        timeout: actual,
        isFile: folder === undefined,
        nowayout: folder !== undefined && attribute(folder, 'nowayout') === '1',
      });
    },
  };
}

/** A file under /dev is what a redirection left there while no driver was loaded. */
function lookAt(device: string): 'device' | 'file' {
  let found: ReturnType<typeof statSync>;
  try {
    found = statSync(device);
  } catch (error) {
    throw hostError(error, `open the watchdog ${device}`);
  }
  if (found.isCharacterDevice()) return 'device';
  if (found.isFile() && !device.startsWith('/dev/')) return 'file';
  throw new HostError('ENOTTY', `${device} is no watchdog device`);
}

/** /dev/watchdog is the first of them under its old name. */
function driverOf(device: string): string {
  const name = basename(realpathSync(device));
  return name === 'watchdog' ? 'watchdog0' : name;
}

function attribute(folder: string, name: string): string | undefined {
  try {
    return readFileSync(`${folder}/${name}`, 'latin1').trim();
  } catch {
    // A kernel without sysfs for watchdogs: what was asked for is taken to be so.
    return undefined;
  }
}

function timeoutIn(folder: string): Millis | undefined {
  const seconds = Number(attribute(folder, 'timeout') ?? Number.NaN);
  return Number.isNaN(seconds) ? undefined : seconds * 1_000;
}

/** wdctl opens the device, sets it and stops it again: only for one that takes care of nothing yet. */
async function setTimeoutOf(commands: Pick<Commands, 'run'>, device: string, timeout: Millis): Promise<void> {
  // Told apart here, as wdctl's words for it depend on its version.
  closeDevice(openDevice(device), device, true);
  const seconds = String(Math.round(timeout / 1_000));
  const outcome = await commands.run({
    file: 'wdctl',
    args: ['--settimeout', seconds, device],
    env: { PATH, LC_ALL: 'C' },
    timeout: WDCTL_TIMEOUT,
  });
  if (outcome.kind === 'exited' && outcome.code === 0) return;
  const words =
    outcome.kind === 'exited' ? outcome.stderr.trim() || `exit code ${outcome.code}` : outcome.kind;
  const missing = outcome.kind === 'not-started' ? 'wdctl of util-linux is missing' : words;
  throw new HostError('EINVAL', `the timeout of ${device} can't be set to ${seconds} s: ${missing}`);
}

function openDevice(device: string): number {
  try {
    // Never made: a name that is wrong must not become a file. O_CLOEXEC is what node always adds.
    return openSync(device, constants.O_WRONLY | constants.O_APPEND);
  } catch (error) {
    throw hostError(error, `open the watchdog ${device}`);
  }
}

function hold(
  fd: number,
  device: string,
  facts: Pick<Watchdog, 'identity' | 'timeout' | 'isFile' | 'nowayout'>,
): Watchdog {
  let isOpen = true;
  return {
    ...facts,
    feed() {
      if (!isOpen) return;
      try {
        writeSync(fd, FEED);
      } catch (error) {
        throw hostError(error, `feed the watchdog ${device}`);
      }
    },
    close(disarm) {
      if (!isOpen) return;
      isOpen = false;
      closeDevice(fd, device, disarm);
    },
  };
}

function closeDevice(fd: number, device: string, disarm: boolean): void {
  try {
    if (disarm) writeSync(fd, STOP);
  } catch (error) {
    throw hostError(error, `stop the watchdog ${device}`);
  } finally {
    closeSync(fd);
  }
}
