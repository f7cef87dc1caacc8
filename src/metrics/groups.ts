/**
 * Whose time a series counts: the ways of grouping clients, as label sets.
 *
 * Everything in a label comes from another process. It goes through the view's sanitiser and is cut, so that one process with a
 * long or ever-changing name costs a bounded number of bytes; how many label sets there may be is the accumulator's affair.
 */
import type { Client } from '../ledger/snapshot.js';
import type { UnitPart } from '../units/unit.js';
import { UNIT_GROUPINGS, type UnitGrouping } from '../units/unit-grouping.js';
import { oneLine } from '../view/text/printable.js';

type ByName = 'client' | 'process' | 'user' | 'unit' | 'unit+comm';
export type ExportGrouping = ByName | UnitGrouping;

/** The longest label value, in UTF-16 units. */
export const MAX_LABEL_LENGTH = 128;

/** Value of every group label of the series that collects what has no series of its own. */
export const OTHER = 'other';

const GROUP_LABELS: Readonly<Record<ExportGrouping, readonly string[]>> = {
  client: ['client_id', 'pid', 'comm', 'user', 'unit'],
  process: ['pid', 'comm', 'user', 'unit'],
  user: ['user'],
  unit: ['unit'],
  'unit+comm': ['unit', 'comm'],
  ...UNIT_GROUPINGS,
};
export const EXPORT_GROUPINGS = Object.keys(GROUP_LABELS) as readonly ExportGrouping[];

export type Labels = Readonly<Record<string, string>>;

/** Parts of a unit that stand as labels beside it where they are known, so that nobody has to take its text apart. Each follows from it. */
const UNIT_LABELS: readonly UnitPart[] = [
  ...(['pod_uid', 'container_id', 'slurm_job', 'pbs_job', 'lsf_job', 'namespace', 'pod', 'container_name'] as const),
];

/** All labels that a series of this grouping may have. */
export function labelNames(by: ExportGrouping): readonly string[] {
  return GROUP_LABELS[by].includes('unit') ? [...GROUP_LABELS[by], ...UNIT_LABELS] : GROUP_LABELS[by];
}

/** The group labels of a client. What is unknown is empty, or for a part of a unit left out: to Prometheus both are the same as no label. */
export function groupLabels(client: Client, by: ExportGrouping): Labels {
  const { owner, clientId } = client;
  const all: Labels = {
    ...owner.unit?.parts,
    client_id: clientId,
    pid: String(owner.pid),
    comm: owner.comm ?? '',
    user: owner.user ?? (owner.uid === null ? '' : String(owner.uid)),
    unit: owner.unit?.text ?? '',
  };
  const labels: Record<string, string> = {};
  for (const name of GROUP_LABELS[by]) labels[name] = labelText(all[name] ?? '');
  for (const part of 'unit' in labels ? UNIT_LABELS : []) {
    const value = owner.unit?.parts[part];
    if (value !== undefined) labels[part] = labelText(value);
  }
  return labels;
}

/** The labels of the series that collects the rest. */
export function otherLabels(by: ExportGrouping): Labels {
  return Object.fromEntries(GROUP_LABELS[by].map((name) => [name, OTHER]));
}

/** Any text of another process as a label value. */
export function labelText(text: string): string {
  return oneLine(text, MAX_LABEL_LENGTH);
}
