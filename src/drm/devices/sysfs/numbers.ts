/**
 * Numbers from sysfs, in base units. Firmware answers 0xffff or -22 where it does not know; what a device can be at all is told in the
 * registry of facts, and judged where what cannot be is counted (ledger/devices/possible.ts).
 */

/** A decimal integer, u64 and s64 among them, else null. Beyond 2^53 it is not exact, and no figure of a device is as large. */
function integer(text: string | null): number | null {
  return text === null || !/^\s*-?\d{1,20}\s*$/.test(text) ? null : Number(text);
}

function scaled(value: number | null, unit: number): number | null {
  return value === null ? null : value / unit;
}

/** Percent → ratio. */
export function percentRatio(text: string | null): number | null {
  return scaled(integer(text), 100);
}

/** Thousandths → ratio. */
export function permilleRatio(text: string | null): number | null {
  return scaled(integer(text), 1000);
}

/** Hz as printed by devfreq and hwmon's freqN_input. */
export function hertz(text: string | null): number | null {
  return integer(text);
}

/** MHz → Hz. */
export function hertzOfMegahertz(text: string | null): number | null {
  const value = integer(text);
  return value === null ? null : value * 1e6;
}

/** A frequency that is a limit: 0 says that there is none. */
export function limit(value: number | null): number | null {
  return value === 0 ? null : value;
}

/** hwmon's millidegrees Celsius. */
export function celsius(text: string | null): number | null {
  return scaled(integer(text), 1000);
}

/** hwmon's turns a minute of a fan. */
export function turns(text: string | null): number | null {
  return integer(text);
}

/** A count of things. */
export function count(text: string | null): number | null {
  return integer(text);
}

/** hwmon's microwatts. */
export function watts(text: string | null): number | null {
  return scaled(integer(text), 1e6);
}

/** hwmon's millivolts. */
export function volts(text: string | null): number | null {
  return scaled(integer(text), 1000);
}

/** A size of memory. */
export function bytes(text: string | null): number | null {
  return integer(text);
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
