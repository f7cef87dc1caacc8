/** A recording's controls under the screen's keys: pause, step, seek, speed. */
import type { ReplaySource } from '../recording/replay.js';
import type { Source } from '../sources/source.js';
import { gpuTime } from '../view/text/numbers.js';

export interface Player {
  setPaused(paused: boolean): void;
  step(direction: 1 | -1): void;
  /** @returns a line to show, or null */
  seek(seconds: number): string | null;
  /** The recording's own pace times `factor`. */
  setSpeed(factor: number): void;
  /** `0:42.00 of 3:10.00`. */
  position(): string;
}

/** The player of a source that is a recording; null for one that shows the present. */
export function playerOf(source: Source): Player | null {
  if (!isReplay(source)) return null;
  const usualSpeed = source.speed ?? 1;
  return {
    setPaused: (paused) => (paused ? source.pause() : source.resume()),
    step: (direction) => source.step(direction),
    seek(seconds) {
      source.seek(source.positionNs + seconds * 1e9);
      return null;
    },
    setSpeed: (factor) => {
      source.speed = usualSpeed * factor;
    },
    position: () => `${gpuTime(BigInt(Math.round(source.positionNs)))} of ${gpuTime(BigInt(Math.round(source.durationNs)))}`,
  };
}

function isReplay(source: Source): source is ReplaySource {
  return 'seek' in source;
}
