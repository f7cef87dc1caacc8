/** A snapshot, however it came about, through every output that is text, and what must hold of each. */
import { accumulate, EMPTY_EXPORT } from '../../src/metrics/accumulate.js';
import { createMetricsPage } from '../../src/metrics/metrics-page.js';
import { createHistory } from '../../src/history/history.js';
import { explainClient } from '../../src/view/explain/explain.js';
import { summariseClient } from '../../src/view/explain/explain-summary.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { csvEmitter } from '../../src/output/csv.js';
import { jsonEmitter } from '../../src/output/json.js';
import { tableEmitter } from '../../src/output/table.js';
import { compose } from '../../src/tui/compose.js';
import { Stage } from '../../src/tui/stage.js';
import { initialState } from '../../src/tui/state/state.js';
import { printable } from '../../src/view/text/printable.js';
import { cellWidth } from '../../src/view/text/text.js';
import { must, mustBeOneLine } from './sound.js';
import { SOME_GROUPINGS } from '../support/snapshots.js';

const VIEW = { sort: null, reverse: false, filter: '', device: null, all: true } as const;
const SGR = /\x1b\[[\d;]*m/g;
const OWN = { cpuSeconds: 1, residentBytes: 1, openFds: 1, startSeconds: 1, sampled: true, program: '0' };
/** What was computed wrongly stands before a unit; a device or a user may be called so. */
const NONSENSE = /(?:NaN|Infinity|undefined) (?:%|(?:[KMGTPE]?i?B|[mµn]?s|°C|W|[MG]Hz)\b)/;

/** @param width cells of the table and the screen */
export function mustShowEverywhere(snapshot: Snapshot, width: number): void {
  for (const by of SOME_GROUPINGS) {
    const view = { ...VIEW, by };
    mustBeLines(tableEmitter(view, { width: () => width, colour: false, ascii: false }).tick(snapshot), width, 'the table');
    mustBeLines(tableEmitter(view, { width: () => width, colour: false, ascii: true }).tick(snapshot), width, 'the ASCII table');
    const json = jsonEmitter(view).tick(snapshot);
    mustBeOneLine(json.slice(0, -1), 'JSON');
    JSON.parse(json);
    for (const line of csvEmitter(view).tick(snapshot).split('\n')) mustBeOneLine(line, 'CSV');
  }
  const history = createHistory();
  history.add(snapshot);
  const stage = new Stage({ readonly: false, history });
  for (const page of ['table', 'why'] as const) {
    const { lines } = compose(
      stage,
      snapshot,
      initialState({ page, view: { ...initialState().view, all: true } }),
      { width, height: 30 },
      null,
    );
    must(lines.length === 30, 'the screen has another height');
    for (const line of lines) {
      const text = line.replace(SGR, '');
      mustBeOneLine(text, 'the screen');
      must(
        cellWidth(text) === width,
        `a line of the screen is ${cellWidth(text)} wide and not ${width}: ${JSON.stringify(text)}`,
      );
    }
  }
  for (const client of snapshot.clients)
    for (const line of [...summariseClient(client, snapshot.devices), ...explainClient(client)])
      mustBeOneLine(printable(line), 'explain');
}

/** As `mustShowEverywhere`; prom-client answers later. */
export async function mustBeMetrics(snapshot: Snapshot): Promise<void> {
  const by = 'client';
  const state = accumulate(EMPTY_EXPORT, snapshot, { by, maxSeries: 100, endAfterMs: 1000 });
  const text = await createMetricsPage(by).render(state, snapshot, OWN);
  for (const line of text.split('\n')) {
    mustBeOneLine(line, 'metrics');
    must(
      /^(?:$|# (?:HELP|TYPE) \w+ |\w+(?:\{(?:\w+="(?:[^"\\\n]|\\["\\n])*",?)*\})? -?[\d.e+-]+$)/.test(line),
      `not a sample: ${JSON.stringify(line)}`,
    );
  }
}

function mustBeLines(text: string, width: number, what: string): void {
  for (const line of text.split('\n')) {
    mustBeOneLine(line, what);
    must(cellWidth(line) <= width, `${what}: ${cellWidth(line)} cells, not ${width}: ${JSON.stringify(line)}`);
    must(!NONSENSE.test(line), `${what}: ${JSON.stringify(line)}`);
  }
}
