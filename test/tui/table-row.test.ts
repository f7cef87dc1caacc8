/** Texts of a row are kept while it is about the same client: never must those of somebody else be shown. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { columnsFor } from '../../src/view/columns/columns.js';
import { buildRows } from '../../src/view/rows.js';
import type { ShownRow } from '../../src/tui/rows.js';
import { placeColumns, type TableOptions } from '../../src/tui/panels/table.js';
import { tableRow } from '../../src/tui/panels/table-row.js';
import { THEME_WISH, themeFor } from '../../src/tui/theme/theme.js';
import { client, device, holder, snapshot } from '../support/snapshots.js';
import type { Client, Snapshot } from '../../src/ledger/snapshot.js';

const ALL = { sort: null, reverse: false, filter: '', by: 'client', device: null, all: true } as const;
const theme = themeFor(THEME_WISH);
const options: TableOptions = {
  ...{ cells: 'both', perEngine: false, sort: 'busy', reverse: false, columnScroll: 0, selected: null, marks: new Set<string>() },
  memoryShare: () => 0.5,
  hasMemoryShares: true,
};

/** Who and what a row can be about, one word at a time. */
const WORDS = {
  clientId: ['7', '8'],
  clientName: [null, 'guest'],
  pid: [4242, 4243],
  comm: ['blender', null],
  cmdline: ['/usr/bin/blender -b', 'vlc', null],
  user: ['ada', null],
  uid: [1000, 1001],
  unit: [null, 'docker:web', 'app.scope', 'app:web'],
  others: [[], [holder({ pid: 99, comm: 'logind' })]],
  fds: [[5], [5, 6]],
  engines: [{ gfx: 0.5 }, { gfx: 0.501, dec: 0 }, { gfx: null, dec: 1 }, {}],
  restNs: [null, 4e9],
  /** Of a process reading; null: there is none. */
  isOurs: [null, true, false],
  node: ['card1', 'card2'],
  prefix: ['', '└ '],
  fold: [null, 'open', 'closed'],
} as const;
type Words = { readonly [K in keyof typeof WORDS]: (typeof WORDS)[K][number] };

const FIRST = Object.fromEntries(Object.entries(WORDS).map(([name, [word]]) => [name, word])) as Words;
const oneWord = fc.oneof(
  ...Object.entries(WORDS).map(([name, words]) => fc.constantFrom<unknown>(...words).map((word) => ({ [name]: word }))),
);
/** Each tick differs from the one before in one or two words. */
const ticks = fc
  .array(fc.array(oneWord, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 20 })
  .map((changes) => changes.reduce<Words[]>((all, each) => [...all, Object.assign({}, all.at(-1), ...each) as Words], [FIRST]));

function clientOf({ pid, comm, cmdline, user, uid, unit, others, fds, restNs, isOurs, ...words }: Words): Client {
  const made = client({ key: 'one', ...words, owner: { pid, comm, cmdline, user, uid, unit } });
  const reading = { source: 'kfd', device: made.device, pid: 1, text: '', atNs: 1n, isOurs: isOurs === true } as const;
  const occupant = { isRow: true, readings: [reading], queues: null, evictedMs: null };
  const holders = [{ process: made.owner, fds }, ...others];
  return { ...made, holders, restNs, ...(isOurs === null ? {} : { occupant }) };
}

function snapshotOf(one: Client, nodes: readonly string[]): Snapshot {
  const other = client({ key: 'other', device: '0000:04:00.0', owner: { unit: 'app.scope' } });
  return snapshot({ devices: [device({ nodes }), device({ id: '0000:04:00.0', nodes: ['card9'] })], clients: [one, other] });
}

it('draws a row as if nothing had been kept of it', () => {
  const placed = new Map(
    [220, 110, 60].map((width) => {
      const columns = columnsFor(snapshotOf(client({ owner: { unit: 'docker:web' }, engines: { gfx: 1, dec: 1 } }), ['card1']));
      return [width, placeColumns(columns, width, options)];
    }),
  );
  const draw = (shown: ShownRow, width: number, columns: NonNullable<ReturnType<typeof placed.get>>): string =>
    tableRow(theme, shown, columns, options, width);
  fc.assert(
    fc.property(ticks, fc.constantFrom(220, 110, 60), (words, width) => {
      const rows = words.map((each): ShownRow => {
        const row = buildRows(snapshotOf(clientOf(each), [each.node]), ALL).find(({ key }) => key === 'one');
        if (row === undefined) throw new Error('no row');
        return { row, prefix: each.prefix, fold: each.fold, isNew: false, ended: null };
      });
      const columns = placed.get(width) ?? [];
      const drawn = rows.map((row) => draw(row, width, columns));
      // Columns that never stood before: whatever was kept is of others.
      expect(drawn).toEqual(rows.map((row) => draw(row, width, [...columns])));
    }),
  );
});
