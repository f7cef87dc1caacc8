/** What of a row more than one column, filter or order asks for. */
import type { ProcessFacts } from '../../scan/sweep.js';
import { type Unit, UNIT_PARTS, type UnitKind, type UnitParts } from '../../units/unit.js';
import { mainBytesOf } from '../devices/main-memory.js';
import type { Row } from './row.js';

/**
 * Bytes in use of the device's main memory, as its panel tells them; of a device that shows no memory over all regions. Null where the
 * driver prints none. Shared buffers count in each client.
 */
export function memoryInUse(row: Row): number | null {
  const { onlyClient, mainRegions } = row;
  if (onlyClient !== null && mainRegions.length > 0) return mainBytesOf(onlyClient, { regions: mainRegions });
  const { memory } = row;
  let sum: number | null = null;
  for (const name of mainRegions.length === 0 ? memory.keys() : mainRegions) {
    const used = memory.get(name);
    if (used !== undefined) sum = (sum ?? 0) + used;
  }
  return sum;
}

/** Units that are no container, job or machine, but a part of the system that the processes run in. */
const PLAIN_UNITS: ReadonlySet<UnitKind> = new Set(['systemd', 'app', 'session', 'openrc']);

/** The container, job or machine that the row's processes are in, as its short text; null: none. */
export function containerOf(row: Row): string | null {
  const kind = (row.clients[0]?.owner ?? row.silentFds[0]?.process)?.unit?.kind;
  return kind === undefined || PLAIN_UNITS.has(kind) ? null : row.unit;
}

/** Processes that hold any of the row's clients or fds. */
export function countHolders(row: Row): number {
  const pids = new Set<number>();
  for (const { holders } of row.clients) for (const { process } of holders) pids.add(process.pid);
  for (const { process } of row.silentFds) pids.add(process.pid);
  return pids.size;
}

/** Owners of its clients, and the processes of its fds without statistics. */
export function processesOf(row: Row): readonly ProcessFacts[] {
  return [...row.clients.map((client) => client.owner), ...row.silentFds.map((silent) => silent.process)];
}

/** Of owners and of all other holders: who looks for a pid wants to see what it holds. */
export function pidsOf(row: Row): string[] {
  const holders = row.clients.flatMap((client) => client.holders.map((holder) => holder.process));
  return [...processesOf(row), ...holders].map((process) => process.pid.toString());
}

/** What the units of all its processes have in common; null where none has a unit. What differs, or one of them does not have, is left out. */
export function commonUnit(row: Row): { readonly kind: UnitKind | null; readonly parts: UnitParts } | null {
  const units = processesOf(row).map(({ unit }) => unit);
  const first = units.find((unit) => unit !== null);
  if (first === undefined) return null;
  const isCommon = (pick: (unit: Unit) => string | undefined): boolean =>
    units.every((unit) => unit !== null && pick(unit) === pick(first));
  const parts = UNIT_PARTS.filter((part) => isCommon((unit) => unit.parts[part]));
  return {
    kind: isCommon(({ kind }) => kind) ? first.kind : null,
    parts: Object.fromEntries(parts.map((part) => [part, first.parts[part]])),
  };
}

/** A fact of fdinfo (measures/client-facts.ts), added up over the clients that say it; null where none does. */
export function clientFact({ clients }: Row, name: string): number | null {
  let sum: number | null = null;
  for (const { facts } of clients) {
    const value = facts.get(name);
    if (value !== undefined) sum = (sum ?? 0) + value;
  }
  return sum;
}
