/**
 * One block of a recording being made: a gzip member that is whole after every line.
 *
 * The compressor lives as long as the block, so that a line can refer back to the 32 KiB before it; the sync flush after each line costs about
 * five bytes and puts everything so far on the byte boundary from which a reader can go on.
 */
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { constants, crc32, createDeflateRaw, type DeflateRaw } from 'node:zlib';
import { blockHead, type BlockLabel } from './format.js';

export class BlockWriter {
  /** Bytes of text so far. */
  textBytes = 0;
  /** Lines so far. */
  lines = 0;
  readonly #deflate: DeflateRaw;
  readonly #parts: Buffer[];
  #crc = 0;
  #failure: Error | null = null;

  constructor(label: BlockLabel) {
    this.#parts = [blockHead(label)];
    this.#deflate = createDeflateRaw({ level: 6 });
    this.#deflate.on('data', (part: Buffer) => this.#parts.push(part));
    this.#deflate.on('error', (error) => (this.#failure = error));
  }

  /** Adds lines and gives the bytes to append to the file. */
  async add(...lines: readonly string[]): Promise<Buffer> {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    this.#crc = crc32(bytes, this.#crc);
    this.textBytes += bytes.length;
    this.lines += lines.length;
    this.#deflate.write(bytes);
    await new Promise<void>((done) => this.#deflate.flush(constants.Z_SYNC_FLUSH, done));
    while (this.#deflate.readableLength > 0) await setImmediate();
    return this.#take();
  }

  /** Ends the block and gives its last bytes: the end of the deflate data and the gzip trailer. */
  async end(): Promise<Buffer> {
    this.#deflate.end();
    await once(this.#deflate, 'end');
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(this.#crc, 0);
    trailer.writeUInt32LE(this.textBytes % 2 ** 32, 4);
    this.#parts.push(trailer);
    const bytes = this.#take();
    this.#deflate.close();
    return bytes;
  }

  /** Gives the compressor's memory back without ending the block: after a failed write. */
  abandon(): void {
    this.#deflate.close();
  }

  #take(): Buffer {
    if (this.#failure !== null) throw this.#failure;
    return Buffer.concat(this.#parts.splice(0));
  }
}
