/**
 * What can be known of a device: one entry a fact. The driver that reads it and its entry here are all that a new fact needs; types,
 * recordings, JSON, metrics, panels and the schema follow; CSV where the name is added to its columns (output/csv-lines.ts).
 *
 * Names in JSON, CSV and metrics are a contract: an entry may be added, at the end; none is renamed.
 */

/** What a number counts, and so how it is printed (view/devices/device-facts.ts). */
export type Unit =
  'ratio' | 'hertz' | 'celsius' | 'watts' | 'joules' | 'volts' | 'bytes' | 'rpm' | 'transfers' | 'lanes' | 'count';

interface Entry {
  /** In JSON and CSV, and behind `gpu_top_device_` in metrics. The unit stands in it. */
  readonly name: string;
  /** In a list of facts. */
  readonly title: string;
  /** One line without a final stop: help of the metric, description in the schema. */
  readonly meaning: string;
  /** It never changes while the device is there: once read it is known while the device sleeps, too. */
  readonly isStill?: true;
  /** It tells this one device from all others in the world, so nothing that is scrubbed has it. */
  readonly identifies?: true;
  /** Only nvidia-smi tells it: of other drivers' devices a list does not even name it as unknown. */
  readonly isNvidias?: true;
  /** It speaks where there is something to say; nothing is no unknown. */
  readonly isNote?: true;
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
  /** A value above its limit by more than this factor was not: peaks last for less than a tick. @default any may be */
  readonly mostOver?: number;
}

