/**
 * Numbers from sysfs, in base units and believed only when they can be true.
 *
 * Firmware answers 0xffff, -22 or nothing where it does not know, and a page of sysfs may be somebody's fixture: a
 * number out of the range that any real device can have is no number. The bounds are wide on purpose.
 */

/** A decimal integer within bounds, else null. */
function integer(text: string | null, min: number, max: number): number | null {
  if (text === null || !/^\s*-?\d{1,16}\s*$/.test(text)) return null;
  const value = Number(text);
  return value >= min && value <= max ? value : null;
}

function scaled(value: number | null, unit: number): number | null {
  return value === null ? null : value / unit;
}

/** 0..100 → 0..1. */
export function percentRatio(text: string | null): number | null {
  return scaled(integer(text, 0, 100), 100);
}

/** Hz as printed by devfreq and hwmon's freqN_input, up to 100 GHz. */
export function hertz(text: string | null): number | null {
  return integer(text, 0, 1e11);
}

/** MHz → Hz, up to 100 GHz. */
export function hertzOfMegahertz(text: string | null): number | null {
  const value = integer(text, 0, 1e5);
  return value === null ? null : value * 1e6;
}

/** A frequency that is a limit: 0 says that there is none. */
export function limit(value: number | null): number | null {
  return value === 0 ? null : value;
}

/** hwmon's millidegrees Celsius, -100..300 °C. */
export function celsius(text: string | null): number | null {
  return scaled(integer(text, -100_000, 300_000), 1000);
}

/** hwmon's turns a minute of a fan, up to 100 000. */
export function turns(text: string | null): number | null {
  return integer(text, 0, 100_000);
}

/** A count of things, up to 100 000. */
export function count(text: string | null): number | null {
  return integer(text, 0, 100_000);
}

/** hwmon's microwatts, up to 10 kW. */
export function watts(text: string | null): number | null {
  return scaled(integer(text, 0, 1e10), 1e6);
}

/** Bytes, up to 2^53. */
export function bytes(text: string | null): number | null {
  return integer(text, 0, Number.MAX_SAFE_INTEGER);
}

/** A u64 counter in its own unit, exact. */
export function counter(text: string | null): bigint | null {
  if (text === null || !/^\s*\d{1,20}\s*$/.test(text)) return null;
  const value = BigInt(text.trim());
  return value < 1n << 64n ? value : null;
}

/** A counter multiplied into a finer unit, exact. */
export function counterTimes(text: string | null, factor: bigint): bigint | null {
  const value = counter(text);
  return value === null ? null : value * factor;
}
