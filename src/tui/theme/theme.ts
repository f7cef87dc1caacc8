/**
 * Colours by role. A panel names a role and never a colour, so a theme is one table.
 *
 * Names and keys have the terminal's own foreground, which is seen on any background. No role carries meaning that the text beside it
 * does not also carry; under `mono` nothing is lost.
 */
import { HEAT_LEVELS, heatOf, type HeatLevels } from '../../view/text/heat.js';
import { DARK, LIGHT, tone, type Palette, type Tone } from '../../view/text/palettes.js';
import { bold, inverse, join, plain, underline, type Style } from './style.js';
import { between, bg, fg, type ColourDepth } from './tone.js';

/** `auto` is dark or light, as the terminal's background is. */
export const THEME_NAMES = ['auto', 'dark', 'light', 'contrast', 'mono'] as const;
export type ThemeName = (typeof THEME_NAMES)[number];

export type Role =
  | 'title' // names: program, device, page
  | 'label' // words beside numbers
  | 'dim' // rules, empty bars, unknown
  | 'low' // busyness, by HEAT_LEVELS
  | 'middle'
  | 'high'
  | 'memory'
  | 'head' // table header
  | 'headSorted' // its sorted column
  | 'selected'
  | 'marked'
  | 'warning' // also DEMO, REPLAY, PAUSED
  | 'key'
  | 'keyLabel';

/** A part of a stacked chart: its colour, and the same behind a cell that another part fills from below. */
export interface Layer {
  readonly front: Style;
  readonly back: Style;
}

export interface Theme extends Readonly<Record<Role, Style>> {
  /** The look of a busyness; 0..1, above is drawn as full. */
  readonly heat: (ratio: number) => Style;
  /** Clients in stacked charts, by their place. */
  readonly clients: readonly Layer[];
  readonly others: Layer;
  /** Without colours layers are told apart by their signs. */
  readonly isMono: boolean;
}

/** What a theme is made for. */
export interface ThemeWish {
  readonly theme: ThemeName;
  /** Null: the terminal did not tell. */
  readonly background: Background | null;
  readonly colours: ColourDepth;
  readonly heat: HeatLevels;
}

export type Background = 'dark' | 'light';

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
  key: bold,
  keyLabel: plain,
  heat: () => plain,
  clients: Array<Layer>(DARK.clients.length).fill({ front: plain, back: plain }),
  others: { front: plain, back: plain },
  isMono: true,
};

function coloured(palette: Palette, depth: ColourDepth, levels: HeatLevels): Theme {
  const both = ([front, back]: readonly [Tone, Tone]): Style => join(fg(front, depth), bg(back, depth));
  const layer = (each: Tone): Layer => ({ front: fg(each, depth), back: bg(each, depth) });
  const shades = { low: fg(palette.low, depth), middle: fg(palette.middle, depth), high: fg(palette.high, depth) };
  return {
    ...shades,
    title: bold,
    label: plain,
    dim: fg(palette.dim, depth),
    memory: fg(palette.memory, depth),
    head: both(palette.head),
    headSorted: join(both(palette.headSorted), bold),
    selected: inverse,
    marked: join(fg(palette.marked, depth), bold),
    warning: fg(palette.warning, depth),
    key: bold,
    keyLabel: plain,
    heat: depth === 24 ? gradient(palette, levels) : (ratio) => shades[heatOf(ratio, levels)],
    clients: palette.clients.map(layer),
    others: layer(palette.others),
    isMono: false,
  };
}

/** Steps of the gradient: each is one more colour that the screen has to know. */
const STEPS = 50;

/** From calm at 0 to the colour of `middle` there, of `high` there, and full at 1. */
function gradient({ low, middle, high, full }: Palette, levels: HeatLevels): (ratio: number) => Style {
  const stops = [
    [0, low.rgb],
    [levels.middle / 2, low.rgb],
    [levels.middle, middle.rgb],
    [levels.high, high.rgb],
    [1, full.rgb],
  ] as const;
  const styles = Array.from({ length: STEPS + 1 }, (_, step) => {
    const ratio = step / STEPS;
    const above = Math.max(
      1,
      stops.findIndex(([at]) => at >= ratio),
    );
    const [[from, a], [to, b]] = [stops[above - 1] ?? stops[0], stops[above] ?? stops[4]];
    return fg(tone(to > from ? between(a, b, (ratio - from) / (to - from)) : b, 0, 0), 24);
  });
  return (ratio) => styles[Math.round(Math.min(1, Math.max(0, ratio)) * STEPS)] ?? plain;
}

/** The first 16 colours alone, bold and bright, for eyes or screens that need it. */
function contrast(depth: ColourDepth, levels: HeatLevels): Theme {
  const front = (number: number): Style => fg(tone('#000000', number, number), depth === 24 ? 8 : depth);
  const over = (number: number, back: number): Style =>
    join(join(front(number), bg(tone('#000000', back, back), depth === 24 ? 8 : depth)), bold);
  const base = coloured(DARK, depth === 24 ? 8 : depth, levels);
  const shades = { low: front(10), middle: join(front(11), bold), high: join(front(9), bold) };
  return {
    ...base,
    ...shades,
    dim: plain,
    memory: front(14),
    head: over(0, 15),
    headSorted: over(0, 11),
    selected: over(0, 14),
    marked: join(front(13), bold),
    warning: join(front(11), bold),
    heat: (ratio) => shades[heatOf(ratio, levels)],
  };
}

/** Made once for each wish, since cells keep what they drew by the theme. By the levels themselves: to write them out takes longer. */
const made = new WeakMap<HeatLevels, Map<string, Theme>>();

/** The background that a theme is for. */
export function groundOf({ theme, background }: Pick<ThemeWish, 'theme' | 'background'>): Background {
  if (theme === 'dark' || theme === 'light') return theme;
  return background ?? 'dark';
}

export function themeFor({ theme, background, colours, heat }: ThemeWish): Theme {
  if (theme === 'mono' || colours === 0) return mono;
  const name = theme === 'auto' ? (background ?? 'dark') : theme;
  const key = `${name} ${colours}`;
  let ofLevels = made.get(heat);
  if (ofLevels === undefined) made.set(heat, (ofLevels = new Map<string, Theme>()));
  let found = ofLevels.get(key);
  if (found === undefined) {
    found = name === 'contrast' ? contrast(colours, heat) : coloured(name === 'light' ? LIGHT : DARK, colours, heat);
    ofLevels.set(key, found);
  }
  return found;
}

/** What holds before anything is known of the terminal: 256 colours. */
export const THEME_WISH: ThemeWish = { theme: 'auto', background: null, colours: 8, heat: HEAT_LEVELS };
