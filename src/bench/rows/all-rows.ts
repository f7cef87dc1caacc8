/** The rows of a benchmark, in the order of the report. */
import { readClientTables, whyNoTable } from '../../drm/nodes/clients-table.js';
import type { Workload } from '../workloads/workload.js';
import { asyncRow } from './async-row.js';
import { proposalRows } from './proposal-rows.js';
import type { BenchRow, MissingRow } from './row.js';
import { scannerRow, type ScannerRowOptions, whyNotCounted } from './scanner-row.js';

export const CONCURRENCIES = [1, 4, 16, 64] as const;

const FULL: readonly ScannerRowOptions[] = [
  { key: 'name', label: 'name, full walk', strategy: 'name', mode: 'full', count: 'none' },
  { key: 'stat', label: 'stat, full walk', strategy: 'stat', mode: 'full', count: 'none' },
  { key: 'fdinfo', label: 'fdinfo, full walk', strategy: 'fdinfo', mode: 'full', count: 'none' },
  { key: 'auto', label: 'auto, full walk', strategy: 'auto', mode: 'full', count: 'none' },
];

const INCREMENTAL: readonly ScannerRowOptions[] = [
  { key: 'incremental', label: 'auto, incremental tick', strategy: 'auto', mode: 'incremental', count: 'none' },
];

/** Where the kernel counts open files. That the count moves at every tick is pretended anywhere. */
const GATED: readonly ScannerRowOptions[] = [
  { key: 'gated', label: 'auto, gated by the count of open files', strategy: 'auto', mode: 'incremental', count: 'own' },
  { key: 'alarmed', label: 'auto, as if that count moved at every tick', strategy: 'auto', mode: 'incremental', count: 'moves' },
];
const CLIENTS: ScannerRowOptions = {
  key: 'clients',
  label: 'clients (debugfs)',
  strategy: 'clients',
  mode: 'full',
  count: 'none',
};

/**
 * @param statHangs why walking by stat must not be tried here, or null
 */
export function allRows({ root }: Workload, statHangs: string | null): (BenchRow | MissingRow)[] {
  const full = FULL.map((options) =>
    options.strategy === 'stat' && statHangs !== null
      ? { key: options.key, label: options.label, why: statHangs }
      : scannerRow(root, options),
  );
  const uncounted = whyNotCounted(root);
  const gated = GATED.map((options) =>
    uncounted === null ? scannerRow(root, options) : { key: options.key, label: options.label, why: uncounted },
  );
  const missing = whyNoTable(readClientTables(root));
  const clients =
    missing === null
      ? scannerRow(root, CLIENTS)
      : { key: CLIENTS.key, label: CLIENTS.label, why: `${missing.path}: ${missing.errno}` };
  return [
    ...full,
    ...INCREMENTAL.map((options) => scannerRow(root, options)),
    ...gated,
    clients,
    ...proposalRows(root),
    ...CONCURRENCIES.map((concurrency) => asyncRow(root, concurrency)),
  ];
}
