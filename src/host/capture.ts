/**
 * Holds the output of a command in files without a name.
 *
 * A file, not a pipe: a daemon that the command leaves behind inherits the stream, and a pipe would stay open for the
 * daemon's whole life. The file lies in memory and is handled synchronously, so that a hung disk, or a thread pool
 * full of calls to it, cannot delay a fence agent.
 */
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  unlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { OUTPUT_LIMIT } from '#src/host/ports.ts';

export interface Capture {
  readonly fd: number;
  /** Cuts the file when the command writes without end, so that it cannot fill the memory. */
  trim(): void;
  /** What was written, at most OUTPUT_LIMIT bytes of it: the beginning and the end. */
  text(): string;
  close(): void;
}

export interface Output {
  readonly stdout: Capture;
  readonly stderr: Capture;
}

/** Bytes a command may write between two calls of `trim` before its file is cut. */
const TRIM_ABOVE = 16 * OUTPUT_LIMIT;

/** Throws the system's error when no file can be made (no space, no descriptors). */
export function openOutput(): Output {
  const folder = captureFolder();
  const stdout = openCapture(folder);
  try {
    return { stdout, stderr: openCapture(folder) };
  } catch (error) {
    stdout.close();
    throw error;
  }
}

function openCapture(folder: string): Capture {
  const path = `${folder}/picket-${randomBytes(9).toString('hex')}`;
  // O_APPEND: after a cut the writer goes on at the new end instead of leaving a hole.
  const fd = openSync(
    path,
    constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND,
    0o600,
  );
  unlinkSync(path);
  return {
    fd,
    trim: () => {
      if (fstatSync(fd).size > TRIM_ABOVE) ftruncateSync(fd, OUTPUT_LIMIT / 2);
    },
    text: () => readText(fd),
    close: () => closeSync(fd),
  };
}

function readText(fd: number): string {
  const { size } = fstatSync(fd);
  if (size <= OUTPUT_LIMIT) return readPart(fd, 0, size);
  const half = OUTPUT_LIMIT / 2;
  const mark = '\n[... cut ...]\n';
  return readPart(fd, 0, half - mark.length) + mark + readPart(fd, size - half, half);
}

function readPart(fd: number, from: number, length: number): string {
  const buffer = Buffer.alloc(length);
  const count = readSync(fd, buffer, 0, length, from);
  return buffer.toString('utf8', 0, count);
}

function captureFolder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}
