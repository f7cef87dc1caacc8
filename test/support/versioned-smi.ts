/**
 * A stand-in for nvidia-smi as a driver of a version has it: its columns of pmon, its fields of `--query-gpu`, and its word for a field that
 * it does not know. Which version has which field is known of 590 (public captures: query-forms.ts) and of the manual pages of 525 and 550;
 * between them it is a guess, which is why nothing in gpu-top goes by the version.
 */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { TemporaryTree } from './tree.js';

const OLD: Readonly<Record<string, string>> = {
  ...{ index: '0', 'pci.bus_id': '00000000:01:00.0', 'utilization.gpu': '61', 'memory.used': '8532', 'memory.total': '24576' },
  ...{
    'temperature.gpu': '50',
    'power.draw': '320.10',
    'power.limit': '450.00',
    'clocks.current.sm': '2520',
    'clocks.sm': '2520',
  },
  ...{ 'utilization.memory': '22', 'clocks.current.memory': '10501', 'clocks.mem': '10501', 'clocks.max.sm': '3105' },
  ...{ 'clocks.max.memory': '10501', 'clocks.max.mem': '10501', 'power.default_limit': '450.00', 'temperature.memory': 'N/A' },
  ...{ vbios_version: '95.02.3C.40.8F', uuid: 'GPU-01234567-89ab-cdef-0123-456789abcdef', serial: '[N/A]' },
  ...{ 'power.min_limit': '150.00', 'power.max_limit': '600.00', 'fan.speed': '41', pstate: 'P2', compute_mode: 'Default' },
  ...{ persistence_mode: 'Enabled', display_active: 'Disabled', 'mig.mode.current': '[N/A]', 'ecc.mode.current': 'Enabled' },
  'ecc.errors.corrected.volatile.total': '3',
  'ecc.errors.uncorrected.volatile.total': '0',
  'ecc.errors.corrected.aggregate.total': '17',
  'ecc.errors.uncorrected.aggregate.total': '1',
  'retired_pages.single_bit_ecc.count': '[N/A]',
  'retired_pages.double_bit.count': '[N/A]',
  'retired_pages.pending': '[N/A]',
  'clocks_throttle_reasons.active': '0x0000000000000004',
  ...{ 'pcie.link.gen.current': '1', 'pcie.link.width.current': '8' },
  'clocks.current.video': '1950',
  'clocks.video': '1950',
};
const WITH_EVENTS = { ...OLD, 'clocks_event_reasons.active': '0x0000000000000004' };
const WITH_VIDEO = {
  ...WITH_EVENTS,
  ...{ 'utilization.encoder': '12', 'utilization.decoder': '34', 'utilization.jpeg': '0', 'utilization.ofa': '0' },
  'temperature.gpu.tlimit': '33',
};
const WITH_ROWS = {
  ...WITH_VIDEO,
  ...{ 'remapped_rows.correctable': '2', 'remapped_rows.uncorrectable': '0' },
  ...{ 'remapped_rows.pending': 'No', 'remapped_rows.failure': 'No', gpu_recovery_action: 'None' },
};
/** As a driver might be that has dropped the old names. */
const LATER = Object.fromEntries(
  Object.entries<string>(WITH_ROWS).filter(([name]) => !['clocks_throttle_reasons.active', 'clocks.sm'].includes(name)),
);

const PLAIN = '# gpu pid type sm mem enc dec fb command\n# Idx # C/G % % % % MB name';
const DATED = '#Date Time gpu pid type sm mem enc dec fb command\n#YYYYMMDD HH:MM:SS Idx # C/G % % % % MB name';
const JPEG =
  '#Date Time gpu pid type sm mem enc dec jpg ofa fb ccpm command\n#YYYYMMDD HH:MM:SS Idx # C/G % % % % % % MB MB name';

interface Version {
  readonly fields: Readonly<Record<string, string>>;
  readonly header: string;
  /** Of a process, by its place in the header's columns: what stands between pid and command. */
  readonly cells: string;
  readonly isDated: boolean;
}

const plain = { header: PLAIN, cells: 'C 60 22 - - 8192', isDated: false };
const dated = { header: DATED, cells: 'C 60 22 - - 8192', isDated: true };
const jpeg = { header: JPEG, cells: 'C 60 22 - - - - 8192 0', isDated: true };

export const SMI_VERSIONS: Readonly<Record<string, Version>> = {
  '525': { fields: OLD, ...plain },
  '535': { fields: WITH_EVENTS, ...dated },
  '545': { fields: WITH_EVENTS, ...dated },
  '550': { fields: WITH_VIDEO, ...jpeg },
  '555': { fields: WITH_VIDEO, ...jpeg },
  '560': { fields: WITH_VIDEO, ...jpeg },
  '570': { fields: WITH_VIDEO, ...jpeg },
  '580': { fields: WITH_ROWS, ...jpeg },
  '590': { fields: WITH_ROWS, ...jpeg },
  later: { fields: { ...LATER, driver_version: '650.10' }, ...jpeg },
};

export interface VersionedSmiOptions {
  /** The process that it tells of. */
  readonly pid: number;
  /** Whether it says which fields it has. @default true */
  readonly hasHelp?: boolean;
}

/** Writes it as `nvidia-smi` into the root of the tree; each start leaves its arguments in `starts`. */
export function versionedSmi(tree: TemporaryTree, version: string, { pid, hasHelp = true }: VersionedSmiOptions): string {
  const found = SMI_VERSIONS[version];
  if (found === undefined) throw new Error(`no such version: ${version}`);
  const { header, cells, isDated } = found;
  const fields = { driver_version: `${version}.54.14`, ...found.fields };
  tree.writeFile(
    'fields',
    Object.entries(fields)
      .map(([name, value]) => `${name} ${value}\n`)
      .join(''),
  );
  tree.writeFile('header', `${header}\n`);
  const row = `${isDated ? ' 20261126 12:00:00' : ''} 0 ${pid} ${cells} my prog name`;
  const help = hasHelp
    ? `echo 'List of valid properties to query for the switch "--query-gpu=":'; sed 's/^\\([^ ]*\\) .*/\\n"\\1"\\nWhat it is./' '${tree.root}/fields'; exit 0`
    : `echo 'Invalid combination of input arguments. Please run "nvidia-smi -h" for help.'; exit 1`;
  tree.writeFile(
    'nvidia-smi',
    `#!/bin/sh
echo "$*" >>'${tree.root}/starts'
case $1 in
pmon) cat '${tree.root}/header'; while :; do echo '${row}'; sleep 0.05; done ;;
--help-query-gpu) ${help} ;;
--query-gpu=*)
  row=$(echo "\${1#--query-gpu=}" | tr , '\\n' | awk '
    NR == FNR { at = index($0, " "); known[substr($0, 1, at - 1)] = substr($0, at + 1); next }
    !($0 in known) { printf "Field \\"%s\\" is not a valid field to query.\\n\\n", $0; row = ""; exit }
    { row = row (row == "" ? "" : ", ") known[$0] }
    END { if (row != "") print row }' '${tree.root}/fields' -)
  case $row in Field*) echo "$row"; echo; exit 2 ;; esac
  while :; do echo "$row"; sleep 0.05; done ;;
*) exit 3 ;;
esac
`,
  );
  const path = join(tree.root, 'nvidia-smi');
  chmodSync(path, 0o755);
  return path;
}
