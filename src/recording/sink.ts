/** Where a recorder's bytes go: appended to a file, or down a stream. */
import { open, type FileHandle } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { UsageError } from '../errors/usage-error.js';
import { BLOCK_MARKER, MAX_HEAD_BYTES, parseBlockHead } from './format.js';

export interface Sink {
  /** How the user knows it, for messages. */
  readonly name: string;
  /** Appends all the bytes or throws. */
  write(bytes: Buffer): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a file to append to; makes it, readable by its owner only, when there is none: a recording holds command lines.
 *
 * Throws `UsageError` where that is not possible and for a file that is neither empty nor a recording of this version.
 */
export async function fileSink(path: string): Promise<Sink> {
  const file = await open(path, 'a+', 0o600).catch((error: unknown) => {
    throw new UsageError(`cannot write the recording '${path}': ${reasonOf(error)}`, { cause: error, exitCode: 1 });
  });
  try {
    await checkOurs(path, file);
  } catch (error) {
    await file.close();
    throw error;
  }
  return {
    name: path,
    async write(bytes) {
      let done = 0;
      while (done < bytes.length) done += (await file.write(bytes, done)).bytesWritten;
    },
    close: () => file.close(),
  };
}

async function checkOurs(path: string, file: FileHandle): Promise<void> {
  const stat = await file.stat();
  if (!stat.isFile() || stat.size === 0) return;
  const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_HEAD_BYTES), 0, MAX_HEAD_BYTES, 0);
  const bytes = buffer.subarray(0, bytesRead);
  const head = bytes.indexOf(BLOCK_MARKER) === 0 ? parseBlockHead(bytes) : null;
  if (head === null) throw new UsageError(`'${path}' exists and is no recording: give another name, or remove it`);
  if ('version' in head)
    throw new UsageError(`'${path}' is a recording of another format version (${head.version}): give another name`);
}

/** Writes to a stream that is already open and leaves it open. A write is done when the stream has passed it on. */
export function streamSink(stream: Writable): Sink {
  // A failed write tells its own callback; the event of it must not end the process.
  stream.on('error', () => undefined);
  return {
    name: 'the output',
    write: (bytes) => new Promise((done, fail) => stream.write(bytes, (error) => (error ? fail(error) : done()))),
    close: () => Promise.resolve(),
  };
}

/** Why a write failed, for people. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file is as large as it may get',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a folder',
  EPIPE: 'the reader has gone',
  ERR_STREAM_DESTROYED: 'the reader has gone',
};
