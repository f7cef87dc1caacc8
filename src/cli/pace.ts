/**
 * When the next tick is due. Deadlines stand on one grid, so a slow sweep does not shift all later ones, and a tick
 * that was missed altogether is left out rather than made up for.
 */
import { setTimeout as sleep } from 'node:timers/promises';

export class Pace {
  #intervalMs: number;
  #deadlineMs: number;

  /** Starts now; the first deadline is one interval away. */
  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
    this.#deadlineMs = performance.now() + intervalMs;
  }

  get intervalMs(): number {
    return this.#intervalMs;
  }

  /** A new interval, counted from now. */
  set intervalMs(value: number) {
    this.#intervalMs = value;
    this.#deadlineMs = performance.now() + value;
  }

  /** Waits for the next deadline. Returns at once when `signal` is or becomes aborted. */
  async next(signal: AbortSignal): Promise<void> {
    const waitMs = this.#deadlineMs - performance.now();
    if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    const nowMs = performance.now();
    const missed = Math.max(0, Math.floor((nowMs - this.#deadlineMs) / this.#intervalMs));
    this.#deadlineMs += (missed + 1) * this.#intervalMs;
  }
}