/** One number, null where unknown. */
export interface NumberFact extends Measured {
  readonly kind: 'number';
  readonly summary?: Summary;
  /** It only grows, from a start that nobody knows: a counter in metrics. */
  readonly isCounter?: true;
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
/** GDDR7 is told as 14 GHz and more. */
const memoryHertz = { ...hertz, max: 1e11 } as const;
const watts = { kind: 'number', unit: 'watts', min: 0, max: 2000 } as const;
const celsius = { unit: 'celsius', min: -50, max: 150 } as const;
const rpm = { unit: 'rpm', min: 0, max: 50_000 } as const;
const linkSpeed = { kind: 'number', unit: 'transfers', min: 0, max: 1e12 } as const;
const linkWidth = { kind: 'number', unit: 'lanes', min: 0, max: 32 } as const;
const label = { kind: 'text', metric: 'label' } as const;
const errors = { kind: 'numbers', unit: 'count', min: 0, max: Number.MAX_SAFE_INTEGER } as const;

export const DEVICE_FACTS = {
  busyRatio: {
    ...{ kind: 'number', unit: 'ratio', min: 0, max: 1, name: 'busy_ratio', title: 'Busy' },
    meaning: "The driver's own figure of how busy the whole device is, 0 to 1",
    summary: { rank: 8, word: 'busy' },
  },
  frequencyHz: {
    ...{ ...hertz, name: 'frequency_hz', metricName: 'frequency_hertz', title: 'Clock' },
    meaning: 'Clock of the device now',
    summary: { rank: 4 },
  },
  maxFrequencyHz: {
    ...{ ...hertz, name: 'max_frequency_hz', metricName: 'max_frequency_hertz', title: 'Highest clock' },
    meaning: 'Highest clock of the device',
    summary: { rank: 10, limits: 'frequencyHz' },
  },
  temperatureCelsius: {
    ...{ ...celsius, kind: 'number', name: 'temperature_celsius', title: 'Temperature' },
    meaning: 'Temperature of the device',
    summary: { rank: 4 },
  },
  powerWatts: {
    ...{ ...watts, name: 'power_watts', title: 'Power' },
    meaning: 'Power that the device draws',
    summary: { rank: 5 },
  },
  powerCapWatts: {
    ...{ ...watts, name: 'power_cap_watts', title: 'Power limit' },
    meaning: 'Power limit of the device',
    summary: { rank: 11, limits: 'powerWatts', mostOver: 3 },
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
    isNote: true,
    ...{ kind: 'text', name: 'hint', title: 'Hint', metric: 'none' },
    meaning: 'What keeps numbers away and what to do',
  },
  busyOf: {
    ...{ kind: 'text', name: 'busy_of', title: 'Busy is of', metric: 'none' },
    meaning: 'What the busy figure measures: whole, gfx, render GT, the busiest of several GTs, the busiest queue',
  },
  temperaturesCelsius: {
    ...{ ...celsius, kind: 'numbers', label: 'sensor', name: 'temperatures_celsius', metricName: 'sensor_temperature_celsius' },
    ...{
      title: 'Temperatures',
      meaning: "Temperature of each sensor, by the driver's word for its place: edge, junction, mem, pkg, vram",
    },
  },
  fanRpm: {
    ...{ ...rpm, kind: 'number', name: 'fan_rpm', title: 'Fan' },
    meaning: 'Speed of the fan; of several the fastest',
    summary: { rank: 12, word: 'fan' },
  },
  fansRpm: {
    ...{ ...rpm, kind: 'numbers', label: 'fan', name: 'fans_rpm', metricName: 'each_fan_rpm', title: 'Fans' },
    meaning: 'Speed of each fan',
  },
  energyJoules: {
    ...{ kind: 'number', unit: 'joules', min: 0, max: 1e13, isCounter: true, name: 'energy_joules', title: 'Energy' },
    ...{ metricName: 'energy_joules_total', meaning: "Energy used since the driver's counter began" },
  },
  memoryFrequencyHz: {
    ...{ ...memoryHertz, name: 'memory_frequency_hz', metricName: 'memory_frequency_hertz', title: 'Memory clock' },
    meaning: "Clock of the device's memory now",
  },
  maxMemoryFrequencyHz: {
    ...{
      ...memoryHertz,
      name: 'max_memory_frequency_hz',
      metricName: 'max_memory_frequency_hertz',
      title: 'Highest memory clock',
    },
    meaning: "Highest clock of the device's memory",
  },
  memoryBusyRatio: {
    ...{ kind: 'number', unit: 'ratio', min: 0, max: 1, name: 'memory_busy_ratio', title: 'Memory busy' },
    meaning: "The driver's own figure of how busy the memory controller is, 0 to 1",
  },
  defaultPowerCapWatts: {
    ...{ ...watts, isStill: true, name: 'default_power_cap_watts', title: 'Default power limit' },
    meaning: 'Power limit that the device came with',
  },
  throttleReasons: {
    ...{ kind: 'texts', label: 'reason', name: 'throttle_reasons', title: 'Held back by' },
    meaning: "What holds the clock down now, in the driver's words; empty where nothing does",
  },
  linkTransfersPerSecond: {
    ...{ ...linkSpeed, name: 'link_transfers_per_second', title: 'PCIe speed' },
    meaning: 'Transfers a second on each lane of the PCIe link to the card now',
  },
  maxLinkTransfersPerSecond: {
    ...{ ...linkSpeed, isStill: true, name: 'max_link_transfers_per_second', title: 'Highest PCIe speed' },
    meaning: "Most transfers a second that the card's end of the PCIe link can do",
  },
  linkLanes: {
    ...{ ...linkWidth, name: 'link_lanes', title: 'PCIe lanes' },
    meaning: 'Lanes of the PCIe link to the card now',
  },
  maxLinkLanes: {
    ...{ ...linkWidth, isStill: true, name: 'max_link_lanes', title: 'Most PCIe lanes' },
    meaning: "Most lanes that the card's end of the PCIe link has",
  },
  vendor: {
    ...{ ...label, isStill: true, name: 'vendor', title: 'Vendor' },
    meaning: 'Who made the chip, by its PCI vendor number',
  },
  pciId: {
    ...{ ...label, isStill: true, name: 'pci_id', title: 'PCI id' },
    meaning: 'PCI vendor and device number, 1002:747e',
  },
  pciSubsystemId: {
    ...{ ...label, isStill: true, name: 'pci_subsystem_id', title: 'PCI subsystem id' },
    meaning: "PCI numbers of the card's maker and of its model",
  },
  uniqueId: {
    ...{ ...label, isStill: true, identifies: true, name: 'unique_id', title: 'Unique id' },
    meaning: 'Number or serial number that no other device has. Left out of what is scrubbed',
  },
  vbiosVersion: {
    ...{ ...label, isStill: true, name: 'vbios_version', title: 'VBIOS' },
    meaning: 'Version of the video BIOS',
  },
  firmware: {
    ...{ kind: 'texts', label: 'firmware', isStill: true, name: 'firmware', title: 'Firmware' },
    meaning: 'Firmware that the driver loaded, each with its version',
  },
  sriovRole: {
    ...{ ...label, isStill: true, name: 'sriov_role', title: 'SR-IOV role' },
    meaning: 'physical function or virtual function; unknown for a device that cannot be divided so',
  },
  virtualFunctions: {
    ...{ kind: 'number', unit: 'count', min: 0, max: 65_535, name: 'virtual_functions', title: 'Virtual functions' },
    meaning: 'SR-IOV virtual functions that are switched on',
  },
  computePartition: {
    ...{ ...label, name: 'compute_partition', title: 'Compute partition mode' },
    meaning: 'How the compute units are divided into devices: SPX, DPX, CPX',
  },
  memoryPartition: {
    ...{ ...label, name: 'memory_partition', title: 'Memory partition mode' },
    meaning: 'How the memory is divided: NPS1, NPS4',
  },
  minFrequencyHz: {
    ...{ ...hertz, isStill: true, name: 'min_frequency_hz', metricName: 'min_frequency_hertz', title: 'Lowest clock' },
    meaning: 'Lowest clock of the device, asleep apart',
  },
  mediaBusyRatio: {
    ...{ kind: 'number', unit: 'ratio', min: 0, max: 1, name: 'media_busy_ratio', title: 'Media busy' },
    meaning: "The driver's own figure of how busy the engines for video are, 0 to 1",
  },
  criticalTemperaturesCelsius: {
    ...{ ...celsius, kind: 'numbers', isStill: true, label: 'sensor', name: 'critical_temperatures_celsius' },
    ...{ metricName: 'sensor_critical_temperature_celsius', title: 'Critical temperatures' },
    meaning: 'Temperature of each sensor from which the device slows down',
  },
  emergencyTemperaturesCelsius: {
    ...{ ...celsius, kind: 'numbers', isStill: true, label: 'sensor', name: 'emergency_temperatures_celsius' },
    ...{ metricName: 'sensor_emergency_temperature_celsius', title: 'Emergency temperatures' },
    meaning: 'Temperature of each sensor from which the device shuts down',
  },
  maxFanRpm: {
    ...{ ...rpm, kind: 'number', isStill: true, name: 'max_fan_rpm', title: 'Highest fan speed' },
    meaning: 'Highest speed of the first fan',
  },
  voltages: {
    ...{ kind: 'numbers', unit: 'volts', min: 0, max: 60, label: 'rail', name: 'voltages_volts', metricName: 'rail_volts' },
    ...{ title: 'Voltages', meaning: "Voltage of each supply, by the driver's word for it: vddgfx, vddnb" },
  },
  maxPowerCapWatts: {
    ...{ ...watts, isStill: true, name: 'max_power_cap_watts', title: 'Most power limit' },
    meaning: 'Highest power limit that may be set',
  },
  pciRevision: {
    ...{ ...label, isStill: true, name: 'pci_revision', title: 'PCI revision' },
    meaning: 'Revision of the chip, by its PCI header',
  },
  memoryVendor: {
    ...{ ...label, isStill: true, name: 'memory_vendor', title: 'Memory vendor' },
    meaning: "Who made the card's memory",
  },
  visibleMemoryBytes: {
    ...{ kind: 'number', unit: 'bytes', min: 0, max: Number.MAX_SAFE_INTEGER, isStill: true, name: 'visible_memory_bytes' },
    ...{ title: 'Memory the CPU sees', meaning: "The card's memory that the CPU can address: all of it with a resizable BAR" },
  },
  fanRatio: {
    isNvidias: true,
    ...{ kind: 'number', unit: 'ratio', min: 0, max: 2, name: 'fan_ratio', title: 'Fan of its most' },
    meaning: 'Speed that the fan is told to run at, 1: the most that the card is meant for; above 1 where more is allowed',
    summary: { rank: 13, word: 'fan' },
  },
  videoBusyRatios: {
    isNvidias: true,
    ...{
      kind: 'numbers',
      unit: 'ratio',
      min: 0,
      max: 1,
      label: 'engine',
      name: 'video_busy_ratios',
      title: 'Video engines busy',
    },
    ...{
      metricName: 'video_busy_ratio',
      meaning: "The driver's own figure of each engine for video: encoder, decoder, jpeg, ofa",
    },
  },
  videoFrequencyHz: {
    isNvidias: true,
    ...{ ...hertz, name: 'video_frequency_hz', metricName: 'video_frequency_hertz', title: 'Video clock' },
    meaning: 'Clock of the engines for video now',
  },
  partFrequenciesHz: {
    ...{ kind: 'numbers', unit: 'hertz', min: 0, max: 1e10, label: 'part', name: 'part_frequencies_hz', title: 'Clocks by part' },
    ...{ metricName: 'part_frequency_hertz', meaning: 'Clock of each GT, where the device has more than one' },
  },
  temperatureMarginCelsius: {
    isNvidias: true,
    ...{ ...celsius, kind: 'number', name: 'temperature_margin_celsius', title: 'Temperature left' },
    meaning: 'How much hotter the device may get before it slows down',
  },
  minPowerCapWatts: {
    ...{ ...watts, isStill: true, name: 'min_power_cap_watts', title: 'Least power limit' },
    meaning: 'Lowest power limit that may be set',
  },
  memoryErrors: {
    ...{ ...errors, label: 'kind', name: 'memory_errors', title: 'Memory errors' },
    meaning:
      'Errors of memory since the driver was loaded: corrected, uncorrected; those of other blocks with the name of the block',
  },
  lifetimeMemoryErrors: {
    isNvidias: true,
    ...{ ...errors, label: 'kind', name: 'lifetime_memory_errors', title: 'Memory errors ever' },
    meaning: 'Errors of memory since the card was made: corrected, uncorrected',
  },
  retiredMemory: {
    isNvidias: true,
    ...{ ...errors, label: 'kind', name: 'retired_memory', title: 'Memory retired' },
    meaning: 'Pages of memory taken out of use and rows replaced by spare ones, by cause',
  },
  memoryRepair: {
    isNvidias: true,
    ...{ kind: 'text', name: 'memory_repair', title: 'Memory repair' },
    meaning: 'none; pending: waits for a reset of the card; failed: no spare row is left',
    metric: {
      name: 'memory_repair_needed',
      help: '1 while memory waits for a repair or it failed, else 0',
      value: (text) => Number(text !== 'none'),
    },
  },
  eccMode: {
    isNvidias: true,
    ...{ ...label, name: 'ecc_mode', title: 'ECC' },
    meaning: 'Whether memory is kept with error correction: Enabled, Disabled',
  },
  migMode: {
    isNvidias: true,
    ...{ ...label, name: 'mig_mode', title: 'MIG' },
    meaning: 'Whether the card is divided into instances (MIG): Enabled, Disabled. Then nobody tells what is busy',
  },
  performanceState: {
    isNvidias: true,
    ...{ kind: 'text', name: 'performance_state', title: 'Performance state' },
    meaning: 'P0, the fastest, to P15',
    metric: { name: 'performance_state', help: 'Performance state: 0 is the fastest', value: (text) => Number(text.slice(1)) },
  },
  computeMode: {
    isNvidias: true,
    ...{ ...label, name: 'compute_mode', title: 'Compute mode' },
    meaning: 'How many processes may compute at a time: Default, Exclusive_Process, Prohibited',
  },
  persistenceMode: {
    isNvidias: true,
    ...{ ...label, name: 'persistence_mode', title: 'Persistence' },
    meaning: 'Whether the driver stays loaded when nobody uses the card: Enabled, Disabled',
  },
  displayActive: {
    isNvidias: true,
    ...{ kind: 'text', name: 'display_active', title: 'Display active' },
    meaning: 'Whether a display is set up on the card: Enabled, Disabled',
    metric: {
      name: 'display_active',
      help: '1 while a display is set up on the card, else 0',
      value: (text) => Number(text === 'Enabled'),
    },
  },
  recoveryAction: {
    isNvidias: true,
    ...{ kind: 'text', name: 'recovery_action', title: 'Recovery needed' },
    meaning: 'What the driver wants done to make the card whole again: None, Reset, Reboot, Drain_P2P',
    metric: {
      name: 'recovery_needed',
      help: '1 while the driver wants the card reset or drained, else 0',
      value: (text) => Number(text !== 'None'),
    },
  },
  driverVersion: {
    isNvidias: true,
    ...{ ...label, isStill: true, name: 'driver_version', title: 'Driver version' },
    meaning: "Version of a driver that is not part of the kernel's own source",
  },
  serialNumber: {
    isNvidias: true,
    ...{ ...label, isStill: true, identifies: true, name: 'serial_number', title: 'Serial number' },
    meaning: 'Serial number on the board. Left out of what is scrubbed',
  },
  refusedFiles: {
    isNote: true,
    ...{ kind: 'texts', label: 'file', name: 'refused_files', title: 'Not permitted' },
    meaning: 'Files that tell more of it and may not be read by whoever asks: as root they can',
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

const STILL_KEYS = ENTRIES.flatMap(([key, { isStill }]) => (isStill ? key : []));

/** The entries in their order, with their keys. */
export function deviceFacts(): readonly (readonly [DeviceFactKey, DeviceFact])[] {
  return ENTRIES;
}

export type MeasuredFact = readonly [DeviceFactKey, NumberFact | NumbersFact];

/** The entries that hold numbers. */
export const MEASURED_FACTS: readonly MeasuredFact[] = ENTRIES.flatMap(([key, fact]) =>
  fact.kind === 'number' || fact.kind === 'numbers' ? [[key, fact] as const] : [],
);

/** A number that the device's own limit bounds: what it is, the limit, and how far above that it can be. */
export interface BoundedFact {
  readonly key: DeviceFactKey;
  readonly fact: DeviceFact;
  readonly limitKey: DeviceFactKey;
  readonly mostOver: number;
}

/** The facts that another one bounds, by `limits` and `mostOver`. */
export const BOUNDED_FACTS: readonly BoundedFact[] = ENTRIES.flatMap(([limitKey, entry]) => {
  const { limits, mostOver } = (entry.kind === 'number' ? entry.summary : undefined) ?? {};
  return ENTRIES.flatMap(([key, fact]) => (key === limits && mostOver !== undefined ? { key, fact, limitKey, mostOver } : []));
});

/** All facts of a device in the order of the registry, the unknown ones too. */
export function factsOf(device: DeviceFactValues): ValuedFact[] {
  return ENTRIES.map((entry) => valued(entry, device));
}

const OF_SUMMARY = ENTRIES.filter(([, fact]) => fact.kind === 'number' && fact.summary !== undefined);

/** Those of the summary: a seventh of them, and asked for in every frame. */
export function summaryFactsOf(device: DeviceFactValues): ValuedFact[] {
  return OF_SUMMARY.map((entry) => valued(entry, device));
}

/** For each fact of each device in each tick: a pattern takes an array apart half as fast as its places do where it is not optimized [measured, Node 20]. */
function valued(entry: readonly [DeviceFactKey, DeviceFact], device: DeviceFactValues): ValuedFact {
  const key = entry[0];
  const fact = entry[1];
  return { kind: fact.kind, key, fact, value: device[key] } as ValuedFact;
}

/** Those of `facts` that stay as they are while the device is there, as far as they are known. */
export function stillFactsOf(facts: Partial<DeviceFactValues>): Partial<DeviceFactValues> {
  const still: Partial<Record<DeviceFactKey, unknown>> = {};
  for (const key of STILL_KEYS) if (facts[key] != null) still[key] = facts[key];
  return still as Partial<DeviceFactValues>;
}

/** `facts` without those that tell this one device from all others in the world. */
export function withoutIdentity<T extends DeviceFactValues>(facts: T): T {
  return {
    ...facts,
    ...Object.fromEntries(ENTRIES.flatMap(([key, fact]) => (fact.identifies ? [[key, NOTHING[fact.kind]]] : []))),
  };
}

const NOTHING: { readonly [K in keyof Kinds]: Kinds[K] } = { number: null, numbers: new Map(), text: null, texts: null };

/** Nothing known. */
export const UNKNOWN_FACTS = Object.fromEntries(ENTRIES.map(([key, { kind }]) => [key, NOTHING[kind]])) as DeviceFactValues;
