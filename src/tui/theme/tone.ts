/** One colour for terminals that know 16 million, 256 or 16 of them. */
import type { Tone } from '../../view/text/palettes.js';
import type { Style } from './style.js';

/** Colours of a terminal, as bits of each: 24 is any, 8 xterm's 256, 4 the first 16, 0 none. */
export const COLOUR_DEPTHS = [0, 4, 8, 24] as const;
export type ColourDepth = (typeof COLOUR_DEPTHS)[number];

/** The numbers of an SGR code behind 38 or 48. */
function numbers(of: Tone, depth: ColourDepth): string {
  if (depth === 24) return `2;${channels(of.rgb).join(';')}`;
  return `5;${depth === 8 ? of.of256 : of.of16}`;
}

export function fg(of: Tone, depth: ColourDepth): Style {
  return depth === 0 ? { on: '', off: '' } : { on: `\x1b[38;${numbers(of, depth)}m`, off: '\x1b[39m' };
}

export function bg(of: Tone, depth: ColourDepth): Style {
  return depth === 0 ? { on: '', off: '' } : { on: `\x1b[48;${numbers(of, depth)}m`, off: '\x1b[49m' };
}

export function channels(rgb: string): [number, number, number] {
  const value = Number.parseInt(rgb.slice(1), 16);
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

/** The colour at a part (0..1) of the way from one to the other, as `#rrggbb`. */
export function between(from: string, to: string, part: number): string {
  const [a, b] = [channels(from), channels(to)];
  const mixed = a.map((value, i) => Math.round(value + ((b[i] ?? 0) - value) * part));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
