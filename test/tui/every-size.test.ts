import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { createHistory } from '../../src/history/history.js';
import { compose } from '../../src/tui/compose.js';
import { setupMenu } from '../../src/tui/state/setup.js';
import { SIGNAL_ITEMS } from '../../src/tui/state/signals.js';
import { Stage } from '../../src/tui/stage.js';
import { initialState, type UiState } from '../../src/tui/state/state.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { snapshot } from '../support/snapshots.js';
import { busyMachine, hostileMachine } from './machines.js';

const SGR = /\x1b\[[\d;]*m/g;
const self = { cpuRatio: 0.007 };

/** ASCII, Latin-1, boxes, blocks and braille: beyond doubt one cell each, and most of what is drawn. */
const NARROW = /^[ -~\xa0-\xff–…─-⣿]*$/;

function cells(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** Every way in which the frame of one size breaks the rules. */
function faults(machine: Snapshot | null, state: UiState, width: number, height: number): string[] {
  const { lines } = compose(new Stage({ readonly: false, history: createHistory() }), machine, state, { width, height }, self);
  const found = lines.length === height ? [] : [`${width}x${height}: ${lines.length} lines`];
  for (const [y, line] of lines.entries()) {
    const text = line.replace(SGR, '');
    if (cells(text) !== width) found.push(`${width}x${height} line ${y} is ${cells(text)} wide: ${JSON.stringify(text)}`);
    if (/[\x00-\x1f\x7f-\x9f]/.test(text))
      found.push(`${width}x${height} line ${y} holds a control character: ${JSON.stringify(text)}`);
  }
  return found;
}

function faultsAtEverySize(machine: Snapshot | null, state: UiState, stepX: number, stepY: number): string[] {
  const found: string[] = [];
  for (let height = 1; height <= 40; height += stepY) {
    for (let width = 1; width <= 120; width += stepX) found.push(...faults(machine, state, width, height));
  }
  return found.slice(0, 5);
}

test('from 1x1 to 120x40 every line is exactly as wide as the screen, and there are exactly as many', () => {
  const few = { ...busyMachine, clients: busyMachine.clients.slice(0, 6) };
  expect(faultsAtEverySize(few, initialState(), 1, 1)).toEqual([]);
}, 60_000);

const target = { pid: 1, startTimeTicks: 1, name: 'init' };

describe('at sizes in between', () => {
  test.each<[string, Snapshot | null, Partial<UiState>]>([
    ['before the first snapshot', null, {}],
    ['without devices', snapshot({ devices: [] }), {}],
    // Devices are known by their clients alone, which have no past yet.
    ['with clients and no device', snapshot({ devices: [], clients: busyMachine.clients }), {}],
    ['with hostile names', hostileMachine, {}],
    ['with hostile names by unit, all shown', hostileMachine, { view: { ...initialState().view, by: 'unit', all: true } }],
    ['as a tree', busyMachine, { tree: true }],
    ['with an open menu', busyMachine, { menu: { kind: 'signal', title: 'Signal', items: SIGNAL_ITEMS, index: 4, target } }],
    ['in setup', busyMachine, { menu: setupMenu(initialState()) }],
    ['with help', busyMachine, { page: 'help', pageScroll: 7 }],
    ['with bars only', busyMachine, { cells: 'bars' }],
    ['with numbers of one engine', busyMachine, { cells: 'numbers', perEngine: true, allRegions: false }],
    ['with columns scrolled', busyMachine, { columnScroll: 3 }],
    ['with a row selected and marked', busyMachine, { selected: 'a', marks: new Set(['a', 'w1']) }],
    ['while typing a filter', busyMachine, { prompt: { kind: 'filter', text: '漢字 x', before: '', selectedBefore: null } }],
    ['with a question', busyMachine, { question: { target: { ...target, name: '漢'.repeat(50) }, signal: 'SIGTERM' } }],
    ['with panels of one line', busyMachine, { panels: 'line' }],
    ['in ASCII', hostileMachine, { ascii: true, theme: 'mono' }],
    [
      'paused, filtered to nothing',
      busyMachine,
      { paused: true, view: { ...initialState().view, filter: 'nobody', device: 'card1' } },
    ],
  ])('%s', (_name, machine, state) => {
    expect(faultsAtEverySize(machine, initialState(state), 13, 5)).toEqual([]);
    expect(faults(machine, initialState(state), 300, 100)).toEqual([]);
  });
});

test('ASCII mode sends nothing but ASCII', () => {
  const { lines } = compose(
    new Stage({ readonly: false, history: createHistory() }),
    hostileMachine,
    initialState({ ascii: true }),
    { width: 120, height: 40 },
    self,
  );
  expect(lines.join('')).toMatch(/^[\x1b\x20-\x7e]*$/);
});
