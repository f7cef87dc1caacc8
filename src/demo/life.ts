/**
 * When a process lives: for good from some moment on, or again and again, each time as another process.
 */
import type { Curve } from './curve.js';

/** Seconds since boot. */
export type Life =
  | { readonly bornSeconds: number }
  | { readonly firstSeconds: number; readonly everySeconds: number; readonly aliveSeconds: number };

/** One life of a process: the how manieth, and when it began. */
export interface Living {
  readonly round: number;
  readonly bornSeconds: number;
}

/** The life at `seconds`, or null while there is none. */
export function livingAt(life: Life, seconds: number): Living | null {
  if ('bornSeconds' in life) return seconds < life.bornSeconds ? null : { round: 0, bornSeconds: life.bornSeconds };
  const round = Math.floor((seconds - life.firstSeconds) / life.everySeconds);
  const bornSeconds = life.firstSeconds + round * life.everySeconds;
  return round < 0 || seconds - bornSeconds >= life.aliveSeconds ? null : { round, bornSeconds };
}

/** Integral of a curve over all lives up to `seconds`: what a device counted, whoever came and went. */
export function integralOfLives(life: Life, curve: Curve, seconds: number): number {
  if ('bornSeconds' in life) return seconds < life.bornSeconds ? 0 : curve.integral(seconds) - curve.integral(life.bornSeconds);
  let total = 0;
  for (let born = life.firstSeconds; born < seconds; born += life.everySeconds) {
    total += curve.integral(Math.min(seconds, born + life.aliveSeconds)) - curve.integral(born);
  }
  return total;
}
