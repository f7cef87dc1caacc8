/** Opens a recording and walks its sweeps from any block on. */
import { open, type FileHandle } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { Sweep } from '../scan/sweep.js';
import { UsageError } from '../errors/usage-error.js';
import { findBlocks, type BlockPlace } from './block-index.js';
import type { SectionHeader } from './format.js';
import { readBlock, type Block } from './read-block.js';
import { Damage } from './shape.js';
import { reasonOf } from './sink.js';
import { blockBefore, blockPositionsNs } from './timeline.js';

export interface RecordedSweep {
  /** Exactly the sweep that was recorded, bigints included. */
  readonly sweep: Sweep;
  readonly header: SectionHeader;
  /** ns since the recording's first sweep. */
  readonly positionNs: number;
}

export interface Recording {
  /** Of the first section. */
  readonly header: SectionHeader;
  /** Position of the last sweep in ns. */
  readonly durationNs: number;
  /** Blocks that could not be read to their end, by what was wrong, as far as the recording has been read. */
  readonly damage: readonly string[];
  /** The sweeps in order, beginning some sweeps (at least one, if there is one) before `positionNs`. */
  sweepsFrom(positionNs: number): AsyncGenerator<RecordedSweep, void, undefined>;
  /** Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Opens the file and finds its blocks; holds one block in memory at a time.
 *
 * Throws `UsageError` for a file that cannot be read, is no recording, is of a newer format or holds no whole sweep. A recording that is
 * cut or damaged further on opens: what is whole is given, and `damage` tells the rest.
 */
export async function openRecording(path: string): Promise<Recording> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new UsageError(`cannot read the recording '${path}': ${reasonOf(error)}`, { cause: error });
  });
  try {
    if (!(await file.stat()).isFile()) throw new UsageError(`cannot read the recording '${path}': it is no file`);
    const blocks = await findBlocks(path, file);
    const reader = new BlockReader(file, blocks);
    const first = (await reader.sweepsFrom(0).next()).value;
    if (!first) throw new UsageError([`the recording '${path}' holds no whole sweep`, ...reader.damage.slice(0, 1)].join(': '));
    const durationNs = await reader.endNs();
    return { header: first.header, durationNs, damage: reader.damage, sweepsFrom: reader.sweepsFrom, close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

class BlockReader {
  readonly damage: string[] = [];
  readonly #file: FileHandle;
  readonly #blocks: readonly BlockPlace[];
  readonly #positionsNs: readonly number[];

  constructor(file: FileHandle, blocks: readonly BlockPlace[]) {
    this.#file = file;
    this.#blocks = blocks;
    this.#positionsNs = blockPositionsNs(blocks);
  }

  readonly sweepsFrom: Recording['sweepsFrom'] = (positionNs) => this.#walk(blockBefore(this.#positionsNs, positionNs));

  /** Position of the last whole sweep. */
  async endNs(): Promise<number> {
    for (let index = this.#blocks.length - 1; index >= 0; index -= 1) {
      let lastNs: number | null = null;
      for await (const { positionNs } of this.#sweepsOf(index)) lastNs = positionNs;
      if (lastNs !== null) return lastNs;
    }
    return 0;
  }

  async *#walk(from: number): AsyncGenerator<RecordedSweep, void, undefined> {
    for (let index = from; index < this.#blocks.length; index += 1) yield* this.#sweepsOf(index);
  }

  async *#sweepsOf(index: number): AsyncGenerator<RecordedSweep, void, undefined> {
    const place = this.#blocks[index];
    const startNs = this.#positionsNs[index];
    if (place === undefined || startNs === undefined) return;
    try {
      const block: Block | null = await readBlock(this.#file, place);
      if (block === null) return;
      for (const sweep of block.sweeps()) {
        // Keys and signals come through however fast the sweeps are taken.
        await setImmediate();
        yield { sweep, header: block.header, positionNs: startNs + Number(sweep.atNs - place.label.atNs) };
      }
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      this.#note(index, error);
    }
  }

  #note(index: number, { message }: Damage): void {
    const note = `block ${index + 1} of ${this.#blocks.length}: ${message}`;
    if (this.damage.length < 100 && !this.damage.includes(note)) this.damage.push(note);
  }
}
