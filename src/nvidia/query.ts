/**
 * The lines of `nvidia-smi --query-gpu=... --format=csv,noheader,nounits`: what NVIDIA's library says of each GPU.
 *
 * Which fields there are differs by driver, and one that it does not know is the end of all others (`query-fields.ts`): so a line is read by
 * the fields that were asked for. A line that names fields, as the tool prints it without `noheader`, holds for those after it.
 */
import type { DeviceFactKey, DeviceFactValues } from '../measures/device-facts.js';
import { decimal } from '../procfs/decimal.js';
import {
  count,
  kernelAddress,
  megabytes,
  megahertz,
  mode,
  quantity,
  ratio,
  share,
  throttleReasons,
  transfersPerSecond,
  version,
} from './query-cells.js';

/** One GPU. What is not known (`[N/A]`, `[Not Supported]`, `[Unknown Error]`, no number) is null, and no fact. */
export interface QueryRow {
  readonly index: number;
  /** `0000:01:00.0`, as the kernel writes it. */
  readonly pciAddress: string;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
  /** The facts of the device that it tells. */
  readonly facts: Partial<DeviceFactValues>;
}

interface Said {
  index?: number;
  pciAddress?: string;
  usedBytes?: number;
  totalBytes?: number;
  readonly facts: Partial<Record<DeviceFactKey, unknown>>;
}

type Put = (said: Said, cell: string) => void;

/** A fact of one field. */
function fact(key: DeviceFactKey, read: (cell: string) => unknown): Put {
  return ({ facts }, cell) => {
    const value = read(cell);
    if (value !== null) facts[key] = value;
  };
}

/** One of several numbers of a fact, by its name among them. */
function among(key: DeviceFactKey, name: string, read: (cell: string) => number | null): Put {
  return ({ facts }, cell) => {
    const value = read(cell);
    if (value === null) return;
    const known = facts[key];
    facts[key] = new Map([...(known instanceof Map ? known : []), [name, value]]);
  };
}

