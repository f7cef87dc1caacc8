/** Groups by what units are made of: all that one pod, job or application uses, whatever else its processes are. */
import { SHORT_ID, type UnitParts, type UnitPart } from './unit.js';

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

/** What a group is called: its parts, from the outermost, ids short and only where no name says more. Null: it has none. Hostile text. */
export function groupName(parts: UnitParts, by: UnitGrouping): string | null {
  const { pod, container_id, container_name } = parts;
  const known = UNIT_GROUPINGS[by].flatMap((part: UnitPart): string[] => {
    if (part === 'pod_uid' && (pod !== undefined || (by === 'container' && container_id !== undefined))) return [];
    if (part === 'container_id') return container_name === undefined ? [(container_id ?? '').slice(0, SHORT_ID)] : [];
    const value = parts[part];
    return value === undefined ? [] : [value];
  });
  const name = known.filter((each) => each !== '').join('/');
  return name === '' ? null : name;
}
