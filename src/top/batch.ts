/**
 * Ticks without a screen: prime, then wait, sweep, fold and print, N times or until stopped.
 *
 * The priming sweep is not printed, so every printed tick spans a whole measured interval. Each tick is written
 * whole before the next begins, so the output is valid wherever it ends.
 */
import { once } from 'node:events';
import type { AnyEmitter } from '../output/format.js';
import type { Monitor } from '../options/monitor.js';
import type { Output } from '../shell/io.js';
import { Pace } from '../shell/pace.js';
import type { Stop } from '../shell/stop.js';

export interface BatchOptions {
  /** Printed ticks; Infinity: until stopped. */
  readonly ticks: number;
  readonly intervalMs: number;
  /** Takes each tick in place of the output, with what stands before the first. */
  readonly replace: ((text: string) => void) | null;
}

/** @returns the exit code */
export async function runBatch(
  monitor: Monitor,
  emitter: AnyEmitter,
  output: Output,
  stop: Stop,
  options: BatchOptions,
): Promise<number> {
  const { signal } = stop;
  // Nothing of a tick is printed before it is whole, so nothing is lost when a signal ends this process during a sweep.
  const take = <T>(work: () => Promise<T>): Promise<T> => (monitor.present ? stop.mortal(work) : work());
  await take(() => monitor.prime());
  const pace = new Pace(options.intervalMs);
  const head = emitter.begin?.() ?? '';
  const { replace } = options;
  if (replace === null) await print(output, head, stop);
  for (let tick = 0; tick < options.ticks && !stop.stopped(); tick += 1) {
    if (monitor.present) await pace.next(signal);
    if (stop.stopped()) break;
    const snapshot = await take(() => monitor.next());
    if (!snapshot) break;
    const text = await emitter.tick(snapshot);
    if (replace === null) await print(output, text, stop);
    else replace(head + text);
  }
  return stop.code;
}

/** Writes with back-pressure: a slow reader slows the ticks instead of filling the memory. */
export async function print(output: Output, text: string, stop: Stop): Promise<void> {
  if (text === '' || output.destroyed || output.errored) return;
  const write = (): Promise<boolean> => Promise.resolve(output.write(text));
  // Node waits for a terminal, also for one that was stopped by Ctrl-S, and hears nothing meanwhile.
  if (!(await (output.isTTY ? stop.mortal(write) : write())))
    await once(output, 'drain', { signal: stop.signal }).catch(() => undefined);
}
