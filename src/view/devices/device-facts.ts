/** How the facts of a device print, and which of them stand in its summary, on the screen and in the plain table. */
import {
  type DeviceFactKey,
  type DeviceFactValues,
  summaryFactsOf,
  type Unit,
  type ValuedFact,
} from '../../measures/device-facts.js';
import { DASH } from '../text/glyphs.js';
import { bytes, celsius, frequency, joules, percent, transfers, watts } from '../text/numbers.js';

/** Text of a unit, and cells that its number wants, so that neighbours stand still; null: as many as it has. */
const UNITS: Readonly<Record<Unit, { readonly text: (value: number | null) => string; readonly cells: number | null }>> = {
  ratio: { text: percent, cells: null },
  hertz: { text: frequency, cells: 8 },
  celsius: { text: celsius, cells: 5 },
  watts: { text: watts, cells: 6 },
  joules: { text: joules, cells: 8 },
  volts: { text: (value) => (value === null ? DASH : `${value.toFixed(2)} V`), cells: 7 },
  bytes: { text: bytes, cells: 8 },
  rpm: { text: (value) => `${plain(value)} rpm`, cells: 8 },
  transfers: { text: transfers, cells: 9 },
  lanes: { text: (value) => `x${plain(value)}`, cells: 3 },
  count: { text: plain, cells: null },
};

function plain(value: number | null): string {
  return value === null ? DASH : Math.round(value).toString();
}

/** A fact as text: numbers with their units, a list with commas; null where nothing is known. */
export function factText({ kind, fact, value }: ValuedFact): string | null {
  if (value === null) return null;
  if (kind === 'text') return value;
  if (kind === 'texts') return value.length === 0 ? 'nothing' : value.join(', ');
  const { text } = UNITS[fact.unit];
  if (kind === 'number') return text(value);
  return value.size === 0 ? null : Array.from(value, ([name, each]) => `${name} ${text(each)}`).join(', ');
}

/** Where a meter has no room for the whole word. */
const SHORT: Readonly<Partial<Record<DeviceFactKey, string>>> = { temperatureCelsius: 'temp', fanRatio: 'fan' };

/** One number of a summary. */
export interface Condition {
  readonly rank: number;
  readonly key: DeviceFactKey;
  /** What it is, in lower case, and its number alone: `clock`, `2410 MHz`. */
  readonly title: string;
  readonly number: string;
  /** `busy 62.0 %`, `61 °C`. */
  readonly text: string;
  /** Cells that `text` wants, so that neighbours stand still; null: as many as it has. */
  readonly cells: number | null;
  /** The most it can be, `of 2520 MHz`, with a rank of its own; null where unknown. */
  readonly limit: { readonly text: string; readonly rank: number; readonly value: number } | null;
  readonly value: number;
}

/** The known numbers that say how a device is, in the order of the registry. */
export function conditionsOf(device: DeviceFactValues): Condition[] {
  const facts = summaryFactsOf(device).flatMap((each) =>
    each.kind === 'number' && each.value !== null && each.fact.summary !== undefined
      ? {
          key: each.key,
          title: SHORT[each.key] ?? each.fact.title.toLowerCase(),
          value: each.value,
          ...UNITS[each.fact.unit],
          ...each.fact.summary,
        }
      : [],
  );
  return facts
    .filter(({ limits }) => limits === undefined)
    .map(({ key, title, value, text, cells, rank, word }) => {
      const limit = facts.find(({ limits }) => limits === key);
      return {
        rank,
        key,
        title,
        value,
        number: text(value),
        text: word === undefined ? text(value) : `${word} ${text(value)}`,
        cells: cells === null || word === undefined ? cells : cells + word.length + 1,
        limit: limit === undefined ? null : { text: `of ${limit.text(limit.value)}`, rank: limit.rank, value: limit.value },
      };
    });
}
