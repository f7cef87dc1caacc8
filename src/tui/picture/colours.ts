/** The 256 colours of a terminal in a picture. */
import type { Background } from '../theme/theme.js';

/** The first 16, as many terminals have them on dark and on light; the rest is xterm's fixed cube and greys. */
const BASE: Readonly<Record<Background, readonly string[]>> = {
  dark: (
    '#1c1f26 #e06c75 #98c379 #e5c07b #61afef #c678dd #56b6c2 #abb2bf ' +
    '#5c6370 #e88690 #b1d196 #edd09a #82c0f4 #d49ae6 #7bc7d1 #ffffff'
  ).split(' '),
  light: (
    '#24292f #c01c28 #26733b #9a6700 #1f5fbf #8250df #1b7c83 #6e7781 ' +
    '#8c959f #d1242f #2da44e #bf8700 #3a7bd5 #a475f9 #3192aa #ffffff'
  ).split(' '),
};

/** `#rrggbb` of a number from 0 to 255. */
export function paletteColour(index: number, background: Background): string {
  if (index < 16) return BASE[background][index] ?? '#808080';
  if (index >= 232) return rgb([0, 0, 0].map(() => 8 + (index - 232) * 10));
  const level = (value: number): number => (value === 0 ? 0 : 55 + value * 40);
  const cube = index - 16;
  return rgb([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level));
}

function rgb(parts: readonly number[]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
