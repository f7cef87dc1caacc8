/**
 * A recording as a source: the same sweeps through the same ledger, and the controls of a player for the screen.
 *
 * Without `speed` the sweeps come as fast as they are asked for, which is what text output wants. With it, `next` waits as long as the recorder
 * waited, and `pause`, `step` and `seek` take effect on a `next` that is waiting.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SectionHeader } from './format.js';
import { openRecording, type RecordedSweep, type Recording } from './reader.js';
import type { Sweep } from '../scan/sweep.js';
import { RecordingWalk } from './recording-walk.js';
import type { Source } from '../sources/source.js';

export interface ReplayOptions {
  /** 1: as recorded, 2: twice as fast. Default null: do not wait at all. */
  readonly speed?: number | null;
  /** Where to begin, in ns since the recording's first sweep. Default 0. */
  readonly seekNs?: number;
  /** Wait at the end for a seek instead of giving null. Default false. */
  readonly holdAtEnd?: boolean;
  /** For tests. */
  readonly clock?: ReplayClock;
}

/** A monotonic clock in ms, and a sleep on it that ends early, without throwing, when `signal` is aborted. */
export interface ReplayClock {
  nowMs(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface ReplaySource extends Source {
  readonly header: SectionHeader;
  /** Position of the last sweep, and of the one that `next` gave last, in ns since the first. */
  readonly durationNs: number;
  readonly positionNs: number;
  /**
   * Changes when the sweep given last does not continue the ones before: after a seek, and where another boot was appended. A
   * ledger that folded those must be replaced by a new one before it folds this.
   */
  readonly epoch: number;
  /** The sweep given last only gives the next one a past to count from; `next` gives that one at once. Not for showing. */
  readonly priming: boolean;
  /** What could not be read so far, in one line each. */
  readonly damage: readonly string[];
  readonly paused: boolean;
  /** As in `ReplayOptions`. Takes effect at once. */
  speed: number | null;
  pause(): void;
  resume(): void;
  /** One sweep on, or back. */
  step(direction: 1 | -1): void;
  /** Goes to the last sweep at or before a position; out of range is the nearest end. */
  seek(positionNs: number): void;
}

const systemClock: ReplayClock = {
  nowMs: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

/** Opens a recording. Throws `UsageError` as `openRecording` does. */
export async function createReplaySource(path: string, options: ReplayOptions = {}): Promise<ReplaySource> {
  return new Replay(path, await openRecording(path), options);
}

class Replay implements ReplaySource {
  readonly present = false;
  readonly header: SectionHeader;
  readonly durationNs: number;
  readonly damage: readonly string[];
  positionNs = 0;
  epoch = 0;
  priming = false;
  paused = false;
  readonly #path: string;
  readonly #walk: RecordingWalk;
  readonly #clock: ReplayClock;
  readonly #holdAtEnd: boolean;
  #speed: number | null;
  /** What a jump found, to be given whatever the pace. */
  #found: RecordedSweep[] = [];
  #target: number | null = null;
  #steps = 0;
  #last: { readonly given: RecordedSweep; readonly atMs: number; readonly beforeNs: number } | null = null;
  #closed = false;
  #changed = new AbortController();

  constructor(
    path: string,
    recording: Recording,
    { speed = null, seekNs = 0, holdAtEnd = false, clock = systemClock }: ReplayOptions,
  ) {
    this.#path = path;
    this.#walk = new RecordingWalk(recording);
    this.#clock = clock;
    this.#holdAtEnd = holdAtEnd;
    this.#speed = speed;
    this.header = recording.header;
    this.durationNs = recording.durationNs;
    this.damage = recording.damage;
    if (seekNs > 0) this.#target = seekNs;
  }

  get speed(): number | null {
    return this.#speed;
  }

  set speed(value: number | null) {
    this.#speed = value;
    this.#wake();
  }

  pause(): void {
    this.paused = true;
    this.#wake();
  }

  resume(): void {
    this.paused = false;
    this.#wake();
  }

  step(direction: 1 | -1): void {
    if (direction === 1) this.#steps += 1;
    else if (this.#last !== null) this.#target = this.#last.beforeNs;
    this.#wake();
  }

  seek(positionNs: number): void {
    this.#target = positionNs;
    this.#wake();
  }

  async next(): Promise<Sweep | null> {
    for (;;) {
      if (this.#target !== null) await this.#jump(this.#target);
      const found = this.#found.shift();
      if (found !== undefined) return this.#give(found, this.#found.length > 0);
      const coming = await this.#walk.peek();
      if (this.#closed) return null;
      if (this.#target !== null) continue;
      if (coming === null && !this.#holdAtEnd) return null;
      if (coming === null) this.#steps = 0;
      const waitMs = coming === null || (this.paused && this.#steps === 0) ? Infinity : this.#dueInMs(coming);
      if (coming === null || waitMs > 0) {
        await this.#wait(waitMs);
        continue;
      }
      this.#walk.take();
      return this.#give(coming, false);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#walk.close();
  }

  async #jump(targetNs: number): Promise<void> {
    this.#found = await this.#walk.jump(targetNs);
    // A seek that came while this one was read goes first.
    if (this.#target === targetNs) this.#target = null;
    this.#last = null;
    this.epoch += 1;
  }

  #dueInMs({ positionNs }: RecordedSweep): number {
    if (this.#steps > 0 || this.#speed === null || this.#last === null) return 0;
    const { given, atMs } = this.#last;
    return atMs + (positionNs - given.positionNs) / 1e6 / this.#speed - this.#clock.nowMs();
  }

  #give(given: RecordedSweep, priming: boolean): Sweep {
    const before = this.#last?.given;
    if (before !== undefined && !continues(before, given)) this.epoch += 1;
    if (!priming) this.#steps = Math.max(0, this.#steps - 1);
    this.#last = { given, atMs: this.#clock.nowMs(), beforeNs: before?.positionNs ?? given.positionNs };
    this.positionNs = given.positionNs;
    this.priming = priming;
    return { ...given.sweep, source: { kind: 'replay', root: this.#path } };
  }

  /** Until the time has passed or a control was used. */
  async #wait(ms: number): Promise<void> {
    const { signal } = this.#changed;
    // A timer holds 2^31 ms; a longer wait simply comes round again.
    await this.#clock.sleep(Math.min(ms, 2 ** 31 - 1), signal);
  }

  #wake(): void {
    this.#changed.abort();
    this.#changed = new AbortController();
  }
}

/** Whether one monotonic clock runs through both sweeps. */
function continues(before: RecordedSweep, after: RecordedSweep): boolean {
  if (before.header.section === after.header.section) return true;
  const sameBoot = before.header.bootId !== null && before.header.bootId === after.header.bootId;
  return sameBoot && after.sweep.atNs >= before.sweep.atNs;
}
