/** The columns that devices and a history bring: one for each engine, each region, and each time averaged over. */
import { type Averages, type Column, NUMBER } from './column.js';
import { LEFT_OUT } from './fit-columns.js';
import { FIGURE_CELLS, figureText, rowFigure } from './engine-figure.js';
import { DASH } from '../text/glyphs.js';
import { measureName, measureOf, parseMeasure } from './measures.js';
import { bytes, percent } from '../text/numbers.js';
import type { Row } from '../row/row.js';
import { cellWidth } from '../text/text.js';

/** Longest engine name that widens its column. */
const WIDEST_ENGINE = 10;

const AVERAGED_SECONDS = [10, 60];

/** @param key the name, or `engine:NAME` where the name is taken. @param rank how long it stays */
export function engineColumn(name: string, key: string, rank: number): Column {
  const title = measureName(name);
  return {
    ...NUMBER,
    ...{ key, name, title, kind: 'engine', rank },
    width: Math.max(FIGURE_CELLS.get(name) ?? 6, Math.min(WIDEST_ENGINE, cellWidth(title))),
    value: (row) => row.engines.get(name) ?? null,
    text: (row) => figureText(rowFigure(row, name)),
  };
}

/** @param rank how long it stays */
export function regionColumn(name: string, key: string, rank: number): Column {
  return {
    ...NUMBER,
    ...{ key, name, title: measureName(name), kind: 'region', width: 8, rank },
    value: (row) => row.memory.get(name) ?? null,
    text: (row) => bytes(row.memory.get(name) ?? null),
  };
}

/** The seconds of `avg10` or `avg60`, else null. */
export function averageSeconds(key: string): number | null {
  return AVERAGED_SECONDS.find((seconds) => averageKey(seconds) === key) ?? null;
}

/** `avg10` and `avg60`. */
export function averageColumns(averages: Averages): Column[] {
  return AVERAGED_SECONDS.map((seconds) => ({
    ...NUMBER,
    ...{ key: averageKey(seconds), title: `${seconds} s`, kind: 'average', width: 6, rank: 56 },
    value: (row) => averages.busy(row, seconds),
    text: (row) => percent(averages.busy(row, seconds)),
  }));
}

export const AVERAGE_KEYS: readonly string[] = AVERAGED_SECONDS.map(averageKey);

/** For sorting by a name alone: the devices of the moment may have no such engine or region, and then nothing is known. */
export function measureColumn(key: string): Column {
  const { name } = parseMeasure(key);
  const read = measureOf(key);
  const value = (row: Row): number | null => read(row)?.value ?? null;
  const title = measureName(name);
  const text = (row: Row): string => {
    const measured = read(row);
    return measured === null ? DASH : measured.unit === 'ratio' ? percent(measured.value) : bytes(measured.value);
  };
  return { ...NUMBER, key, name, title, width: 8, rank: LEFT_OUT, value, text };
}

function averageKey(seconds: number): string {
  return `avg${seconds}`;
}
