/**
 * Colours by role. A panel names a role and never a colour, so a theme is one table.
 *
 * Every style ends by switching off only what it switched on, so styles nest: a red number inside an inverse row
 * stays inverse. No role carries meaning that the text beside it does not also carry; under `mono` nothing is lost.
 */
export const THEME_NAMES = ['dark', 'light', 'contrast', 'mono'] as const;
export type ThemeName = (typeof THEME_NAMES)[number];

export interface Style {
  readonly on: string;
  readonly off: string;
}

export type Role =
  | 'title' // names: program, device, page
  | 'label' // words beside numbers
  | 'dim' // rules, empty bars, unknown
  | 'low' // busyness below 40 %
  | 'middle' // 40 to 80 %
  | 'high' // 80 % and more
  | 'memory'
  | 'head' // table header
  | 'headSorted' // its sorted column
  | 'selected'
  | 'marked'
  | 'warning'
  | 'banner' // DEMO, replay, paused
  | 'key'
  | 'keyLabel';

export type Theme = Readonly<Record<Role, Style>>;

const fg = (colour: number): Style => ({ on: `\x1b[38;5;${colour}m`, off: '\x1b[39m' });
const both = (front: number, back: number): Style => ({ on: `\x1b[38;5;${front};48;5;${back}m`, off: '\x1b[39;49m' });
const join = (a: Style, b: Style): Style => ({ on: a.on + b.on, off: b.off + a.off });

const plain: Style = { on: '', off: '' };
const bold: Style = { on: '\x1b[1m', off: '\x1b[22m' };
const underline: Style = { on: '\x1b[4m', off: '\x1b[24m' };
const inverse: Style = { on: '\x1b[7m', off: '\x1b[27m' };

const mono: Theme = {
  title: bold,
  label: plain,
  dim: plain,
  low: plain,
  middle: plain,
  high: bold,
  memory: plain,
  head: underline,
  headSorted: join(underline, bold),
  selected: inverse,
  marked: bold,
  warning: bold,
  banner: join(inverse, bold),
  key: bold,
  keyLabel: inverse,
};

const dark: Theme = {
  title: join(fg(15), bold),
  label: fg(250),
  dim: fg(242),
  low: fg(78),
  middle: fg(221),
  high: fg(209),
  memory: fg(75),
  head: both(252, 237),
  headSorted: join(both(15, 24), bold),
  selected: inverse,
  marked: join(fg(213), bold),
  warning: fg(214),
  banner: join(both(16, 214), bold),
  key: join(fg(15), bold),
  keyLabel: both(252, 237),
};

const light: Theme = {
  title: join(fg(16), bold),
  label: fg(238),
  dim: fg(246),
  low: fg(28),
  middle: fg(130),
  high: fg(160),
  memory: fg(25),
  head: both(16, 252),
  headSorted: join(both(16, 153), bold),
  selected: inverse,
  marked: join(fg(90), bold),
  warning: fg(124),
  banner: join(both(231, 124), bold),
  key: join(fg(16), bold),
  keyLabel: both(16, 252),
};

const contrast: Theme = {
  title: join(fg(15), bold),
  label: fg(15),
  dim: fg(7),
  low: fg(10),
  middle: join(fg(11), bold),
  high: join(fg(9), bold),
  memory: fg(14),
  head: join(both(0, 15), bold),
  headSorted: join(both(0, 11), bold),
  selected: join(both(0, 14), bold),
  marked: join(fg(13), bold),
  warning: join(fg(11), bold),
  banner: join(both(0, 11), bold),
  key: join(fg(15), bold),
  keyLabel: both(0, 15),
};

export const THEMES: Readonly<Record<ThemeName, Theme>> = { dark, light, contrast, mono };

/** `text` in a style; an empty text stays empty. */
export function paint(style: Style, text: string): string {
  return text === '' ? '' : style.on + text + style.off;
}

/** The role for a busyness; thresholds as people know them from htop's meters. */
export function heat(ratio: number): 'low' | 'middle' | 'high' {
  if (ratio >= 0.8) return 'high';
  return ratio >= 0.4 ? 'middle' : 'low';
}
