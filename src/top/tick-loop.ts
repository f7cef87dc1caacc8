/** When the next tick of the screen comes: by the clock, paused, one step at a time, at a changing interval. */
import { Pace } from '../shell/pace.js';
import type { Stop } from '../shell/stop.js';

export class TickLoop {
  readonly #stop: Stop;
  #pace: Pace;
  #paused = false;
  #stepped = false;
  #wake: () => void = () => undefined;

  constructor(intervalMs: number, stop: Stop) {
    this.#stop = stop;
    this.#pace = new Pace(intervalMs);
    stop.signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  get intervalMs(): number {
    return this.#pace.intervalMs;
  }

  restart(): void {
    this.#pace = new Pace(this.#pace.intervalMs);
  }

  setInterval(ms: number): void {
    this.#pace = new Pace(ms);
    this.#wake();
  }

  setPaused(paused: boolean): void {
    this.#paused = paused;
    this.#wake();
  }

  step(): void {
    this.#stepped = true;
    this.#wake();
  }

  /** Returns when a tick is due: by the clock while running, by `step` while paused, at once when stopped. */
  async next(): Promise<void> {
    while (!this.#stop.stopped()) {
      this.#stepped = false;
      const interrupted = new AbortController();
      const woken = new Promise<boolean>((resolve) => {
        this.#wake = () => {
          interrupted.abort();
          resolve(false);
        };
      });
      const onTime = this.#paused
        ? await woken
        : await Promise.race([this.#pace.next(interrupted.signal).then(() => true), woken]);
      if (this.#wasStepped() || (onTime && !interrupted.signal.aborted)) return;
    }
  }
  #wasStepped(): boolean {
    return this.#stepped;
  }
}
