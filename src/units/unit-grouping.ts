/** Groups by what units are made of: all that one pod, job or application uses, whatever else its processes are. */
import type { UnitParts, UnitPart } from './unit.js';

/** By the name of the grouping: the parts that tell its groups apart. Whoever has none of them is in one group with the others who have none. */
export const UNIT_GROUPINGS = {
  pod: ['pod_uid', 'namespace', 'pod'],
  container: ['pod_uid', 'container_id', 'namespace', 'pod', 'container_name'],
  namespace: ['namespace'],
  container_name: ['namespace', 'container_name'],
  machine: ['machine'],
  app: ['app_id'],
  service: ['service'],
  slurm_job: ['slurm_job'],
  step: ['slurm_job', 'step'],
  task: ['slurm_job', 'step', 'nomad_alloc', 'task'],
  pbs_job: ['pbs_job'],
  lsf_job: ['lsf_job'],
  condor_slot: ['condor_slot'],
  nomad_alloc: ['nomad_alloc'],
  ecs_task: ['ecs_task'],
} as const satisfies Record<string, readonly UnitPart[]>;
export type UnitGrouping = keyof typeof UNIT_GROUPINGS;

export const UNIT_GROUPING_NAMES = Object.keys(UNIT_GROUPINGS) as readonly UnitGrouping[];

export function isUnitGrouping(by: string): by is UnitGrouping {
  return Object.hasOwn(UNIT_GROUPINGS, by);
}

/** An id beside which there is a name. */
function isNamed(part: UnitPart, { pod, container_name }: UnitParts): boolean {
  return (part === 'pod_uid' && pod !== undefined) || (part === 'container_id' && container_name !== undefined);
}

/** What a group is called: its parts, from the outermost, by names and not by ids where they are known. Null: it has none. Hostile text. */
export function groupName(parts: UnitParts, by: UnitGrouping): string | null {
  const known = UNIT_GROUPINGS[by].flatMap((part) => (isNamed(part, parts) ? [] : (parts[part] ?? [])));
  return known.length === 0 ? null : known.join('/');
}
