/** The lines of `nvidia-smi --query-gpu=... --format=csv,noheader,nounits`: what NVIDIA's library says of each GPU. */
import type { DeviceFactValues } from '../measures/device-facts.js';
import { decimal } from '../procfs/decimal.js';

/** Fields asked for, in the order of the answer. */
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
] as const;

/** One GPU. Null: `[N/A]`, `[Not Supported]`, `[Unknown Error]` or anything else that is no number. */
export interface QueryRow {
  readonly index: number;
  /** `0000:01:00.0`, as the kernel writes it. */
  readonly pciAddress: string;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
  /** The facts of the device that it tells. */
  readonly said: Pick<DeviceFactValues, 'busyRatio' | 'temperatureCelsius' | 'powerWatts' | 'powerCapWatts' | 'frequencyHz'>;
}

const MEBIBYTE = 1024 * 1024;

/** Null for a line that is none of a GPU. */
export function parseQueryRow(line: string): QueryRow | null {
  const cells = line.split(',').map((cell) => cell.trim());
  if (cells.length !== QUERY_FIELDS.length) return null;
  const [index = '', bus = '', busy = '', used = '', total = '', temperature = '', power = '', limit = '', clock = ''] = cells;
  const [number, pciAddress] = [decimal(index), kernelAddress(bus)];
  if (number === null || pciAddress === null) return null;
  const percent = quantity(busy);
  const megabytes = (cell: string): number | null => times(quantity(cell), MEBIBYTE);
  return {
    index: number,
    pciAddress,
    memoryUsedBytes: megabytes(used),
    memoryTotalBytes: megabytes(total),
    said: {
      busyRatio: percent === null || percent > 100 ? null : percent / 100,
      temperatureCelsius: quantity(temperature),
      powerWatts: quantity(power),
      powerCapWatts: quantity(limit),
      frequencyHz: times(quantity(clock), 1e6),
    },
  };
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

function times(value: number | null, factor: number): number | null {
  return value === null ? null : Math.round(value * factor);
}
