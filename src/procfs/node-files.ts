/**
 * `Files` on node:fs, synchronous on purpose: procfs answers from memory, and one fs promise per file costs eight
 * times the CPU of the plain call.
 *
 * A failed call throws in Node, and most of what that costs is the stack trace; so the trace is switched off around
 * each call. A refused or vanished path then costs about 2 µs more than one that succeeds [measured, Node 20].
 */
import * as fs from 'node:fs';
import { Failure, type Files, type FileStat } from './files.js';
import type { KeptCalls } from './kept-files.js';
import { deviceMajor, deviceMinor } from './device-number.js';
import { isInMemory, MOUNTINFO_CAP_BYTES, parseMountinfo } from './mountinfo.js';

/** No fdinfo seen is longer than 2 KiB; an eventpoll or inotify fd of a large server prints more, and is cut. */
const DEFAULT_CAP_BYTES = 64 * 1024;

/** One buffer for all reads: they are synchronous, so no two are under way at once. */
const shared = Buffer.allocUnsafeSlow(DEFAULT_CAP_BYTES);

const quiet = { throwIfNoEntry: false } as const;

/** The real file system. Stateless: every root may share one. */
export const nodeFiles: Files = {
  list: (path) => attempt(path, list),
  link: (path) => attempt(path, link),
  stat: (path) => attempt(path, stat),
  statInMemory: (path, mountinfo) => attempt(path, () => statInMemory(path, mountinfo)),
  lstat: (path) => attempt(path, lstat),
  read: (path, capBytes = DEFAULT_CAP_BYTES) => attempt(path, read, capBytes),
  reread: (path, capBytes = DEFAULT_CAP_BYTES) => attempt(path, readOnce, capBytes),
  readBytes: (path, capBytes = DEFAULT_CAP_BYTES) => attempt(path, readBytes, capBytes),
};

/** The same for files that stay open (kept-files.ts). */
export const keptCalls: KeptCalls = {
  open: (path) => attempt(path, open),
  readAt: (fd, path, capBytes = DEFAULT_CAP_BYTES) => attempt(path, textFromStart, capBytes, fd),
  close: (fd) => void attempt('', () => fs.closeSync(fd)),
};

/** At most `length` bytes at a place in a file such as /proc/PID/mem. */
export function bytesAt(path: string, position: bigint, length: number): Buffer | Failure {
  return attempt(path, () => {
    const fd = fs.openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(length);
      return buffer.subarray(0, fs.readSync(fd, buffer, 0, length, position));
    } finally {
      fs.closeSync(fd);
    }
  });
}

/** What the call needs is handed through: no function is made for each one. */
function attempt<T>(path: string, call: (path: string, capBytes: number, fd: number) => T, capBytes = 0, fd = -1): T | Failure {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return call(path, capBytes, fd);
  } catch (error) {
    return new Failure((error as NodeJS.ErrnoException).code ?? 'EIO', path);
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function list(path: string): string[] {
  return fs.readdirSync(path);
}

function link(path: string): string {
  return fs.readlinkSync(path);
}

function stat(path: string): FileStat | Failure {
  const found = fs.statSync(path, quiet);
  return found === undefined ? new Failure('ENOENT', path) : fileStat(found);
}

function lstat(path: string): FileStat | Failure {
  const found = fs.lstatSync(path, quiet);
  return found === undefined ? new Failure('ENOENT', path) : fileStat(found);
}

/** O_PATH of <asm-generic/fcntl.h>, which every architecture of Node's on Linux has: a handle on the file that opens nothing, so no driver is called. */
const O_PATH = 0o10000000;

/**
 * The handle keeps file and mount, so that neither can be exchanged between looking at the mount and asking the file system:
 * whoever owns the fd could otherwise put a file of a dead FUSE mount in its place, and gpu-top would sleep for ever.
 */
function statInMemory(path: string, mountinfo: string): FileStat | null {
  const fd = fs.openSync(path, O_PATH);
  try {
    const mountId = /^mnt_id:\s*(\d+)$/m.exec(read(`/proc/self/fdinfo/${fd}`, DEFAULT_CAP_BYTES))?.[1];
    const mount = parseMountinfo(read(mountinfo, MOUNTINFO_CAP_BYTES)).get(Number(mountId ?? Number.NaN));
    return isInMemory(mount) ? fileStat(fs.fstatSync(fd)) : null;
  } finally {
    fs.closeSync(fd);
  }
}

function fileStat(found: fs.Stats): FileStat {
  const type = found.mode & fs.constants.S_IFMT;
  return {
    ino: found.ino,
    dev: found.dev,
    size: found.size,
    uid: found.uid,
    mtimeMs: found.mtimeMs,
    isDirectory: type === fs.constants.S_IFDIR,
    charDevice: type === fs.constants.S_IFCHR ? { major: deviceMajor(found.rdev), minor: deviceMinor(found.rdev) } : null,
  };
}

/** /proc files say size 0, so read until the kernel says there is no more. Opening never waits for a writer of a pipe. */
function read(path: string, capBytes: number): string {
  const into = bufferFor(capBytes);
  return into.toString('utf8', 0, fill(into, path, capBytes));
}

/** A copy: the shared buffer is somebody else's at the next read. */
function readBytes(path: string, capBytes: number): Uint8Array {
  const into = bufferFor(capBytes);
  return Uint8Array.prototype.slice.call(into, 0, fill(into, path, capBytes));
}

function bufferFor(capBytes: number): Buffer {
  return capBytes <= shared.length ? shared : Buffer.allocUnsafe(capBytes);
}

/** What one read gives. */
function readOnce(path: string, capBytes: number): string {
  const fd = open(path);
  try {
    return textOf(fd, capBytes, null);
  } finally {
    fs.closeSync(fd);
  }
}

function textFromStart(_path: string, capBytes: number, fd: number): string {
  return textOf(fd, capBytes, 0);
}

/** @param position null: where the last read ended */
function textOf(fd: number, capBytes: number, position: number | null): string {
  const into = bufferFor(capBytes);
  return into.toString('utf8', 0, fs.readSync(fd, into, 0, capBytes, position));
}

function open(path: string): number {
  return fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
}

/** @returns how many bytes there are */
function fill(into: Buffer, path: string, capBytes: number): number {
  const fd = open(path);
  try {
    let length = 0;
    while (length < capBytes) {
      const got = fs.readSync(fd, into, length, capBytes - length, null);
      if (got === 0) break;
      length += got;
    }
    return length;
  } finally {
    fs.closeSync(fd);
  }
}
