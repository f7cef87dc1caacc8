/**
 * The formats that ticks are printed in. A new one is its writer in a file of its own and an entry here: options, help, completions and
 * what happens on a terminal follow.
 */
import type { Snapshot } from '../ledger/snapshot.js';
import type { ViewOptions } from '../view/row/row.js';

/** A format at work. The loop of ticks knows no format, and no format knows the loop. */
export interface Emitter<Text extends string | Promise<string> = string> {
  /** Text before the first tick (a CSV header). */
  begin?(): string;
  /** One tick, whole: the output is valid wherever it ends after one. Ends with a newline. */
  tick(snapshot: Snapshot): Text;
}

/** Of any format. */
export type AnyEmitter = Emitter<string | Promise<string>>;

/** What a format for people has to know of the place where it is read. */
export interface Paper {
  /** Cells of a line, asked at every tick since a terminal can be resized; at least 1. 80 where there is no terminal. */
  readonly width: () => number;
  readonly colour: boolean;
  readonly ascii: boolean;
}

export interface Format {
  /** Help of its option `--NAME`; null: it has none, and is what is printed without any. */
  readonly help: string | null;
  /** With stdout on a terminal: ticks are printed there, or the full screen takes their place unless -1 or -b asks for them. */
  readonly onTerminal: 'print' | 'screen';
  /**
   * Idle clients are listed with or without --all. So it is for programs, which can leave out for themselves, and to which a client that
   * is missing and one that is idle must not look the same.
   */
  readonly listsIdle: boolean;
  /**
   * Loads its writer. That throws a UsageError at once for a bad filter; the first tick throws it for an unknown name or device.
   */
  load(): Promise<(view: ViewOptions, paper: Paper) => AnyEmitter>;
}

export const FORMATS = {
  table: {
    help: null,
    onTerminal: 'screen',
    listsIdle: false,
    load: async () => (await import('./table.js')).tableEmitter,
  },
  json: {
    help: 'one JSON object per line and tick',
    onTerminal: 'print',
    listsIdle: true,
    load: async () => (await import('./json.js')).jsonEmitter,
  },
  csv: {
    help: 'comma-separated values',
    onTerminal: 'print',
    listsIdle: true,
    load: async () => (await import('./csv.js')).csvEmitter,
  },
  prom: {
    help: 'one page of metrics each tick, for the textfile collector of node_exporter',
    onTerminal: 'print',
    listsIdle: true,
    load: async () => (await import('./prom.js')).promEmitter,
  },
} as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof FORMATS;

const ENTRIES = Object.entries(FORMATS) as readonly (readonly [FormatName, Format])[];

/** Those with an option, in the order of the help. */
export function optionalFormats(): { readonly name: FormatName; readonly help: string }[] {
  return ENTRIES.flatMap(([name, { help }]) => (help === null ? [] : { name, help }));
}

export type FormatFlags = { readonly [K in FormatName as (typeof FORMATS)[K]['help'] extends null ? never : K]?: boolean };

/** The format that the options ask for. */
export function formatOf(flags: FormatFlags): Format {
  const asked: Readonly<Record<string, unknown>> = flags as object as Record<string, unknown>;
  return ENTRIES.find(([name, { help }]) => help !== null && asked[name] === true)?.[1] ?? FORMATS.table;
}
