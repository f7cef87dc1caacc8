import { expect, test } from 'vitest';
import { playerOf } from '../../src/top/player.js';
import type { Source } from '../../src/sources/source.js';

const present: Source = { present: true, next: () => Promise.resolve(null), close: () => Promise.resolve() };

function recording() {
  const calls: string[] = [];
  const source = {
    ...present,
    present: false,
    positionNs: 42_500_000_000,
    durationNs: 190_000_000_000,
    speed: 2 as number | null,
    pause: () => void calls.push('pause'),
    resume: () => void calls.push('resume'),
    step: (direction: number) => void calls.push(`step ${direction}`),
    seek: (ns: number) => void calls.push(`seek ${ns / 1e9}`),
  };
  return { source, calls };
}

test('the present has no player', () => expect(playerOf(present)).toBeNull());

test('the keys of the screen move a recording', () => {
  const { source, calls } = recording();
  const player = playerOf(source);
  player?.setPaused(true);
  player?.step(-1);
  player?.setPaused(false);
  player?.seek(-10);
  player?.seek(300);
  expect(calls).toEqual(['pause', 'step -1', 'resume', 'seek 32.5', 'seek 342.5']);
  expect(player?.position()).toBe('0:42.50 of 3:10.00');
});

test('speed is a factor on the one that was asked for', () => {
  const { source } = recording();
  const player = playerOf(source);
  player?.setSpeed(4);
  player?.setSpeed(0.5);
  expect(source.speed).toBe(1);
});
