/**
 * When a tick that looks at the known clients alone does more than that: one in two meets the next part of the round, or lists again, by
 * turns. Both find what is in no hurry, and a bigger part less often costs less than a small one in every tick, whose code has gone cold
 * by then.
 */

/** Each has its turn so often. */
const EVERY_NS = 4e9;

/** Ticks are never exact. */
const EARLY = 0.9;

export interface Turn {
  /** Processes of the round are met. */
  readonly meets: boolean;
  /** Those that waited longest are listed again. */
  readonly lists: boolean;
}

export class Turns {
  readonly #everyNs: number;
  #lastNs = 0n;
  #wasMeeting = false;

  /** @param isEach both are done in each tick: somebody asked for a delay */
  constructor(isEach: boolean) {
    this.#everyNs = isEach ? 0 : EVERY_NS;
  }

  /**
   * What a sweep that began at `startNs` does.
   *
   * @param isSure false: a client may wait to be found, and both are done
   */
  next(startNs: bigint, isSure: boolean): Turn {
    const sinceNs = Number(startNs - this.#lastNs);
    if (isSure && sinceNs < (EARLY * this.#everyNs) / 2) return { meets: false, lists: false };
    this.#lastNs = startNs;
    if (!isSure || sinceNs >= EARLY * this.#everyNs) return { meets: true, lists: true };
    this.#wasMeeting = !this.#wasMeeting;
    return { meets: this.#wasMeeting, lists: !this.#wasMeeting };
  }

  /** So often each has its turn, at one sweep in so many ns. */
  everyNs(intervalNs: number): number {
    const ticks = Math.ceil(this.#everyNs / 2 / intervalNs);
    return intervalNs >= EARLY * this.#everyNs ? intervalNs : 2 * ticks * intervalNs;
  }
}