/** Fields by the name that the tool prints above them; behind `|` the name that it has in other versions. */
const FIELDS: readonly (readonly [names: string, put: Put])[] = [
  ['index', (said, cell) => put(said, 'index', decimal(cell))],
  ['pci.bus_id', (said, cell) => put(said, 'pciAddress', kernelAddress(cell))],
  ['utilization.gpu', fact('busyRatio', share)],
  ['memory.used', (said, cell) => put(said, 'usedBytes', megabytes(cell))],
  ['memory.total', (said, cell) => put(said, 'totalBytes', megabytes(cell))],
  ['temperature.gpu', fact('temperatureCelsius', quantity)],
  ['power.draw', fact('powerWatts', quantity)],
  ['power.limit', fact('powerCapWatts', quantity)],
  ['clocks.current.sm', fact('frequencyHz', megahertz)],
  ['utilization.memory', fact('memoryBusyRatio', share)],
  ['clocks.current.memory', fact('memoryFrequencyHz', megahertz)],
  ['clocks.max.sm', fact('maxFrequencyHz', megahertz)],
  ['clocks.max.memory', fact('maxMemoryFrequencyHz', megahertz)],
  ['power.default_limit', fact('defaultPowerCapWatts', quantity)],
  // As other drivers call the memory's sensor.
  ['temperature.memory', among('temperaturesCelsius', 'mem', quantity)],
  ['vbios_version', fact('vbiosVersion', version)],
  ['uuid', fact('uniqueId', (cell) => (/^GPU-[\da-f-]{36}$/i.test(cell) ? cell : null))],
  ['serial', fact('serialNumber', (cell) => (/^\w{1,32}$/.test(cell) && !/^0+$/.test(cell) ? cell : null))],
  ['driver_version', fact('driverVersion', version)],
  ['power.min_limit', fact('minPowerCapWatts', quantity)],
  ['power.max_limit', fact('maxPowerCapWatts', quantity)],
  ['fan.speed', fact('fanRatio', ratio)],
  ['pstate', fact('performanceState', (cell) => (/^P\d{1,2}$/.test(cell) ? cell : null))],
  ['compute_mode', fact('computeMode', mode)],
  ['persistence_mode', fact('persistenceMode', mode)],
  ['display_active', fact('displayActive', mode)],
  ['mig.mode.current', fact('migMode', mode)],
  ['ecc.mode.current', fact('eccMode', mode)],
  ['ecc.errors.corrected.volatile.total', among('memoryErrors', 'corrected', count)],
  ['ecc.errors.uncorrected.volatile.total', among('memoryErrors', 'uncorrected', count)],
  ['ecc.errors.corrected.aggregate.total', among('lifetimeMemoryErrors', 'corrected', count)],
  ['ecc.errors.uncorrected.aggregate.total', among('lifetimeMemoryErrors', 'uncorrected', count)],
  ['retired_pages.single_bit_ecc.count', among('retiredMemory', 'pages single-bit', count)],
  ['retired_pages.double_bit.count', among('retiredMemory', 'pages double-bit', count)],
  ['retired_pages.pending', repair('pending')],
  ['remapped_rows.correctable', among('retiredMemory', 'rows correctable', count)],
  ['remapped_rows.uncorrectable', among('retiredMemory', 'rows uncorrectable', count)],
  ['remapped_rows.pending', repair('pending')],
  ['remapped_rows.failure', repair('failed')],
  ['clocks_throttle_reasons.active|clocks_event_reasons.active', fact('throttleReasons', throttleReasons)],
  ['utilization.encoder', among('videoBusyRatios', 'encoder', share)],
  ['utilization.decoder', among('videoBusyRatios', 'decoder', share)],
  ['utilization.jpeg', among('videoBusyRatios', 'jpeg', share)],
  ['utilization.ofa', among('videoBusyRatios', 'ofa', share)],
  ['clocks.current.video', fact('videoFrequencyHz', megahertz)],
  ['temperature.gpu.tlimit', fact('temperatureMarginCelsius', (cell) => (/^-?\d{1,3}$/.test(cell) ? Number(cell) : null))],
  ['pcie.link.gen.current', fact('linkTransfersPerSecond', transfersPerSecond)],
  ['pcie.link.width.current', fact('linkLanes', (cell) => (/^[1-9]\d?$/.test(cell) ? Number(cell) : null))],
  ['gpu_recovery_action', fact('recoveryAction', (cell) => (/^[A-Z][A-Za-z\d ]{1,31}$/.test(cell) ? cell : null))],
];

/** Other names that the tool has for them, by which somebody else may have asked it. */
const ALIASES: Readonly<Record<string, string>> = {
  gpu_bus_id: 'pci.bus_id',
  'clocks.sm': 'clocks.current.sm',
  'clocks.mem': 'clocks.current.memory',
  'clocks.max.mem': 'clocks.max.memory',
  gpu_uuid: 'uuid',
  gpu_serial: 'serial',
  'retired_pages.sbe': 'retired_pages.single_bit_ecc.count',
  'retired_pages.dbe': 'retired_pages.double_bit.count',
  'clocks.video': 'clocks.current.video',
};

/** Without these a line is of no GPU. */
const NEEDED = ['index', 'pci.bus_id'];
/** Those that tell this card from all others in the world. */
const IDENTITY: ReadonlySet<string> = new Set(['uuid', 'serial']);

/** All fields that are of use, each by the names that it has had: any driver from 525 on has the first of most. */
export const QUERY_FIELDS: readonly (readonly string[])[] = FIELDS.map(([names]) => names.split('|'));

interface Field {
  readonly name: string;
  readonly put: Put;
}

const BY_NAME: ReadonlyMap<string, Field> = new Map(
  FIELDS.flatMap(([names, put]) => {
    const [name = '', ...others] = names.split('|');
    const aliases = Object.entries(ALIASES).flatMap(([alias, of]) => (of === name ? alias : []));
    return [name, ...others, ...aliases].map((each) => [each, { name, put }] as const);
  }),
);

/** More columns than any query has. */
const MOST_CELLS = 512;

