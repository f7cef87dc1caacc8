/** What `--compare` needs of an earlier report. A file from anywhere: every field is checked, and texts may be hostile. */
import { count, Damage, list, oneOf, record, text } from '../recording/shape.js';
import { REPORT_SCHEMA } from './report.js';

export interface EarlierReport {
  readonly machine: { readonly date: string; readonly version: string; readonly cpu: string };
  readonly workload: { readonly label: string };
  readonly rows: readonly { readonly key: string; readonly cpu: { readonly median: number } }[];
}

const SHAPE = record<EarlierReport & { readonly schema: typeof REPORT_SCHEMA }>({
  schema: oneOf([REPORT_SCHEMA]),
  machine: record({ date: text, version: text, cpu: text }),
  workload: record({ label: text }),
  rows: list(record({ key: text, cpu: record({ median: count }) })),
});

/**
 * @param json a report that was parsed already
 * @returns the report, or why it is none
 */
export function earlierReport(json: unknown): EarlierReport | Damage {
  try {
    return SHAPE.decode(json);
  } catch (error) {
    if (error instanceof Damage) return error;
    throw error;
  }
}
