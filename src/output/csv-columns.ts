import { DEVICE_FACTS, deviceFacts } from '../measures/device-facts.js';

type Facts = typeof DEVICE_FACTS;
type FactColumn = { [K in keyof Facts]: Facts[K] extends { csv: true; name: infer N } ? N : never }[keyof Facts];

/** Facts of devices, but for the busy ratio, which engines have too. */
const FACT_COLUMNS = deviceFacts().flatMap(([, fact]) =>
  fact.kind === 'number' && fact.csv === true && fact.name !== DEVICE_FACTS.busyRatio.name ? fact.name : [],
) as readonly Exclude<FactColumn, 'busy_ratio'>[];

/** The columns of `--csv`, in order. New ones come at the end, so that a script that counts columns keeps working. */
export const CSV_COLUMNS = [
  ...(['t_wall', 't_mono_ns', 'interval_ns', 'scope', 'kind', 'name', 'device', 'driver'] as const),
  ...(['client_id', 'pid', 'start_time_ticks', 'user', 'unit', 'comm', 'command'] as const),
  ...(['busy_ratio', 'raw_ratio', 'busy_ns', 'cycles', 'total_cycles', 'capacity'] as const),
  ...(['used_bytes', 'total_bytes', 'resident_bytes', 'shared_bytes', 'purgeable_bytes', 'active_bytes'] as const),
  ...(['cpu_ratio', 'gpu_time_ns'] as const),
  ...FACT_COLUMNS,
] as const;

export type CsvColumn = (typeof CSV_COLUMNS)[number];

/** Cells by column; what is absent or null is an empty cell. Text in here is already safe. */
export type CsvLine = Partial<Record<CsvColumn, string | number | null>>;
