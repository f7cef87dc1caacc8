/** Texts that filter and sort know by a name and no table has a column for. */
import type { UnitPart } from '../../units/unit.js';
import type { Row } from '../row/row.js';
import { processesOf } from '../row/row-values.js';
import { wordText } from './cell-text.js';
import { type Column, TEXT, type Words } from './column.js';

/** What a unit is made of, with a short name where people type one. Of the long ids a part is enough. */
const PARTS: readonly (readonly [
  UnitPart,
  string,
  { readonly alias?: string; readonly part?: boolean; readonly or?: UnitPart },
])[] = [
  ['pod_uid', 'the uid of the pod', { part: true }],
  ['container_id', "the container's id", { part: true }],
  ['machine', 'the machine of LXC, nspawn or a hypervisor', {}],
  ['app_id', 'the application of the desktop, Flatpak, snap or Android', { alias: 'app' }],
  ['service', "systemd's or OpenRC's name", {}],
  ['slurm_job', 'the Slurm job', { alias: 'slurm' }],
  ['step', 'the step of a Slurm job', {}],
  ['task', 'the task of a Slurm step or a Nomad allocation', {}],
  ['pbs_job', 'the PBS job', { alias: 'pbs' }],
  ['lsf_job', 'the LSF job', { alias: 'lsf' }],
  ['condor_slot', "HTCondor's slot", {}],
  ['nomad_alloc', 'the Nomad allocation', { part: true }],
  ['ecs_task', 'the task of ECS or Fargate', {}],
  ['namespace', 'the namespace of the pod', {}],
  ['pod', 'the name of the pod, or its uid', { part: true, or: 'pod_uid' }],
  ['container_name', "the container's name, or its id", { alias: 'container', part: true, or: 'container_id' }],
];

/** `slurm_job=42`: known to filter and sort, and too many to be listed in a message. */
export const UNIT_COLUMNS: readonly Column[] = [
  hidden('kind', 'what names the unit: docker, kubernetes, slurm, app, systemd and so on', {
    part: false,
    read: (row) => processesOf(row).map(({ unit }) => unit?.kind),
  }),
  ...PARTS.map(([name, meaning, { alias, part = false, or }]) => ({
    ...hidden(name, meaning, {
      part,
      read: (row) => processesOf(row).flatMap(({ unit }) => [unit?.parts[name], ...(or === undefined ? [] : [unit?.parts[or]])]),
    }),
    ...(alias === undefined ? {} : { aliases: [alias] }),
  })),
];

/** The others, which messages list. */
export const HIDDEN_COLUMNS: readonly Column[] = [
  hidden('driver', "the device's driver", { part: false, read: (row) => [row.driver] }),
  hidden('host', 'the machine, with --ssh or --via', {
    part: false,
    read: (row) => [...row.clients, ...row.silentFds].map(({ host }) => host),
  }),
  hidden('comm', 'the name of the process', { part: true, read: (row) => processesOf(row).map((process) => process.comm) }),
  hidden('name', 'drm-client-name, which the client chose', {
    part: true,
    read: (row) => row.clients.map((client) => client.clientName),
  }),
];

function hidden(key: string, meaning: string, words: Words): Column {
  const value = (row: Row): string | null => words.read(row).find((text) => text != null) ?? null;
  return {
    ...TEXT,
    key,
    title: key.toUpperCase(),
    width: 8,
    rank: 99,
    meaning,
    words,
    value,
    text: (row) => wordText(value(row)),
  };
}
