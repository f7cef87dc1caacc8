/**
 * Decides when a sweep is taken. Scrapes share one: a sample younger than `minIntervalMs` serves them all, so the cost does not grow with
 * the number of readers. Between scrapes samples are taken every `everyMs`, and more often while a busy client is young: what a client does
 * between its last sample and its end is lost, and is to be a small part of what it did, also of one that lives for seconds.
 */
import type { EngineUse, Snapshot } from '../ledger/snapshot.js';
import { accumulate, EMPTY_EXPORT, type AccumulateOptions, type ExportState } from '../metrics/accumulate.js';

export interface SamplerOptions extends AccumulateOptions {
  /** The next snapshot of a ledger; null when there are no more. */
  readonly next: () => Promise<Snapshot | null>;
  readonly minIntervalMs: number;
  /** 0: only when somebody asks. */
  readonly everyMs: number;
  /** Told once when sweeps begin to fail, and once (null) when they succeed again. */
  readonly onTrouble: (error: unknown) => void;
}

export interface Sample {
  readonly snapshot: Snapshot;
  readonly state: ExportState;
  /** Monotonic ms. */
  readonly takenMs: number;
}

/** The time between two samples as a part of the youngest busy client's age: half of it is lost at its end, about 1 %. */
const AGE_SHARE = 0.025;
/** The shortest time between two samples that young clients bring about, in ms. */
const SHORTEST_MS = 100;

/** Ms until the next sample. */
export function nextSampleMs({ atNs, clients }: Snapshot, everyMs: number): number {
  let youngestMs = Infinity;
  for (const { firstSeenNs, engines } of clients) {
    const ageMs = Number(atNs - firstSeenNs) / 1e6;
    if (ageMs < youngestMs && [...engines.values()].some(mayBeLost)) youngestMs = ageMs;
  }
  return Math.min(everyMs, Math.max(SHORTEST_MS, youngestMs * AGE_SHARE));
}

/** Work on the engine is counted, and there is some or may be: a first reading tells no ratio. Nobody reads more of a device at rest. */
function mayBeLost({ ratio, reason, counters: { busyNs, cycles, kernelRatio } }: EngineUse): boolean {
  return ratio !== 0 && reason !== 'at-rest' && (busyNs !== null || cycles !== null || kernelRatio !== null);
}

/** Longest that a reader waits for a sweep before it is given the one before. */
const PATIENCE_MS = 5000;

export class Sampler {
  readonly #options: SamplerOptions;
  #latest: Sample | null = null;
  #state = EMPTY_EXPORT;
  #running: Promise<void> | null = null;
  #startedMs = 0;
  #lastGoodMs = performance.now();
  #timer: NodeJS.Timeout | null = null;
  #closed = false;
  #ended = false;
  #failing = false;

  constructor(options: SamplerOptions) {
    this.#options = options;
  }

  /** The newest good sample; null before the first. */
  get latest(): Sample | null {
    return this.#latest;
  }

  /** False while the newest sweep is a failed or an overdue one. */
  get succeeds(): boolean {
    return !this.#failing && (this.#running === null || performance.now() - this.#startedMs < PATIENCE_MS);
  }

  /** For how long no sweep has succeeded, ms; 0 while they do. */
  get silentMs(): number {
    return this.succeeds ? 0 : performance.now() - this.#lastGoodMs;
  }

  /** Takes the first sample and begins to take one every `everyMs`. */
  async start(): Promise<void> {
    await this.#take();
    this.#plan();
  }

  /** A sample no older than `minIntervalMs`, where a sweep succeeds in time; else the newest there is. */
  async fresh(): Promise<Sample | null> {
    const ageMs = this.#latest === null ? Infinity : performance.now() - this.#latest.takenMs;
    if (ageMs >= this.#options.minIntervalMs && !this.#closed) {
      let timer: NodeJS.Timeout | undefined;
      const tired = new Promise<void>((done) => (timer = setTimeout(done, PATIENCE_MS)));
      await Promise.race([this.#take(), tired]);
      clearTimeout(timer);
    }
    return this.#latest;
  }

  /** Takes no more samples; resolves when none is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
  }

  #plan(): void {
    const { everyMs } = this.#options;
    if (everyMs <= 0 || this.#closed || this.#ended) return;
    const afterMs = this.#latest === null ? everyMs : nextSampleMs(this.#latest.snapshot, everyMs);
    // From start to start; but where a sweep takes long, half of the time is left to others.
    const tookMs = performance.now() - this.#startedMs;
    this.#timer = setTimeout(() => void this.#take().then(() => this.#plan()), Math.max(tookMs, afterMs - tookMs));
    this.#timer.unref();
  }

  /** Joins the sweep that is under way, or takes one. Never rejects. */
  #take(): Promise<void> {
    if (this.#ended) return Promise.resolve();
    this.#running ??= this.#sweep().finally(() => (this.#running = null));
    return this.#running;
  }

  async #sweep(): Promise<void> {
    this.#startedMs = performance.now();
    try {
      const snapshot = await this.#options.next();
      this.#tell(false, null);
      this.#lastGoodMs = performance.now();
      if (snapshot === null) {
        this.#ended = true;
        return;
      }
      this.#state = accumulate(this.#state, snapshot, this.#options);
      this.#latest = { snapshot, state: this.#state, takenMs: performance.now() };
    } catch (error) {
      this.#tell(true, error);
    }
  }

  #tell(failing: boolean, error: unknown): void {
    if (failing !== this.#failing) this.#options.onTrouble(error);
    this.#failing = failing;
  }
}