/** Reads lines one after the other; what a line that names fields says holds for those after it. */
export class QueryReader {
  #columns: readonly string[];
  /**
   * @param fields those asked for, by any of their names, in the order of the answer; null: nobody knows, and then a line that names none
   *   holds the first of all that there are, as captures did before they named them
   */
  constructor(fields: readonly string[] | null) {
    this.#columns = fields ?? QUERY_FIELDS.flatMap(([name = '']) => name);
  }

  /** Null for a line that is none of a GPU. */
  read(line: string): QueryRow | null {
    const cells = cellsOf(line);
    const named = namesIn(cells);
    if (named !== null) this.#columns = named;
    const most = this.#columns.length;
    if (named !== null || cells.length > most || cells.length < Math.min(most, FEWEST_CELLS)) return null;
    const said: Said = { facts: {} };
    cells.forEach((cell, at) => BY_NAME.get(this.#columns[at] ?? '')?.put(said, cell));
    const { index, pciAddress, usedBytes = null, totalBytes = null, facts } = said;
    if (index === undefined || pciAddress === undefined) return null;
    return {
      index,
      pciAddress,
      memoryUsedBytes: usedBytes,
      memoryTotalBytes: totalBytes,
      facts: facts as Partial<DeviceFactValues>,
    };
  }

  /**
   * A line as it may go out: numbers, addresses and the tool's own words stay; what tells this card from all others, and any other word,
   * does not. Null for a line that says nothing of a GPU.
   */
  withoutIdentity(line: string): string | null {
    const cells = cellsOf(line);
    const row = this.read(line);
    if (namesIn(cells) !== null) return cells.map((cell) => (FIELD_NAME.test(cell) ? cell : '-')).join(', ');
    if (row === null) return null;
    return cells.map((cell, at) => (this.#isIdentity(at) || !PLAIN.test(cell) ? '[N/A]' : cell)).join(', ');
  }

  #isIdentity(place: number): boolean {
    const name = BY_NAME.get(this.#columns[place] ?? '')?.name;
    return name === undefined || IDENTITY.has(name);
  }
}

/** `memory.used [MiB]` */
const FIELD_NAME = /^[a-z_]+(?:\.[a-z_]+)*(?: \[[A-Za-z%]{1,8}\])?$/;
const PLAIN =
  /^(?:[\d.:a-f]{1,20}|0x[\da-f]{1,16}|P\d{1,2}|\d[\d.]* (?:%|MiB|MHz|W)|-?\d{1,3}|Yes|No|None|Enabled|Disabled|Default|Prohibited|Exclusive_\w{1,10}|\[[A-Za-z/ ]{1,20}\]|N\/A)$/i;
/** A row that ends early tells the first of what was asked; one that is shorter than this, nothing. */
const FEWEST_CELLS = 9;

function cellsOf(line: string): string[] {
  return line.split(',', MOST_CELLS).map((cell) => cell.trim());
}

/** The fields that a line names, `memory.used [MiB]` for `memory.used`; null: it names none, it is a row. */
function namesIn(cells: readonly string[]): string[] | null {
  const names = cells.map((cell) => cell.replace(/ \[[^\]]{1,8}\]$/, ''));
  return NEEDED.every((needed) => names.some((name) => BY_NAME.get(name)?.name === needed)) ? names : null;
}

/** The fields that a command line of the tool's asks for; null: it asks for none. */
export function fieldsAsked(command: string): readonly string[] | null {
  const [, list] = /--query-gpu=([\w.,]+)/.exec(command) ?? [];
  return list?.split(',') ?? null;
}

function put<K extends 'index' | 'pciAddress' | 'usedBytes' | 'totalBytes'>(said: Said, key: K, value: Said[K] | null): void {
  if (value !== null) said[key] = value;
}

/** Pages to retire and rows to remap say Yes or No; a card has one of the two, and failure is worse than waiting. */
function repair(word: 'pending' | 'failed'): Put {
  return ({ facts }, cell) => {
    if (/^yes$/i.test(cell)) facts.memoryRepair = word;
    else if (/^no$/i.test(cell)) facts.memoryRepair ??= 'none';
  };
}
