/** Finds the blocks of a recording by their markers in the raw bytes, without unpacking any. */
import type { FileHandle } from 'node:fs/promises';
import { UsageError } from '../errors/usage-error.js';
import { BLOCK_MARKER, FORMAT_VERSION, LIMITS, MAX_HEAD_BYTES, parseBlockHead, type BlockLabel } from './format.js';

export interface BlockPlace {
  readonly label: BlockLabel;
  /** Bytes from the start of the file to the block's deflate data, and to the next block or the end of the file. */
  readonly dataStart: number;
  readonly end: number;
}

const CHUNK_BYTES = 1 << 20;

/** Throws `UsageError` for a file that is no recording, is cut inside its first head, or is of a newer format. */
export async function findBlocks(name: string, file: FileHandle): Promise<readonly BlockPlace[]> {
  const found: { label: BlockLabel; start: number; dataStart: number }[] = [];
  const { size } = await file.stat();
  if (size === 0) throw new UsageError(`the recording '${name}' is empty`);
  // Chunks overlap by a longest head, so that a head on a border is whole in one of them.
  for (let start = 0; start < size; start += CHUNK_BYTES) {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(CHUNK_BYTES + MAX_HEAD_BYTES),
      0,
      CHUNK_BYTES + MAX_HEAD_BYTES,
      start,
    );
    const bytes = buffer.subarray(0, bytesRead);
    if (start === 0) checkStart(name, bytes);
    for (let at = bytes.indexOf(BLOCK_MARKER); at !== -1 && at < CHUNK_BYTES; at = bytes.indexOf(BLOCK_MARKER, at + 1)) {
      const head = parseBlockHead(bytes.subarray(at));
      if (head === null) continue;
      if ('version' in head) throw newerVersion(name, head.version);
      if (found.length === LIMITS.blocks) throw new UsageError(`the recording '${name}' has more than ${LIMITS.blocks} blocks`);
      found.push({ label: head.label, start: start + at, dataStart: start + at + head.headBytes });
    }
  }
  const end = size - (await cutHeadBytes(file, size));
  return found.map(({ label, dataStart }, index) => ({ label, dataStart, end: found[index + 1]?.start ?? end }));
}

/** Length of a head at the very end of the file that was cut: it belongs to no block. */
async function cutHeadBytes(file: FileHandle, size: number): Promise<number> {
  const length = Math.min(size, MAX_HEAD_BYTES);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  for (let at = 0; at < length; at += 1) {
    const tail = buffer.subarray(at);
    const shared = Math.min(tail.length, BLOCK_MARKER.length);
    if (tail.compare(BLOCK_MARKER, 0, shared, 0, shared) === 0 && parseBlockHead(tail) === null) return length - at;
  }
  return 0;
}

function checkStart(name: string, bytes: Buffer): void {
  const length = Math.min(bytes.length, BLOCK_MARKER.length);
  if (bytes.compare(BLOCK_MARKER, 0, length, 0, length) !== 0) {
    throw new UsageError(`'${name}' is no recording: expected a file made by 'gpu-top record'`);
  }
  const head = parseBlockHead(bytes);
  if (head === null) throw new UsageError(`the recording '${name}' ends inside its header: it holds no sweep`);
  if ('version' in head) throw newerVersion(name, head.version);
}

function newerVersion(name: string, version: number): UsageError {
  return new UsageError(
    `the recording '${name}' is of format ${version}, this gpu-top reads format ${FORMAT_VERSION}: replay it with a newer gpu-top`,
  );
}
