/**
 * The lines of `nvidia-smi pmon -s um -o DT`: per process and GPU, percent by engine and MB by kind.
 *
 * Columns differ by driver, so each row is read by the header above it: 525 and 545 have sm, mem, enc, dec and fb; 550 adds jpg, ofa and
 * ccpm. The command is last and may hold spaces. All of it is hostile: a process chooses its name.
 */
import { decimal } from '../procfs/decimal.js';

/** A number; `-`, which is idle or unsupported alike; or null for what can be neither. */
export type PmonValue = number | '-' | null;

export interface PmonRow {
  /** nvidia-smi's number of the GPU. */
  readonly gpu: number;
  readonly pid: number;
  /** By the header's name of the column: `sm`, `fb`. */
  readonly values: ReadonlyMap<string, PmonValue>;
  /** The beginning of the process's name; may hold spaces, may be empty. Hostile. */
  readonly command: string;
}

/** Columns that are a share of an engine. `mem` is how busy the memory bus is, which is no engine. */
export const PMON_ENGINES = ['sm', 'enc', 'dec', 'jpg', 'ofa'] as const;

/** Columns that are megabytes of memory, and the region that each is here. */
export const PMON_REGIONS: ReadonlyMap<string, string> = new Map([
  ['fb', 'vram'],
  ['ccpm', 'ccpm'],
]);

const WHAT = ['date', 'time', 'gpu', 'pid', 'type', 'command'];
const MEGABYTES = new Set(PMON_REGIONS.keys());
/** More memory than any GPU has, MB. */
const MOST_MEGABYTES = 16 * 1024 * 1024;
const MOST_COLUMNS = 32;

/** The names of the columns, where the line is the first line of a header; else null. */
export function parsePmonHeader(line: string): readonly string[] | null {
  if (!line.startsWith('#')) return null;
  const columns = line.slice(1).trim().toLowerCase().split(/\s+/);
  const isHeader = columns.includes('gpu') && columns.includes('pid') && columns.at(-1) === 'command';
  return isHeader && columns.length <= MOST_COLUMNS ? columns : null;
}

/** A row taken apart: its cells as they stand, and the command with the spaces that it holds. Null: too short for the header. */
export function splitPmonRow(line: string, columns: readonly string[]): { cells: readonly string[]; command: string } | null {
  const cells: string[] = [];
  let at = 0;
  while (cells.length < columns.length - 1) {
    while (at < line.length && isBlank(line.charCodeAt(at))) at++;
    const start = at;
    while (at < line.length && !isBlank(line.charCodeAt(at))) at++;
    if (at === start) return null;
    cells.push(line.slice(start, at));
  }
  return { cells, command: line.slice(at).trim() };
}

/** As nvidia-smi sets its columns apart. A hundred cells a tick are cut here: a regular expression takes several times as long. */
function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** A row under a header. Null: it is none, or says that the GPU has no process. */
export function parsePmonRow(line: string, columns: readonly string[]): PmonRow | null {
  const { cells, command } = splitPmonRow(line, columns) ?? { cells: [], command: '' };
  const gpu = decimal(cells[columns.indexOf('gpu')] ?? '');
  const pid = decimal(cells[columns.indexOf('pid')] ?? '');
  if (gpu === null || pid === null) return null;
  const values = new Map<string, PmonValue>();
  columns.forEach((column, at) => {
    if (!WHAT.includes(column)) values.set(column, valueOf(cells[at] ?? '', MEGABYTES.has(column) ? MOST_MEGABYTES : 100));
  });
  return { gpu, pid, values, command };
}

/** Where a header has what is asked of each row as it comes. */
export interface PmonPlaces {
  readonly gpu: number;
  readonly pid: number;
  readonly engines: readonly number[];
}

export function placesOf(columns: readonly string[]): PmonPlaces {
  const engines = PMON_ENGINES.map((name) => columns.indexOf(name)).filter((at) => at >= 0);
  return { gpu: columns.indexOf('gpu'), pid: columns.indexOf('pid'), engines };
}

/** Whose row it is, and whether some engine did something. Null as `parsePmonRow` has it, which it leaves the rest to. */
export function glanceAt(
  line: string,
  columns: readonly string[],
  places: PmonPlaces,
): { readonly gpu: number; readonly pid: number; readonly isBusy: boolean } | null {
  const cells = splitPmonRow(line, columns)?.cells;
  const gpu = decimal(cells?.[places.gpu] ?? '');
  const pid = decimal(cells?.[places.pid] ?? '');
  if (cells === undefined || gpu === null || pid === null) return null;
  return { gpu, pid, isBusy: places.engines.some((at) => isShareAboveZero(cells[at] ?? '')) };
}

function isShareAboveZero(cell: string): boolean {
  const value = valueOf(cell, 100);
  return typeof value === 'number' && value > 0;
}

function valueOf(cell: string, most: number): PmonValue {
  if (cell === '-') return '-';
  const value = decimal(cell);
  return value !== null && value <= most ? value : null;
}

/**
 * All rows of a text, each by the header before it. Other lines are passed over.
 *
 * @param headers what lines that begin with `#` said in texts before this one, nearly always the same: added to
 */
export function parsePmon(text: string, headers = new Map<string, readonly string[] | null>()): PmonRow[] {
  const rows: PmonRow[] = [];
  let columns: readonly string[] | null = null;
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) {
      let header = headers.get(line);
      if (header === undefined) headers.set(line, (header = parsePmonHeader(line)));
      columns = header ?? columns;
    } else if (columns !== null) {
      const row = parsePmonRow(line, columns);
      if (row !== null) rows.push(row);
    }
  }
  return rows;
}
