/** A prepared screen as finished lines: one per row of the terminal, each exactly as wide as the terminal. */
import { devicePanel } from './panels/device-panel.js';
import { FOOT_LEAST, footLines } from './panels/foot.js';
import { helpLines } from './panels/help.js';
import { keyHints, type KeyHint } from './state/key-hints.js';
import { bindings, keyLabel } from './state/keys.js';
import { keyBar, keyLabelAt } from './panels/key-bar.js';
import { menuLines } from './panels/menu.js';
import { noteLine, statusLine, type SelfCost } from './panels/status.js';
import { tableHead } from './panels/table.js';
import { tableRow } from './panels/table-row.js';
import { detailLines } from './panels/detail.js';
import { graphLines, type GraphPage } from './panels/graph.js';
import { type Page, usagePage } from './panels/usage.js';
import { emptyLines, whyLines } from './panels/why.js';
import { titleLine } from './panels/title.js';
import type { Prepared } from './stage.js';
import type { UiState } from './state/state.js';
import type { Theme } from './theme/theme.js';

/** Lines of the page that is open, before scrolling; null for the table. */
export function pageLines(prepared: Prepared, state: UiState, theme: Theme): Page | null {
  switch (state.page) {
    case 'help':
      return helpLines(theme, state, prepared.context.readonly, prepared.width);
    case 'detail':
      return detailLines(theme, prepared.selectedRow, prepared.snapshot.devices, prepared.history, prepared.width);
    case 'graph':
      return graphLines(theme, graphPage(prepared, state, theme), prepared.width, pageHeight(prepared));
    case 'usage':
      return usagePage(theme, prepared.usage, state, prepared.shown.filter, prepared.width, pageHeight(prepared));
    case 'why':
      return whyLines(theme, prepared.snapshot, prepared.width);
    case 'table':
      return null;
  }
}

function graphPage({ subject, context, history, snapshot, lineChart }: Prepared, state: UiState, theme: Theme): GraphPage {
  const own = snapshot.devices.filter(({ id }) => subject?.devices.includes(id) ?? false);
  const regionBytes = (region: string): number | null => {
    const known = own.flatMap(({ memory }) => memory.get(region)?.totalBytes ?? []);
    return known.length === 0 ? null : Math.max(...known);
  };
  return {
    history,
    subject,
    chosen: state.series,
    seconds: context.graph.seconds,
    regionBytes,
    mostBytes: Math.max(0, ...own.flatMap(({ memory }) => [...memory.values()].map(({ totalBytes }) => totalBytes ?? 0))),
    lineChart,
    hasColours: !theme.isMono,
  };
}

/** Height of the part of the screen that a page takes. */
export function pageHeight({ layout, height }: Prepared): number {
  return height - layout.title - layout.status - layout.keys;
}

/** @param page its lines, as `pageLines` has them */
export function drawFrame(prepared: Prepared, state: UiState, page: Page | null, theme: Theme, self: SelfCost | null): string[] {
  const { snapshot, layout, width, height } = prepared;
  const lines: string[] = [];
  if (layout.title === 1) lines.push(titleLine(theme, snapshot, state, width));
  if (page === null)
    lines.push(...withMenu(prepared, state, theme, [...panelLines(prepared, theme), ...tableLines(prepared, state, theme)]));
  else lines.push(...page.slice(state.pageScroll, state.pageScroll + pageHeight(prepared)));
  const bottom = layout.status + layout.keys;
  while (lines.length < height - bottom) lines.push(' '.repeat(width));
  const note = noteText(prepared, state, self);
  if (layout.status === 1) lines.push(statusLine(theme, snapshot, self, prepared.shown.idle, width));
  if (layout.keys === 1) {
    lines.push(keyBar(theme, hintsOf(prepared, state, page), width));
  }
  // On a screen too low for a status line a question must still be seen: it takes the last line.
  if (note !== null) lines[height - (layout.status === 1 ? bottom : 1)] = noteLine(theme, note, width);
  return lines;
}

function hintsOf(prepared: Prepared, state: UiState, page: Page | null): readonly KeyHint[] {
  return keyHints(state, {
    readonly: prepared.context.readonly,
    replay: prepared.snapshot.source.kind === 'replay',
    above: state.pageScroll,
    below: Math.max(0, (page?.length ?? 0) - state.pageScroll - pageHeight(prepared)),
  });
}

/** The key of the bottom line under a cell, as a press of it is named; null: there is none. */
export function keyAt(prepared: Prepared, state: UiState, page: Page | null, x: number, y: number): string | null {
  if (prepared.layout.keys === 0 || y !== prepared.height - 1) return null;
  const label = keyLabelAt(hintsOf(prepared, state, page), prepared.width, x);
  return (
    bindings(state.keys)
      .flatMap(({ keys }) => keys)
      .find((key) => keyLabel(key) === label) ?? null
  );
}

function panelLines({ layout, panels, meters, menu, width: all }: Prepared, theme: Theme): string[] {
  const width = all - (menu?.isHigh === true ? menu.cells : 0);
  return layout.panels.flatMap((height, i) => {
    const panel = panels[i];
    return panel === undefined ? [] : devicePanel(theme, panel, meters, width, height);
  });
}

function tableLines(prepared: Prepared, state: UiState, theme: Theme): string[] {
  const { layout, columns, table, shown, menu, snapshot } = prepared;
  const width = prepared.width - (menu?.cells ?? 0);
  const options = { ...table, selected: state.selected };
  const lines = layout.tableHead === 1 ? [tableHead(theme, columns, options, width)] : [];
  const rows = shown.rows.slice(state.scroll, state.scroll + layout.tableRows);
  lines.push(...rows.map((row) => tableRow(theme, row, columns, options, width)));
  const height = layout.tableHead + layout.tableRows;
  if (shown.rows.length === 0) {
    lines.push(...emptyLines(snapshot, { ...state.view, filter: shown.filter }, shown.idle, width));
  }
  const free = height - lines.length;
  const selected = free < FOOT_LEAST ? undefined : shown.rows.find(({ row }) => row.key === state.selected)?.row;
  const foot = selected === undefined ? [] : footLines(theme, selected, prepared.wanted, columns, width, free);
  while (lines.length < height - foot.length) lines.push(' '.repeat(width));
  return [...lines, ...foot].slice(0, height);
}

/** The lines between title and status line, those beside a menu with it. */
function withMenu({ layout, menu }: Prepared, state: UiState, theme: Theme, lines: readonly string[]): readonly string[] {
  if (menu === null || state.menu === null) return lines;
  const above = menu.top - layout.title;
  const drawn = menuLines(theme, state.menu, menu.cells, menu.height);
  return lines.map((line, y) => (drawn[y - above] ?? '') + line);
}

/** What stands in place of the status line: a question, a line being typed, a message; null: nothing does. */
function noteText(prepared: Prepared, state: UiState, self: SelfCost | null): string | null {
  if (state.question !== null) {
    const { target, signal } = state.question;
    return `Send ${signal} to ${target.pid} (${target.name})? y yes, any other key no`;
  }
  if (state.prompt !== null) {
    const name = state.prompt.kind === 'filter' ? 'Filter' : 'Search';
    const after = prepared.shown.problem ?? state.message;
    return `${name}: ${state.prompt.text}▂${after === null ? '' : `  ${after}`}`;
  }
  return state.message ?? self?.late ?? null;
}
