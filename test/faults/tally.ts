/** Counts the faults that were injected, by the read that met them, for the table in docs/how-it-is-tested.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Call, ERRNOS, type Fault } from '../support/faulty-files.js';

const COLUMNS = [...ERRNOS, 'cut short'] as const;
type Column = (typeof COLUMNS)[number];

const VERBS: Readonly<Record<Call['name'], string>> = {
  list: 'listing',
  link: 'link',
  stat: 'stat',
  statInMemory: 'stat of what is in memory at',
  lstat: 'lstat',
  read: 'text',
  readBytes: 'bytes',
};

/** Counts by read, then by fault. */
export class FaultTally {
  readonly #counts = new Map<string, Map<Column, number>>();
  /** Sweeps, or readings of sysfs, in which these faults happened. */
  runs = 0;

  add(faults: readonly (Call & { readonly fault: Fault })[]): void {
    this.runs++;
    for (const { name, path, fault } of faults) {
      const read = `${VERBS[name]} of \`${placeOf(path)}\``;
      const column = ERRNOS.find((errno) => errno === fault) ?? 'cut short';
      const counts = this.#counts.get(read) ?? new Map<Column, number>();
      counts.set(column, (counts.get(column) ?? 0) + 1);
      this.#counts.set(read, counts);
    }
  }

  get total(): number {
    return [...this.#counts.values()].flatMap((counts) => [...counts.values()]).reduce((sum, count) => sum + count, 0);
  }

  /** A Markdown table: which read, which fault, how often. */
  table(): string {
    const rows = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
    const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
    return [
      line(['', ...COLUMNS]),
      line(['---', ...COLUMNS.map(() => '---:')]),
      ...rows.map(([read, counts]) =>
        line([read, ...COLUMNS.map((column) => counts.get(column)?.toLocaleString('en-GB') ?? '–')]),
      ),
    ].join('\n');
  }

  /** Puts the table between the marks of that name in the file that GPU_TOP_FAULTS_REPORT names; else does nothing. */
  report(mark: string): void {
    const path = process.env.GPU_TOP_FAULTS_REPORT;
    if (path === undefined) return;
    const text = readFileSync(path, 'utf8');
    const place = new RegExp(`(<!-- begin ${mark} -->\\n)[^]*?(<!-- end ${mark} -->)`);
    const said = `${this.total.toLocaleString('en-GB')} faults in ${this.runs.toLocaleString('en-GB')} runs:`;
    writeFileSync(
      path,
      text.replace(place, (_, begin: string, end: string) => `${begin}\n${said}\n\n${this.table()}\n\n${end}`),
    );
  }
}

/** What was read, without its numbers: `/proc/PID/fd/N`. Of /sys only how it is read matters, for there are a hundred files. */
function placeOf(path: string): string {
  if (path.startsWith('/sys/') && !path.includes('/debug/')) return '/sys/…';
  const plain = path.replace(/^\/proc\/\d+/, '/proc/PID').replace(/\/(fd|fdinfo)\/\d+$/, '/$1/N');
  return plain.replace(/\/$/, '').replace(/(card|renderD|accel)\d+$/, '$1N');
}
