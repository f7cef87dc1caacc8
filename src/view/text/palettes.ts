/** The colours of a dark and of a light screen, by what they say: of the terminal's, and of the page in a browser. */

/** One colour as `#rrggbb`, in xterm's palette of 256, and among the first 16, which a terminal's own scheme sets. */
export interface Tone {
  readonly rgb: string;
  readonly of256: number;
  readonly of16: number;
}

export function tone(rgb: string, of256: number, of16: number): Tone {
  return { rgb, of256, of16 };
}

export interface Palette {
  readonly dim: Tone;
  readonly low: Tone;
  readonly middle: Tone;
  readonly high: Tone;
  /** Where the gradient of busyness ends, at 100 %. */
  readonly full: Tone;
  readonly memory: Tone;
  readonly warning: Tone;
  readonly marked: Tone;
  /** Front and back of the table's header, and of its sorted column. */
  readonly head: readonly [Tone, Tone];
  readonly headSorted: readonly [Tone, Tone];
  /** Clients in charts: none of the colours of busyness. */
  readonly clients: readonly Tone[];
  /** All other clients together. */
  readonly others: Tone;
}

/** Greys in the middle, and no white: they must be seen on white too, where a terminal does not tell its background. */
export const DARK: Palette = {
  dim: tone('#7d828c', 244, 8),
  low: tone('#7cc08a', 78, 2),
  middle: tone('#e3b860', 221, 3),
  high: tone('#ee8055', 209, 1),
  full: tone('#e8505b', 203, 1),
  memory: tone('#6aa9ee', 75, 4),
  warning: tone('#e0a040', 214, 3),
  marked: tone('#e58fd8', 213, 5),
  head: [tone('#d0d3d8', 252, 7), tone('#343842', 237, 0)],
  headSorted: [tone('#ffffff', 231, 15), tone('#2b5c88', 24, 4)],
  clients: [tone('#5a93dd', 68, 12), tone('#a784dd', 140, 13), tone('#43adb2', 73, 14), tone('#d382a8', 175, 5)],
  others: tone('#6b717c', 242, 8),
};

export const LIGHT: Palette = {
  dim: tone('#7a7f88', 243, 8),
  low: tone('#2f8a45', 28, 2),
  middle: tone('#b07a00', 130, 3),
  high: tone('#cc4b1c', 166, 1),
  full: tone('#c01c2e', 160, 1),
  memory: tone('#1f66b8', 25, 4),
  warning: tone('#a04a00', 130, 1),
  marked: tone('#8a2a8a', 90, 5),
  head: [tone('#202328', 16, 0), tone('#dfe2e7', 254, 7)],
  headSorted: [tone('#101418', 16, 15), tone('#a9cdf2', 153, 4)],
  clients: [tone('#3a7bd5', 26, 4), tone('#8655c9', 97, 5), tone('#158f97', 30, 6), tone('#c0528a', 132, 13)],
  others: tone('#868c95', 245, 8),
};
