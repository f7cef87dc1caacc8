/** The settings page (F2): one line per setting, changed in place, seen at once. */
import { COMMON_GROUPINGS } from '../../view/row/row.js';
import { KEY_STYLES } from './keys.js';
import { PANEL_STYLES } from '../layout.js';
import { AVERAGES, CELL_STYLES, stay, withEffect, type Menu, type MenuItem, type Step, type UiState } from './state.js';
import { THEME_NAMES } from '../theme/theme.js';

/** Intervals that + and - step through, ms. Below 100 ms most of what is measured is jitter. */
const INTERVALS_MS = [100, 200, 250, 500, 1000, 2000, 3000, 5000, 10_000, 30_000, 60_000] as const;

/** The next longer (1) or shorter (-1) interval of the list; the ends stay. */
export function nextInterval(ms: number, by: 1 | -1): number {
  const longer = INTERVALS_MS.find((each) => each > ms);
  const shorter = INTERVALS_MS.findLast((each) => each < ms);
  return (by === 1 ? longer : shorter) ?? ms;
}

interface Setting {
  readonly name: string;
  read(state: UiState): string;
  change(state: UiState, by: 1 | -1): Step;
}

function around<T>(items: readonly T[], current: T, by: number): T {
  return items[(items.indexOf(current) + by + items.length) % items.length] ?? current;
}

const yesNo = (on: boolean): string => (on ? 'yes' : 'no');

const SETTINGS: Readonly<Record<string, Setting>> = {
  interval: {
    name: 'Interval',
    read: (state) => `${state.intervalMs / 1000} s`,
    change: (state, by) => {
      const ms = nextInterval(state.intervalMs, by);
      return withEffect({ ...state, intervalMs: ms }, { kind: 'interval', ms });
    },
  },
  theme: {
    name: 'Theme',
    read: (state) => state.theme,
    change: (state, by) => stay({ ...state, theme: around(THEME_NAMES, state.theme, by) }),
  },
  ascii: {
    name: 'ASCII only',
    read: (state) => yesNo(state.ascii),
    change: (state) => stay({ ...state, ascii: !state.ascii }),
  },
  by: {
    name: 'Group by',
    read: (state) => state.view.by,
    change: (state, by) => stay({ ...state, view: { ...state.view, by: around(COMMON_GROUPINGS, state.view.by, by) } }),
  },
  all: {
    name: 'Idle clients',
    read: (state) => yesNo(state.view.all),
    change: (state) => stay({ ...state, view: { ...state.view, all: !state.view.all } }),
  },
  cells: {
    name: 'Busy cells',
    read: (state) => state.cells,
    change: (state, by) => stay({ ...state, cells: around(CELL_STYLES, state.cells, by) }),
  },
  average: {
    name: 'Average',
    read: (state) => state.average,
    change: (state, by) => stay({ ...state, average: around(AVERAGES, state.average, by) }),
  },
  panels: {
    name: 'Device panels',
    read: (state) => state.panels,
    change: (state, by) => stay({ ...state, panels: around(PANEL_STYLES, state.panels, by) }),
  },
  regions: {
    name: 'All regions',
    read: (state) => yesNo(state.allRegions),
    change: (state) => stay({ ...state, allRegions: !state.allRegions }),
  },
  keys: {
    name: 'Keys',
    read: (state) => state.keys,
    change: (state, by) => stay({ ...state, keys: around(KEY_STYLES, state.keys, by) }),
  },
  mouse: {
    name: 'Mouse',
    read: (state) => yesNo(state.mouse),
    change: (state) => withEffect({ ...state, mouse: !state.mouse }, { kind: 'mouse', on: !state.mouse }),
  },
  clipboard: {
    name: 'y copies',
    read: (state) => yesNo(state.clipboard),
    change: (state) => stay({ ...state, clipboard: !state.clipboard }),
  },
};

/** The setting that opens a menu of its own. */
export const COLUMNS = 'columns';

/** The page as a menu. */
export function setupMenu(state: UiState): Menu {
  const items = Object.entries(SETTINGS).map(([value, setting]) => ({
    label: `${setting.name.padEnd(14)} ${setting.read(state)}`,
    value,
  }));
  const columns = {
    label: `${'Columns'.padEnd(14)} ${state.hidden.size === 0 ? 'all' : `all but ${state.hidden.size}`} …`,
    value: COLUMNS,
  };
  return { kind: 'setup', title: 'Settings, F12 saves', items: [...items, columns], index: 0 };
}

/** The columns to choose from, those that are shown with a sign. COMMAND always stays: it takes what room is left. */
export function columnsMenu(state: UiState, columns: readonly MenuItem[]): Menu {
  const items = columns
    .filter(({ value }) => value !== 'command')
    .map(({ label, value }) => ({ label: `${state.hidden.has(value) ? '[ ]' : '[x]'} ${label}`, value }));
  return { kind: 'columns', title: 'Columns', items, index: 0 };
}

/** The state after one setting went to its next (1) or previous (-1) value. */
export function changeSetting(state: UiState, key: string, by: 1 | -1): Step {
  return SETTINGS[key]?.change(state, by) ?? stay(state);
}
