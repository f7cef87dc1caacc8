/** What the cells of `nvidia-smi --query-gpu` say: the tool's units and words, in ours. Null for `[N/A]` and its like, and for what cannot be. */
import { decimal } from '../procfs/decimal.js';

/** nvidia-smi writes `00000000:01:00.0`: eight digits of the domain, and capitals. Null: no address. */
export function kernelAddress(busId: string): string | null {
  const [, domain, rest] = /^([0-9a-f]{4,8}):([0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/i.exec(busId) ?? [];
  if (domain === undefined || rest === undefined) return null;
  return `${domain.replace(/^0{1,4}(?=.{4})/, '')}:${rest}`.toLowerCase();
}

const MEBIBYTE = 1024 * 1024;
export const megahertz = (cell: string): number | null => times(quantity(cell), 1e6);
export const megabytes = (cell: string): number | null => times(quantity(cell), MEBIBYTE);

/** Transfers a second of each generation of PCIe. */
const GENERATIONS: readonly (number | null)[] = [null, 2.5e9, 5e9, 8e9, 16e9, 32e9, 64e9];

/** Of a generation's number. */
export function transfersPerSecond(cell: string): number | null {
  return GENERATIONS[decimal(cell) ?? 0] ?? null;
}

/** A number from 0 up, with a fraction or without, and its unit where it was printed. */
export function quantity(cell: string): number | null {
  const [, number] = /^(\d{1,9}(?:\.\d{1,9})?)(?: (?:%|MiB|MHz|W))?$/.exec(cell) ?? [];
  return number === undefined ? null : Number(number);
}

/** Errors are counted in 64 bits. */
export function count(cell: string): number | null {
  const value = decimal(cell);
  return value !== null && Number.isSafeInteger(value) ? value : null;
}

/** A percentage as a ratio. */
export function share(cell: string): number | null {
  const value = ratio(cell);
  return value === null || value > 1 ? null : value;
}

/** The same where more than 1 can be, as a fan's. */
export function ratio(cell: string): number | null {
  const percent = quantity(cell);
  return percent === null ? null : percent / 100;
}

function times(value: number | null, factor: number): number | null {
  return value === null ? null : Math.round(value * factor);
}

/** `595.71.05`, `96.00.61.00.01` */
export function version(cell: string): string | null {
  return /^\d[\w.]{0,31}$/.test(cell) ? cell : null;
}

/** A word of the tool's: `Enabled`, `Exclusive_Process`. `N/A` is none, with its brackets or without. */
export function mode(cell: string): string | null {
  return /^[A-Z]\w{1,31}$/i.test(cell) ? cell : null;
}

/** Bits of nvmlClocksEventReasons (nvml.h) in the tool's own words. The first, that nothing runs, holds nothing back. */
const REASONS: readonly (string | null)[] = [
  null,
  'applications_clocks_setting',
  'sw_power_cap',
  'hw_slowdown',
  'sync_boost',
  'sw_thermal_slowdown',
  'hw_thermal_slowdown',
  'hw_power_brake_slowdown',
  'display_clock_setting',
];

/** `0x0000000000000044` by its words; a bit without a name is `bit N`. */
export function throttleReasons(cell: string): readonly string[] | null {
  if (!/^0x[\da-f]{1,16}$/i.test(cell)) return null;
  const mask = BigInt(cell);
  return Array.from({ length: 64 }, (_, bit) => bit).flatMap((bit) => {
    if (((mask >> BigInt(bit)) & 1n) === 0n) return [];
    const word = bit < REASONS.length ? REASONS[bit] : `bit ${bit}`;
    return word ?? [];
  });
}
