/**
 * One line of a recording: a sweep as a difference from the sweep before it in the block.
 *
 * The writer keeps the plain form of the last sweep and the reader builds the same one up again; both begin a block with
 * `NOTHING`, so that the first line of a block is a whole sweep in the same form as every other.
 */
import type { ListDelta } from './list-delta.js';
import type { Fields, Json } from './shape.js';
import type { TextDelta } from './text-delta.js';

/** A line as JSON. Absent parts are as in the line before. */
export interface SweepLine {
  /** ns since the sweep before; the whole time in the first line of a block. */
  readonly at: Json;
  readonly wallMs: number;
  readonly origin?: Fields;
  readonly cost?: Fields;
  readonly coverage?: Fields;
  readonly devices?: ListDelta;
  /** For each device, ns from the sweep's start to the reading of its facts. */
  readonly deviceTimes?: Json;
  readonly readings?: ListDelta;
  /** Pairs of reading index and the change of its text. */
  readonly texts?: readonly (number | TextDelta)[];
  /** For each reading, ns since the reading before it; the first since the sweep's start. */
  readonly times?: Json;
  /** The same three of process readings; absent in recordings of older versions, and where there are none. */
  readonly processReadings?: ListDelta;
  readonly processTexts?: readonly (number | TextDelta)[];
  readonly processTimes?: Json;
  readonly processes?: ListDelta;
  readonly kernelClients?: ListDelta;
  /** Of several machines: all of them, in each line. Absent: the sweep is of one. */
  readonly hosts?: readonly HostLine[];
}

/** One of several machines. */
export interface HostLine {
  readonly host: string;
  readonly trouble: string | null;
  readonly isSlow?: boolean;
  /** Its sweep as a difference from the one before that it had in the block; null: nothing new came from it. */
  readonly line: SweepLine | null;
}

/** The last sweep in plain form. */
export interface PlainSweep {
  readonly atNs: bigint;
  readonly origin: Fields;
  readonly cost: Fields;
  readonly coverage: Fields;
  readonly devices: readonly Fields[];
  readonly readings: readonly Fields[];
  readonly texts: readonly string[];
  readonly processReadings: readonly Fields[];
  readonly processTexts: readonly string[];
  readonly processes: readonly Fields[];
  readonly kernelClients: readonly Fields[];
  /** Of several machines, each by its name; of those that are in the line. */
  readonly hosts: ReadonlyMap<string, PlainSweep>;
}

/** What the first line of a block is a difference from. */
export const NOTHING: PlainSweep = {
  atNs: 0n,
  origin: {},
  cost: {},
  coverage: {},
  devices: [],
  readings: [],
  texts: [],
  processReadings: [],
  processTexts: [],
  processes: [],
  kernelClients: [],
  hosts: new Map(),
};
