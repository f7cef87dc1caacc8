/**
 * Writes sweeps into a recording as they come.
 *
 * A sweep is in the file, whole, when `write` resolves; a kill at any moment loses at most the one being written. The
 * recorder holds the newest sweep in plain form and one compressor, whatever the length of the recording.
 */
import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { Sweep } from '../scan/sweep.js';
import { UsageError } from '../errors/usage-error.js';
import { BlockWriter } from './block-writer.js';
import { encodeSweep } from './encode-sweep.js';
import { FORMAT_VERSION, MAGIC, type SectionHeader } from './format.js';
import { Scrubber } from './scrub/scrub-sweep.js';
import { Damage } from './shape.js';
import { headerShape } from './shapes.js';
import { fileSink, reasonOf, streamSink, type Sink } from './sink.js';
import { NOTHING, type PlainSweep } from './sweep-line.js';
import { BlockSize, checkLine, checkSize } from './sweep-size.js';

export interface RecorderOptions {
  /** Version of this gpu-top. */
  readonly program: string;
  /** Of /proc/sys/kernel/random/boot_id, where known. */
  readonly bootId?: string | null;
  /** USER_HZ of the recorded system; 100 on every Linux that Node runs on. */
  readonly clockTicksPerSecond?: number;
  /** Replace names, command lines, users, units, hosts and paths by tokens (see scrub/). Default false. */
  readonly scrub?: boolean;
  /** A new block, from which a replay can start, after so many sweeps. Default 120. */
  readonly sweepsPerBlock?: number;
}

export interface Recorder {
  /** Sweeps written whole so far. */
  readonly sweeps: number;
  /** Bytes written so far. */
  readonly bytes: number;
  /**
   * Appends a sweep. Calls are served in order.
   *
   * Throws `UsageError` (exit 1) when the disk is full or the file cannot be written; from then on nothing more is written, every
   * later call throws the same, and what was written before stays a valid recording.
   */
  write(sweep: Sweep): Promise<void>;
  /** Ends the recording. Safe to call twice, and after a failure. */
  close(): Promise<void>;
}

/** Text bytes after which a block ends early, so that a reader can hold any block in memory. */
const FULL_BLOCK_BYTES = 8 << 20;

/**
 * Starts a recording in a file (made, or appended to as a new section) or on a stream.
 *
 * Throws `UsageError` when the file cannot be written or is something else than a recording.
 */
export async function createRecorder(target: string | Writable, options: RecorderOptions): Promise<Recorder> {
  return new SectionRecorder(typeof target === 'string' ? await fileSink(target) : streamSink(target), options);
}

class SectionRecorder implements Recorder {
  sweeps = 0;
  bytes = 0;
  readonly #sink: Sink;
  readonly #options: RecorderOptions;
  readonly #scrubber: Scrubber | null;
  readonly #section = randomBytes(6).toString('hex');
  #header: SectionHeader | null = null;
  #blocks = 0;
  #block: BlockWriter | null = null;
  #size = new BlockSize();
  #plain: PlainSweep = NOTHING;
  #failure: UsageError | null = null;
  #closed = false;
  #queue: Promise<void> = Promise.resolve();

  constructor(sink: Sink, options: RecorderOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#scrubber = options.scrub === true ? new Scrubber() : null;
  }

  write(sweep: Sweep): Promise<void> {
    return this.#inTurn(() => this.#writeNow(this.#scrubber?.sweep(sweep) ?? sweep));
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#closed) return;
      this.#closed = true;
      try {
        if (this.#failure === null) await this.#endBlock();
      } finally {
        await this.#sink.close();
      }
    });
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(task);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #writeNow(sweep: Sweep): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    const { sweepsPerBlock = 120 } = this.#options;
    checkFits(sweep, () => checkSize(sweep));
    if (
      this.#block !== null &&
      (this.#block.lines > sweepsPerBlock || this.#block.textBytes > FULL_BLOCK_BYTES || this.#size.isFull)
    )
      await this.#endBlock();
    const begins = this.#block === null;
    const { line, plain } = encodeSweep(begins ? NOTHING : this.#plain, sweep);
    checkFits(sweep, () => checkLine(line));
    if (begins) this.#size = new BlockSize();
    this.#size.add(sweep);
    const block = (this.#block ??= this.#nextBlock(sweep));
    await this.#append(
      await (begins ? block.add(JSON.stringify(headerShape.encode(this.#headerFor(sweep))), line) : block.add(line)),
    );
    this.#plain = plain;
    this.sweeps += 1;
  }

  #nextBlock({ atNs, wallMs }: Sweep): BlockWriter {
    return new BlockWriter({ section: this.#section, block: this.#blocks++, atNs, wallMs });
  }

  #headerFor({ host, wallMs, atNs }: Sweep): SectionHeader {
    const { program, bootId = null, clockTicksPerSecond = 100 } = this.#options;
    const boot = bootId === null ? null : (this.#scrubber?.tokens.word('boot', bootId) ?? bootId);
    return (this.#header ??= {
      ...{ magic: MAGIC, version: FORMAT_VERSION, section: this.#section, program, host, bootId: boot },
      ...{ startWallMs: wallMs, startAtNs: atNs, clockTicksPerSecond, scrubbed: this.#scrubber !== null },
    });
  }

  async #endBlock(): Promise<void> {
    const block = this.#block;
    this.#block = null;
    if (block !== null) await this.#append(await block.end());
  }

  async #append(bytes: Buffer): Promise<void> {
    try {
      await this.#sink.write(bytes);
      this.bytes += bytes.length;
    } catch (error) {
      this.#block?.abandon();
      this.#block = null;
      const kept = `${this.sweeps} sweeps recorded before are kept`;
      this.#failure = new UsageError(`cannot write '${this.#sink.name}': ${reasonOf(error)}; ${kept}`, {
        cause: error,
        exitCode: 1,
      });
      throw this.#failure;
    }
  }
}

/** What a reader would refuse is not written: the user is told now, and what was recorded before stays good. */
function checkFits(sweep: Sweep, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    const message = `a sweep of ${sweep.readings.length} fds is too large to record: ${error.message}`;
    throw new UsageError(message, { cause: error, exitCode: 1 });
  }
}
