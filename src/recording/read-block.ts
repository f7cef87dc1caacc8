/** One block of a recording: unpacked, checked, and decoded sweep by sweep. */
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, crc32, inflateRaw, type InflateRaw, type InputType, type ZlibOptions } from 'node:zlib';
import type { Sweep } from '../scan/sweep.js';
import type { BlockPlace } from './block-index.js';
import { decodeSweep } from './decode-sweep.js';
import { LIMITS, type SectionHeader } from './format.js';
import { Damage } from './shape.js';
import { headerShape } from './shapes.js';
import { NOTHING } from './sweep-line.js';
import { BlockSize } from './sweep-size.js';

/** With `info`, Node gives the engine too, which knows how many bytes belonged to the deflate data. */
interface Unpacked {
  readonly buffer: Buffer;
  readonly engine: InflateRaw;
}
const unpack = promisify(
  inflateRaw as unknown as (
    input: InputType,
    options: ZlibOptions,
    done: (error: Error | null, result: Unpacked) => void,
  ) => void,
);

export interface Block {
  readonly header: SectionHeader;
  /** The whole sweeps, in order. A line that no recorder writes throws `Damage` when its turn comes. */
  sweeps(): Generator<Sweep>;
}

/** Reads the block at `place`; null when it was cut before its first whole line. Throws `Damage`. */
export async function readBlock(file: FileHandle, place: BlockPlace): Promise<Block | null> {
  const length = place.end - place.dataStart;
  if (length > LIMITS.blockBytes) throw new Damage(`a block of ${length} bytes`);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, place.dataStart);
  const text = await unpackBlock(buffer.subarray(0, bytesRead));
  const end = text.indexOf('\n');
  if (end === -1) return null;
  const header = readHeader(text.toString('utf8', 0, end));
  return { header, sweeps: () => sweepsOf(text.subarray(end + 1)) };
}

async function unpackBlock(packed: Buffer): Promise<Buffer> {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: LIMITS.blockBytes, info: true };
  const { buffer, engine } = await unpack(packed, options).catch((error: unknown) => {
    throw new Damage('a block cannot be unpacked', { cause: error });
  });
  const used = engine.bytesWritten;
  // Where the trailer is missing the block was cut, and whole lines are still good.
  if (packed.length - used >= 8 && packed.readUInt32LE(used) !== crc32(buffer)) throw new Damage('a block has a wrong checksum');
  return buffer;
}

function readHeader(line: string): SectionHeader {
  try {
    return headerShape.decode(JSON.parse(line));
  } catch (error) {
    throw new Damage('a block has no header', { cause: error });
  }
}

function* sweepsOf(text: Buffer): Generator<Sweep> {
  let plain = NOTHING;
  const size = new BlockSize();
  for (let start = 0, end = text.indexOf('\n'); end !== -1; start = end + 1, end = text.indexOf('\n', start)) {
    if (end - start > LIMITS.lineBytes) throw new Damage(`a line of ${end - start} bytes`);
    const decoded = decodeSweep(plain, text.toString('utf8', start, end));
    plain = decoded.plain;
    if (size.isFull) throw new Damage('a block says more than a recorder would');
    size.add(decoded.sweep);
    yield decoded.sweep;
  }
}
