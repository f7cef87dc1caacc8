/** The lines of `nvidia-smi --query-gpu=... --format=csv,noheader,nounits`: what NVIDIA's library says of each GPU. */
import type { DeviceFactValues } from '../measures/device-facts.js';
import { decimal } from '../procfs/decimal.js';

/** Fields asked for, in the order of the answer. Drivers from 525 on have them all: one that a driver has not would be the end of all others. */
export const QUERY_FIELDS = [
  'index',
  'pci.bus_id',
  'utilization.gpu',
  'memory.used',
  'memory.total',
  'temperature.gpu',
  'power.draw',
  'power.limit',
  'clocks.sm',
  'utilization.memory',
  'clocks.mem',
  'clocks.max.sm',
  'clocks.max.mem',
  'power.default_limit',
  'temperature.memory',
  'vbios_version',
  'uuid',
] as const;

/** Those that every driver has; what refuses one of the others is asked for these alone. */
export const FEWEST_FIELDS = 9;

/** The name of the card's memory sensor, as other drivers call theirs. */
const MEMORY_SENSOR = 'mem';

/** One GPU. Null: `[N/A]`, `[Not Supported]`, `[Unknown Error]` or anything else that is no number. */
export interface QueryRow {
  readonly index: number;
  /** `0000:01:00.0`, as the kernel writes it. */
  readonly pciAddress: string;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
  /** The facts of the device that it tells. */
  readonly said: Pick<DeviceFactValues, 'busyRatio' | 'temperatureCelsius' | 'powerWatts' | 'powerCapWatts' | 'frequencyHz'>;
  /** What it tells beside those, as far as it is known. Absent: it was not asked. */
  readonly further?: Partial<DeviceFactValues>;
}

const MEBIBYTE = 1024 * 1024;

/** Null for a line that is none of a GPU. */
export function parseQueryRow(line: string): QueryRow | null {
  const cells = line.split(',').map((cell) => cell.trim());
  if (cells.length !== QUERY_FIELDS.length && cells.length !== FEWEST_FIELDS) return null;
  const [index = '', bus = '', busy = '', used = '', total = '', temperature = '', power = '', limit = '', clock = ''] = cells;
  const [number, pciAddress] = [decimal(index), kernelAddress(bus)];
  if (number === null || pciAddress === null) return null;
  const megabytes = (cell: string): number | null => times(quantity(cell), MEBIBYTE);
  return {
    index: number,
    pciAddress,
    memoryUsedBytes: megabytes(used),
    memoryTotalBytes: megabytes(total),
    said: {
      busyRatio: share(busy),
      temperatureCelsius: quantity(temperature),
      powerWatts: quantity(power),
      powerCapWatts: quantity(limit),
      frequencyHz: times(quantity(clock), 1e6),
    },
    ...(cells.length > FEWEST_FIELDS && { further: furtherFacts(cells.slice(FEWEST_FIELDS)) }),
  };
}

function furtherFacts(cells: readonly string[]): Partial<DeviceFactValues> {
  const [busy = '', clock = '', maxClock = '', maxMemoryClock = '', limit = '', temperature = '', bios = '', uuid = ''] = cells;
  const celsius = quantity(temperature);
  const facts: Partial<DeviceFactValues> = {
    memoryBusyRatio: share(busy),
    memoryFrequencyHz: times(quantity(clock), 1e6),
    maxFrequencyHz: times(quantity(maxClock), 1e6),
    maxMemoryFrequencyHz: times(quantity(maxMemoryClock), 1e6),
    defaultPowerCapWatts: quantity(limit),
    vbiosVersion: /^[\w.]{1,32}$/.test(bios) ? bios : null,
    uniqueId: /^GPU-[\da-f-]{36}$/i.test(uuid) ? uuid : null,
    ...(celsius !== null && { temperaturesCelsius: new Map([[MEMORY_SENSOR, celsius]]) }),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
}

/** True for the place of a field that tells this card from all others in the world. */
export function isQueryIdentity(place: number): boolean {
  return QUERY_FIELDS[place] === 'uuid';
}

/** nvidia-smi writes `00000000:01:00.0`: eight digits of the domain, and capitals. Null: no address. */
export function kernelAddress(busId: string): string | null {
  const [, domain, rest] = /^([0-9a-f]{4,8}):([0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/i.exec(busId) ?? [];
  if (domain === undefined || rest === undefined) return null;
  return `${domain.replace(/^0{1,4}(?=.{4})/, '')}:${rest}`.toLowerCase();
}

/** A number from 0 up, with a fraction or without. */
function quantity(cell: string): number | null {
  return /^\d{1,9}(?:\.\d{1,9})?$/.test(cell) ? Number(cell) : null;
}

/** A percentage as a ratio. */
function share(cell: string): number | null {
  const percent = quantity(cell);
  return percent === null || percent > 100 ? null : percent / 100;
}

function times(value: number | null, factor: number): number | null {
  return value === null ? null : Math.round(value * factor);
}
