/** A place in a recording that moves on sweep by sweep and can jump. Knows nothing of time passing. */
import type { RecordedSweep, Recording } from './reader.js';

export class RecordingWalk {
  readonly #recording: Recording;
  #sweeps: ReturnType<Recording['sweepsFrom']>;
  /** Read but not taken. */
  #coming: RecordedSweep | null = null;
  #ended = false;
  #closed = false;

  constructor(recording: Recording) {
    this.#recording = recording;
    this.#sweeps = recording.sweepsFrom(0);
  }

  /** The next sweep, which stays the next until it is taken; null at the end. */
  async peek(): Promise<RecordedSweep | null> {
    if (this.#coming === null && !this.#ended) this.#coming = await this.#read();
    return this.#coming;
  }

  take(): void {
    this.#coming = null;
  }

  /**
   * Goes to the last sweep at or before a position, or to the first. Gives the sweep before that, if there is one, and that sweep;
   * `peek` then gives what follows.
   */
  async jump(positionNs: number): Promise<RecordedSweep[]> {
    const found = await this.#search(positionNs, positionNs);
    const [only, second] = found;
    // The first sweep of a block: its past is in the block before.
    return only === undefined || second !== undefined ? found : this.#search(positionNs, only.positionNs);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#recording.close();
  }

  async #search(positionNs: number, fromNs: number): Promise<RecordedSweep[]> {
    this.#sweeps = this.#recording.sweepsFrom(fromNs);
    this.#ended = false;
    let found: RecordedSweep[] = [];
    for (;;) {
      this.#coming = await this.#read();
      if (this.#coming === null || (this.#coming.positionNs > positionNs && found.length > 0)) return found;
      found = [...found.slice(-1), this.#coming];
    }
  }

  async #read(): Promise<RecordedSweep | null> {
    try {
      const next = (await this.#sweeps.next()).value ?? null;
      this.#ended = next === null;
      return next;
    } catch (error) {
      // The file was closed under a read that nobody waits for any more.
      if (this.#closed) return null;
      throw error;
    }
  }
}
