/**
 * What a person sets once: the text of `config.toml`, checked key by key. Reading and writing the file is the command
 * line's business.
 *
 * A value that cannot be used is reported with its line and key, and the default holds for that key alone.
 */
import { parse, TomlError } from 'smol-toml';
import { keyMeant } from '../../view/columns/columns.js';
import { GROUPINGS } from '../../view/row/row.js';
import { nearest } from '../../view/text/nearest.js';
import { KEY_STYLES } from './keys.js';
import { PANEL_STYLES } from '../layout.js';
import { withValues } from './settings-text.js';
import { AVERAGES, CELL_STYLES, type UiState } from './state.js';
import { THEME_NAMES } from '../theme/theme.js';

/** The part of the state that is kept: what is absent follows the default or the command line. */
export type Settings = Partial<
  Pick<
    UiState,
    | 'intervalMs'
    | 'theme'
    | 'heat'
    | 'ascii'
    | 'keys'
    | 'mouse'
    | 'clipboard'
    | 'cells'
    | 'average'
    | 'panels'
    | 'allRegions'
    | 'perEngine'
    | 'hidden'
  >
> & { readonly view?: Partial<Pick<UiState['view'], 'sort' | 'reverse' | 'by' | 'all'>> };

export interface SettingsProblem {
  /** 1-based. */
  readonly line: number;
  /** Null where the file is no TOML at all. */
  readonly key: string | null;
  /** One line: what is wrong and what would be right. */
  readonly message: string;
}

/** One key of the file: what it is, how its value is checked, where it goes, and how it is written. */
interface Entry {
  /** What it sets, for the man page. */
  readonly help: string;
  /** The values it takes, for the man page and for who wrote another one. */
  readonly takes: string;
  /** The settings with this value; null: it is none that it takes. */
  readonly read: (value: unknown, settings: Settings) => Settings | null;
  /** The value to write; undefined: leave the key out. */
  readonly write: (state: UiState) => unknown;
}

function choice<T extends string>(
  help: string,
  names: readonly T[],
  set: (settings: Settings, value: T) => Settings,
  write: Entry['write'],
): Entry {
  return {
    help,
    takes: `one of ${names.map((each) => `"${each}"`).join(', ')}`,
    read: (value, settings) => {
      const name = names.find((each) => each === value);
      return name === undefined ? null : set(settings, name);
    },
    write,
  };
}

function flag(help: string, set: (settings: Settings, value: boolean) => Settings, write: Entry['write']): Entry {
  return {
    help,
    takes: 'true or false',
    read: (value, settings) => (typeof value === 'boolean' ? set(settings, value) : null),
    write,
  };
}

const LEAST_SECONDS = 0.1;
const MOST_SECONDS = 86_400;

const ENTRIES: Readonly<Record<string, Entry>> = {
  interval: {
    help: 'time between ticks',
    takes: `seconds from ${LEAST_SECONDS} to ${MOST_SECONDS}`,
    read: (value, settings) =>
      typeof value === 'number' && value >= LEAST_SECONDS && value <= MOST_SECONDS
        ? { ...settings, intervalMs: Math.round(value * 1000) }
        : null,
    write: (state) => state.intervalMs / 1000,
  },
  theme: choice(
    'colours',
    THEME_NAMES,
    (settings, theme) => ({ ...settings, theme }),
    (state) => state.theme,
  ),
  heat: {
    help: 'percentages from which busyness is warm, and hot',
    takes: 'two percentages, the first below the second, such as [60, 85]',
    read: (value, settings) => {
      const levels = Array.isArray(value) ? value.map(Number) : [];
      const [middle = NaN, high = NaN] = levels;
      const isRight = levels.length === 2 && middle > 0 && middle < high && high <= 100;
      return isRight ? { ...settings, heat: { middle: middle / 100, high: high / 100 } } : null;
    },
    write: ({ heat: { middle, high } }) => [Math.round(middle * 100), Math.round(high * 100)],
  },
  ascii: flag(
    'draw with ASCII only; without it the locale decides',
    (settings, ascii) => ({ ...settings, ascii }),
    // Left out when off: then the locale decides on each terminal.
    (state) => state.ascii || undefined,
  ),
  keys: choice(
    'which keys move',
    KEY_STYLES,
    (settings, keys) => ({ ...settings, keys }),
    (state) => state.keys,
  ),
  mouse: flag(
    'wheel and clicks',
    (settings, mouse) => ({ ...settings, mouse }),
    (state) => state.mouse,
  ),
  clipboard: flag(
    'y copies the row into the clipboard, where the terminal allows it (OSC 52)',
    (settings, clipboard) => ({ ...settings, clipboard }),
    (state) => state.clipboard,
  ),
  sort: {
    help: 'the column to sort by',
    takes: 'the key of a column, such as "gfx" or "pid"',
    read: (value, settings) =>
      typeof value === 'string' && value !== '' ? { ...settings, view: { ...settings.view, sort: value } } : null,
    write: (state) => state.view.sort ?? undefined,
  },
  reverse: flag(
    'turn the order round',
    (settings, reverse) => ({ ...settings, view: { ...settings.view, reverse } }),
    (state) => state.view.reverse,
  ),
  by: choice(
    'what a row is',
    GROUPINGS,
    (settings, by) => ({ ...settings, view: { ...settings.view, by } }),
    (state) => state.view.by,
  ),
  all: flag(
    'idle clients too',
    (settings, all) => ({ ...settings, view: { ...settings.view, all } }),
    (state) => state.view.all,
  ),
  hide: {
    help: 'columns that are not shown',
    takes: 'a list of column keys, such as ["cpu", "holders"]',
    read: (value, settings) =>
      Array.isArray(value) && value.every((each): each is string => typeof each === 'string')
        ? { ...settings, hidden: new Set(value.map(keyMeant)) }
        : null,
    write: (state) => [...state.hidden],
  },
  cells: choice(
    'how busyness stands in the table',
    CELL_STYLES,
    (settings, cells) => ({ ...settings, cells }),
    (state) => state.cells,
  ),
  average: choice(
    'the time over which busyness is told',
    AVERAGES,
    (settings, average) => ({ ...settings, average }),
    (state) => state.average,
  ),
  panels: choice(
    'device panels',
    PANEL_STYLES,
    (settings, panels) => ({ ...settings, panels }),
    (state) => state.panels,
  ),
  regions: flag(
    'every memory region, not the main one alone',
    (settings, allRegions) => ({ ...settings, allRegions }),
    (state) => state.allRegions,
  ),
  per_engine: flag(
    'percent of one engine instead of its group',
    (settings, perEngine) => ({ ...settings, perEngine }),
    (state) => state.perEngine,
  ),
};

