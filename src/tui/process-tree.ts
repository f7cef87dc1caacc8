/**
 * Rows as a tree of processes: each below the nearest process above it that has a row itself, each family where its head stands
 * in the order of the table. Those between that hold no GPU fd (zygotes, sandboxes, launchers) have no row.
 */
import type { Row } from '../view/row/row.js';

export interface Branch {
  readonly row: Row;
  /** The lines of the tree in front of the row's name. */
  readonly prefix: string;
}

export function asTree(rows: readonly Row[]): Branch[] {
  const present = new Set(rows.map(nameOf));
  const children = new Map<string, Row[]>();
  const heads: Row[] = [];
  for (const row of rows) {
    const above = namesAbove(row).find((name) => present.has(name)) ?? null;
    if (above === null || above === nameOf(row)) heads.push(row);
    else children.set(above, [...(children.get(above) ?? []), row]);
  }
  const shown: Branch[] = [];
  const seen = new Set<Row>();
  const add = (row: Row, prefix: string, below: string): void => {
    // A process on two devices has two rows; its children stand below the first.
    if (seen.has(row)) return;
    seen.add(row);
    shown.push({ row, prefix });
    const own = row.pid === null ? [] : (children.get(nameOf(row)) ?? []).filter((child) => !seen.has(child));
    own.forEach((child, i) => {
      const last = i === own.length - 1;
      add(child, `${below}${last ? '└─ ' : '├─ '}`, `${below}${last ? '   ' : '│  '}`);
    });
  };
  for (const head of heads) add(head, '', '');
  // A loop of parents cannot come from one kernel, but can from a recording; nothing is left out.
  for (const row of rows) add(row, '', '');
  return shown;
}

function hostOf({ clients, silentFds }: Row): string {
  return clients[0]?.host ?? silentFds[0]?.host ?? '';
}

/** A process, among those of several machines. */
function nameOf(row: Row): string {
  return `${hostOf(row)} ${row.pid}`;
}

/** The processes above a row's, the nearest first. */
function namesAbove(row: Row): string[] {
  const facts = row.clients[0]?.owner ?? row.silentFds[0]?.process;
  if (facts?.parentPid == null) return [];
  const pids =
    facts.ancestors === null || facts.ancestors.length === 0 ? [facts.parentPid] : facts.ancestors.map(({ pid }) => pid);
  return pids.map((pid) => `${hostOf(row)} ${pid}`);
}
