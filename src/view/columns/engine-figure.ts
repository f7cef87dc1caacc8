/**
 * An engine's figure as text, by what it rests on: a share of time is a percentage, compute units in use at an instant are counted, and a
 * bound says that it is one. Only the first is measured, so only it has a bar and a colour.
 */
import { COMPUTE_UNITS, KFD_BOUND } from '../../ledger/occupant-use.js';
import type { BusyBasis, Client } from '../../ledger/snapshot.js';
import { DASH } from '../text/glyphs.js';
import { percent } from '../text/numbers.js';
import type { Row } from '../row/row.js';

export interface EngineFigure {
  /** Null: nothing is known. */
  readonly ratio: number | null;
  /** Engines of the group; of compute units, all that there are. */
  readonly capacity: number;
  readonly basis?: BusyBasis | null | undefined;
}

/** Cells that figures of these engines take, where that is more than a percentage does: `304 of 304 CU`, `≤ 100 %`. */
export const FIGURE_CELLS: ReadonlyMap<string, number> = new Map([
  [COMPUTE_UNITS, 13],
  [KFD_BOUND, 7],
]);

/** True for a share of time. */
export function isShare({ basis }: Pick<EngineFigure, 'basis'>): boolean {
  return basis !== 'sample' && basis !== 'bound';
}

/** `93.0 %`, `57 of 104 CU`, `≤ 93 %`. */
export function figureText({ ratio, capacity, basis }: EngineFigure): string {
  if (ratio === null) return DASH;
  const part = Math.min(1, Math.max(0, ratio));
  if (basis === 'sample') return `${Math.round(part * capacity)} of ${capacity} CU`;
  // Rounded up, or it would be no bound; less what a difference of doubles is off by.
  return basis === 'bound' ? `≤ ${Math.ceil(part * 100 - 1e-6)} %` : percent(ratio);
}

/** The same, of a row. */
export function rowFigure(row: Pick<Row, 'onlyClient' | 'engines' | 'clients'>, name: string): EngineFigure {
  // As most rows are: there the sums need not be made.
  if (row.onlyClient !== null) return clientFigure(row.onlyClient, name);
  const { engines, clients } = row;
  const ratio = engines.get(name) ?? null;
  let capacity = 1;
  let basis: BusyBasis | null = null;
  for (const client of clients) {
    const use = client.engines.get(name);
    if (use === undefined) continue;
    capacity = Math.max(capacity, use.counters.capacity);
    basis = use.basis ?? basis;
  }
  return { ratio, capacity, basis };
}

const NO_FIGURE: EngineFigure = { ratio: null, capacity: 1, basis: null };

function clientFigure({ engines }: Client, name: string): EngineFigure {
  const use = engines.get(name);
  return use === undefined ? NO_FIGURE : { ratio: use.ratio, capacity: Math.max(1, use.counters.capacity), basis: use.basis };
}

/** What the figure of a row rests on; null where its clients differ in that, or nothing is known. */
export function rowBasis({ clients }: Pick<Row, 'clients'>, name: string): BusyBasis | null {
  const bases = new Set(clients.flatMap(({ engines }) => engines.get(name)?.basis ?? []));
  const [basis = null] = bases;
  return bases.size === 1 ? basis : null;
}
