/**
 * Numbers as people read them. Each form has a greatest width, so that columns never move, and unknown is always a dash:
 * a monitor that prints 0 for "not known" is believed once.
 */
import { DASH } from './glyphs.js';

const KIB = 1024;
const BYTE_UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/**
 * A ratio as a percentage with one decimal, at most 6 cells: ` 4.2 %`, `100 %`. Plain rounding: 0.9994 is `99.9 %` and
 * 0.9995 is `100 %`. Above 1 (the driver's clock and ours disagree) is shown as `100 %`; the snapshot counts it.
 */
export function percent(ratio: number | null): string {
  if (ratio === null) return DASH;
  const tenths = Math.round(Math.min(1, Math.max(0, ratio)) * 1000);
  return tenths >= 1000 ? '100 %' : tenthsOfPercent(tenths);
}

/** A share of CPU, where 1 is one core and several cores go above 100 %: at most 7 cells, `12.5 %`, `1600 %`. */
export function cpuPercent(ratio: number | null): string {
  if (ratio === null) return DASH;
  const tenths = Math.round(Math.max(0, ratio) * 1000);
  return tenths >= 1000 ? `${Math.round(tenths / 10)} %` : tenthsOfPercent(tenths);
}

/** A thousand texts at most, of which a frame of the screen shows hundreds. */
const PERCENTS: string[] = [];

function tenthsOfPercent(tenths: number): string {
  return (PERCENTS[tenths] ??= `${(tenths / 10).toFixed(1)} %`);
}

/** Bytes with three significant digits and binary units, at most 8 cells: `512 B`, `34.0 MiB`, `0.98 GiB`. */
export function bytes(count: number | null): string {
  if (count === null) return DASH;
  if (count < 1000) return `${Math.round(count)} B`;
  let value = count;
  let unit = 'B';
  for (const next of BYTE_UNITS) {
    if (Math.round(value) < 1000) break;
    value /= KIB;
    unit = next;
  }
  return `${significant(value)} ${unit}`;
}

/** Used and total in the unit of the total: `7.20 / 16.0 GiB`, `34.0 MiB` where the total is unknown. */
export function bytesOf(used: number | null, total: number | null): string {
  if (used === null || total === null) return total === null ? bytes(used) : `${DASH} / ${bytes(total)}`;
  const [, unit = 'B'] = bytes(total).split(' ');
  const value = used / KIB ** (BYTE_UNITS.indexOf(unit) + 1);
  return `${unit === 'B' ? Math.round(value).toString() : significant(value)} / ${bytes(total)}`;
}

/**
 * Accumulated GPU time as htop prints TIME+, at most 8 cells: `0:03.42`, `59:59.99`, then `1:02:11` (hours), then
 * `4d03h12m`, `1234d05h`.
 */
export function gpuTime(ns: bigint | null): string {
  if (ns === null) return DASH;
  const hundredths = Number(ns / 10_000_000n);
  const seconds = Math.floor(hundredths / 100);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (hours < 1) return `${minutes}:${two(seconds % 60)}.${two(hundredths % 100)}`;
  if (hours < 100) return `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`;
  return days < 10 ? `${days}d${two(hours % 24)}h${two(minutes % 60)}m` : `${days}d${two(hours % 24)}h`;
}

/** `2410 MHz` below 10 GHz, since drivers step in MHz; `800 kHz`, `12.5 GHz`. */
export function frequency(hertz: number | null): string {
  if (hertz === null) return DASH;
  if (hertz >= 1e10) return `${significant(hertz / 1e9)} GHz`;
  if (hertz >= 1e6 || hertz === 0) return `${Math.round(hertz / 1e6)} MHz`;
  return `${Math.max(1, Math.round(hertz / 1e3))} kHz`;
}

/** `142 W`, `7.3 W`. */
export function watts(power: number | null): string {
  if (power === null) return DASH;
  return Math.abs(power) >= 99.95 ? `${Math.round(power)} W` : `${power.toFixed(1)} W`;
}

/** `61 °C`. */
export function celsius(temperature: number | null): string {
  return temperature === null ? DASH : `${Math.round(temperature)} °C`;
}

/** `850 J`, `918 kJ`, `1.62 GJ`. */
export function joules(energy: number | null): string {
  if (energy === null) return DASH;
  if (energy < 999.5) return `${Math.round(energy)} J`;
  if (energy < 999.5e3) return `${significant(energy / 1e3)} kJ`;
  return energy < 999.5e6 ? `${significant(energy / 1e6)} MJ` : `${significant(energy / 1e9)} GJ`;
}

/** Transfers a second as the PCI Express standard counts them: `16 GT/s`, `2.5 GT/s`. */
export function transfers(perSecond: number | null): string {
  return perSecond === null ? DASH : `${Math.round(perSecond / 1e8) / 10} GT/s`;
}

/** A span of time: `850 µs`, `1.9 ms`, `24 s`, `3 min 20 s`, `2 h 05 min`, `4 d 03 h`. */
export function duration(ns: number | null): string {
  if (ns === null) return DASH;
  if (ns < 999_500) return `${Math.round(ns / 1e3)} µs`;
  if (ns < 999_500_000) return `${significantBelow100(ns / 1e6)} ms`;
  const seconds = ns / 1e9;
  if (seconds < 59.95) return `${significantBelow100(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
  return `${Math.floor(minutes / 1440)} d ${two(Math.floor(minutes / 60) % 24)} h`;
}

/** A span that somebody chose: `30 s`, `5 min`, `1 h`; as `duration` where it is no whole number of those. */
export function spanOf(ns: number): string {
  const seconds = Math.round(ns / 1e9);
  if (seconds > 0 && seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds > 0 && seconds % 60 === 0 ? `${seconds / 60} min` : duration(ns);
}

/** `18:40:04`, of wall time in ms as it is here. */
export function clock(wallMs: number): string {
  return new Date(wallMs).toTimeString().slice(0, 8);
}

/** Three significant digits below 1000: `0.98`, `5.10`, `34.0`, `212`. */
function significant(value: number): string {
  if (value < 9.995) return value.toFixed(2);
  return value < 99.95 ? value.toFixed(1) : value.toFixed(0);
}

/** `1.9`, `24`: one decimal below 10. */
function significantBelow100(value: number): string {
  return value < 9.95 ? value.toFixed(1) : value.toFixed(0);
}

function two(value: number): string {
  return value.toString().padStart(2, '0');
}
