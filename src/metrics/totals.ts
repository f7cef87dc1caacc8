/** What has been counted for some clients: by device and engine. Exact; rounded once, when Prometheus is given doubles. */

/** Null: no client of the group ever had such a counter on this engine. */
export interface EngineTotal {
  readonly busyNs: bigint | null;
  readonly cycles: bigint | null;
}

/** By device id, then engine name. */
export type Totals = ReadonlyMap<string, ReadonlyMap<string, EngineTotal>>;

export const NO_TOTALS: Totals = new Map();

/** One engine's share in a snapshot. */
export interface Gain extends EngineTotal {
  readonly device: string;
  readonly engine: string;
}

/** `totals` with the gains added; the argument is left as it is. */
export function addGains(totals: Totals, gains: readonly Gain[]): Totals {
  const sum = new Map(Array.from(totals, ([device, engines]) => [device, new Map(engines)]));
  for (const { device, engine, busyNs, cycles } of gains) {
    const engines = sum.get(device) ?? new Map<string, EngineTotal>();
    sum.set(device, engines);
    const before = engines.get(engine);
    engines.set(engine, { busyNs: plus(before?.busyNs, busyNs), cycles: plus(before?.cycles, cycles) });
  }
  return sum;
}

function plus(a: bigint | null | undefined, b: bigint | null): bigint | null {
  return a == null ? b : a + (b ?? 0n);
}
