/**
 * What can be known of a device: one entry a fact. The driver that reads it and its entry here are all that a new fact needs; types,
 * recordings, JSON, CSV, metrics, panels and the schema follow.
 *
 * Names in JSON, CSV and metrics are a contract: an entry may be added, at the end; none is renamed.
 */

/** What a number counts, and so how it is printed (view/device-facts.ts). */
export type Unit = 'ratio' | 'hertz' | 'celsius' | 'watts' | 'bytes' | 'rpm' | 'count';

interface Entry {
  /** In JSON and CSV, and behind `gpu_top_device_` in metrics. The unit stands in it. */
  readonly name: string;
  /** In a list of facts. */
  readonly title: string;
  /** One line without a final stop: help of the metric, description in the schema. */
  readonly meaning: string;
}

interface Measured extends Entry {
  readonly unit: Unit;
  /** What a device can have at all, wide on purpose. Whatever lies beyond is unknown. */
  readonly min: number;
  readonly max: number;
  /** Where Prometheus has another word for the unit than JSON. @default `name` */
  readonly metricName?: string;
}

/** How the one-line summary of a device shows a number; without it only JSON, metrics and lists do. */
export interface Summary {
  /** The lowest stays longest when space runs out. Below 8: also in the panel of one line. */
  readonly rank: number;
  /** In front of the number, where its unit does not tell what it is. */
  readonly word?: string;
  /** It is the most that this other fact can be: ` of 2520 MHz` behind it, on the screen. Stands right after it in the registry. */
  readonly limits?: string;
}

/** One number, null where unknown. */
export interface NumberFact extends Measured {
  readonly kind: 'number';
  readonly csv?: true;
  readonly summary?: Summary;
}

/** Numbers by the driver's own names (`edge`, `junction`): a map, empty where none is known. */
export interface NumbersFact extends Measured {
  readonly kind: 'numbers';
  /** The label that tells them apart in metrics: `sensor`. */
  readonly label: string;
}

/** A word or a sentence, null where unknown. */
export interface TextFact extends Entry {
  readonly kind: 'text';
  /** A label of `gpu_top_device_info`, a gauge made of it, or nothing. */
  readonly metric: 'label' | 'none' | { readonly name: string; readonly help: string; value(text: string): number };
}

/** A list of words, null where unknown: an empty list says that there is nothing to name. */
export interface TextsFact extends Entry {
  readonly kind: 'texts';
  /** The label that tells them apart in metrics: each has a series with the value 1. */
  readonly label: string;
}

export type DeviceFact = NumberFact | NumbersFact | TextFact | TextsFact;

const hertz = { kind: 'number', unit: 'hertz', min: 0, max: 1e10 } as const;
const watts = { kind: 'number', unit: 'watts', min: 0, max: 2000 } as const;

export const DEVICE_FACTS = {
  busyRatio: {
    ...{ kind: 'number', unit: 'ratio', min: 0, max: 1, csv: true, name: 'busy_ratio', title: 'Busy' },
    meaning: "The driver's own figure of how busy the whole device is, 0 to 1",
    summary: { rank: 8, word: 'busy' },
  },
  frequencyHz: {
    ...{ ...hertz, csv: true, name: 'frequency_hz', metricName: 'frequency_hertz', title: 'Clock' },
    meaning: 'Clock of the device now',
    summary: { rank: 4 },
  },
  maxFrequencyHz: {
    ...{ ...hertz, name: 'max_frequency_hz', metricName: 'max_frequency_hertz', title: 'Highest clock' },
    meaning: 'Highest clock of the device',
    summary: { rank: 10, limits: 'frequencyHz' },
  },
  temperatureCelsius: {
    ...{ kind: 'number', unit: 'celsius', min: -50, max: 150, csv: true, name: 'temperature_celsius', title: 'Temperature' },
    meaning: 'Temperature of the device',
    summary: { rank: 4 },
  },
  powerWatts: {
    ...{ ...watts, csv: true, name: 'power_watts', title: 'Power' },
    meaning: 'Power that the device draws',
    summary: { rank: 5 },
  },
  powerCapWatts: {
    ...{ ...watts, name: 'power_cap_watts', title: 'Power limit' },
    meaning: 'Power limit of the device',
    summary: { rank: 11, limits: 'powerWatts' },
  },
  runtimeStatus: {
    ...{ kind: 'text', name: 'runtime_status', title: 'Power state' },
    meaning: 'active, suspended... A suspended device is not woken, so little else is known of it',
    metric: {
      name: 'runtime_suspended',
      help: '1 while the device is suspended to save power, 0 while it is not',
      value: (text) => Number(text === 'suspended'),
    },
  },
  openFiles: {
    ...{ kind: 'number', unit: 'count', min: 0, max: 1e9, name: 'open_files', title: 'Open files' },
    meaning: "Open DRM files of the device's driver by the kernel's count; at most, since other users of the module count too",
  },
  hint: {
    ...{ kind: 'text', name: 'hint', title: 'Hint', metric: 'none' },
    meaning: 'What keeps numbers away and what to do',
  },
  busyOf: {
    ...{ kind: 'text', name: 'busy_of', title: 'Busy is of', metric: 'none' },
    meaning: 'What the busy figure measures: whole, render GT, the busiest of several GTs, the busiest queue',
  },
} as const satisfies Readonly<Record<string, DeviceFact>>;

export type DeviceFactKey = keyof typeof DEVICE_FACTS;

interface Kinds {
  readonly number: number | null;
  readonly numbers: ReadonlyMap<string, number>;
  readonly text: string | null;
  readonly texts: readonly string[] | null;
}

/** The facts of a device, each of the type that its entry says. */
export type DeviceFactValues = { readonly [K in DeviceFactKey]: Kinds[(typeof DEVICE_FACTS)[K]['kind']] };

type Of<F extends DeviceFact> = F extends DeviceFact
  ? { readonly kind: F['kind']; readonly key: DeviceFactKey; readonly fact: F; readonly value: Kinds[F['kind']] }
  : never;

/** A fact with its value: `kind` tells the type of both. */
export type ValuedFact = Of<DeviceFact>;

const ENTRIES = Object.entries(DEVICE_FACTS) as readonly (readonly [DeviceFactKey, DeviceFact])[];

/** The entries in their order, with their keys. */
export function deviceFacts(): readonly (readonly [DeviceFactKey, DeviceFact])[] {
  return ENTRIES;
}

/** The facts alone, of something that has more. */
export function onlyFacts(device: DeviceFactValues): DeviceFactValues {
  return Object.fromEntries(ENTRIES.map(([key]) => [key, device[key]])) as DeviceFactValues;
}

/** All facts of a device in the order of the registry, the unknown ones too. */
export function factsOf(device: DeviceFactValues): ValuedFact[] {
  return ENTRIES.map(([key, fact]) => ({ kind: fact.kind, key, fact, value: device[key] }) as ValuedFact);
}

const NOTHING: { readonly [K in keyof Kinds]: Kinds[K] } = { number: null, numbers: new Map(), text: null, texts: null };

/** Nothing known. */
export const UNKNOWN_FACTS = Object.fromEntries(ENTRIES.map(([key, { kind }]) => [key, NOTHING[kind]])) as DeviceFactValues;
