/**
 * When the next tick is due. Deadlines stand on one grid, so a slow sweep does not shift all later ones, and a tick
 * that was missed altogether is left out rather than made up for.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** A monotonic clock in ms, and a sleep on it that an aborted signal cuts short. */
export interface Clock {
  nowMs(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

const systemClock: Clock = {
  nowMs: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

export class Pace {
  readonly #clock: Clock;
  #intervalMs: number;
  #deadlineMs: number;

  /** Starts now; the first deadline is one interval away. */
  constructor(intervalMs: number, clock = systemClock) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#deadlineMs = clock.nowMs() + intervalMs;
  }

  get intervalMs(): number {
    return this.#intervalMs;
  }

  /** A new interval, counted from now. */
  set intervalMs(value: number) {
    this.#intervalMs = value;
    this.#deadlineMs = this.#clock.nowMs() + value;
  }

  /** Waits for the next deadline. Returns at once when `signal` is or becomes aborted. */
  async next(signal: AbortSignal): Promise<void> {
    const waitMs = this.#deadlineMs - this.#clock.nowMs();
    if (waitMs > 0) await this.#clock.sleep(waitMs, signal);
    const lateMs = this.#clock.nowMs() - this.#deadlineMs;
    const missed = Math.max(0, Math.floor(lateMs / this.#intervalMs));
    this.#deadlineMs += (missed + 1) * this.#intervalMs;
  }
}