/** The keys that the file may hold, for documents and tests. */
export const SETTING_DOCS: readonly { readonly key: string; readonly help: string; readonly takes: string }[] = Object.entries(
  ENTRIES,
).map(([key, { help, takes }]) => ({ key, help, takes }));

export const SETTING_KEYS: readonly string[] = Object.keys(ENTRIES);

/** Reads the text of a settings file. What cannot be used is told in `problems`; the rest holds. */
export function parseSettings(text: string): { readonly settings: Settings; readonly problems: readonly SettingsProblem[] } {
  let table: Record<string, unknown>;
  try {
    table = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n', 1)[0]?.replace('Invalid TOML document: ', '') ?? '';
    return {
      settings: {},
      problems: [{ line: error.line, key: null, message: `not TOML at column ${error.column}: ${reason}` }],
    };
  }
  let settings: Settings = {};
  const problems: SettingsProblem[] = [];
  for (const [key, value] of Object.entries(table)) {
    const report = (message: string): void => void problems.push(problemOf(text, key, message));
    const entry = Object.hasOwn(ENTRIES, key) ? ENTRIES[key] : undefined;
    if (entry === undefined) {
      const guess = nearest(key, SETTING_KEYS);
      report(`unknown key${guess === null ? '' : ` (did you mean ${guess}?)`}; known are ${SETTING_KEYS.join(', ')}`);
      continue;
    }
    const result = entry.read(value, settings);
    if (result === null) report(`expected ${entry.takes}, got ${JSON.stringify(value)}`);
    else settings = result;
  }
  return { settings, problems };
}

/** What is wrong with a value that the text alone did not tell. */
export function problemOf(text: string, key: string, message: string): SettingsProblem {
  return { line: lineOf(text, key), key, message };
}

/** The line on which a top-level key (or a table of that name) stands. */
function lineOf(text: string, key: string): number {
  const starts = ['', '"', "'"].flatMap((quote) => [`${quote}${key}${quote}`, `[${quote}${key}${quote}`]);
  const index = text.split('\n').findIndex((line) => {
    const trimmed = line.trim();
    return starts.some((start) => trimmed.startsWith(start) && /^\s*[=.\]]/.test(trimmed.slice(start.length)));
  });
  return Math.max(0, index) + 1;
}

/**
 * The text of a settings file that brings this state back, made of the one that is there.
 *
 * @param before valid TOML; what it has besides our keys stays
 */
export function formatSettings(state: UiState, before = HEAD): string {
  return withValues(before, new Map(Object.entries(ENTRIES).map(([key, entry]) => [key, entry.write(state)])));
}

const HEAD = '# Written by gpu-top (F12). Keys and values: man gpu-top, "SETTINGS".\n';

/** The problems of a file as lines for stderr. */
export function describeProblems(path: string, problems: readonly SettingsProblem[]): string[] {
  return problems.map(({ line, key, message }) => `${path}:${line}: ${key === null ? '' : `${key}: `}${message}`);
}
