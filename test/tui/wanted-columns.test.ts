import { beforeEach, describe, expect, test } from 'vitest';
import { createHistory } from '../../src/history/history.js';
import { initialState, type UiState } from '../../src/tui/state/state.js';
import { Steady } from '../../src/tui/steady.js';
import { TRACE_KEY } from '../../src/tui/charts/trace-column.js';
import { ColumnChooser } from '../../src/tui/wanted-columns.js';
import { client, device, GIB, snapshot } from '../support/snapshots.js';

const state = initialState();
const now = snapshot({ devices: [device({ engines: { gfx: 0.5 } })], clients: [client({ owner: { unit: 'a.scope' } })] });
const NAVI_ENGINES = { gfx: 0, dec: 0 };

let chooser: ColumnChooser;
beforeEach(() => {
  chooser = new ColumnChooser(new Steady(), createHistory());
});

const shown = (given: typeof now, with_: UiState = state): string[] => chooser.choose(given, with_).wanted.map(({ key }) => key);

describe('the columns of one frame after the other', () => {
  test('are the same ones as long as nothing decides otherwise', () => {
    const { all } = chooser.choose(now, state);
    const later = { ...now, atNs: 2n * now.atNs, clients: [client({ engines: { gfx: 1 }, owner: { unit: 'b.scope' } })] };
    expect(chooser.choose(later, state).all).toBe(all);
  });

  test('gain what comes, and keep what goes', () => {
    expect(shown(now)).toContain('unit');
    expect(shown(now)).not.toContain('dec');
    const bare = snapshot({ devices: [device({ engines: NAVI_ENGINES })], clients: [client({ memory: { vram: GIB, gtt: 1 } })] });
    expect(shown(bare)).toEqual(expect.arrayContaining(['dec', 'gtt', 'unit']));
  });

  test('are others for one device alone, and for other groups', () => {
    const intel = device({ id: '0000:00:02.0', driver: 'i915', nodes: ['card0'], engines: { render: 0 } });
    const two = snapshot({ devices: [device({ engines: NAVI_ENGINES }), intel], clients: [] });
    expect(shown(two)).toEqual(expect.arrayContaining(['gfx', 'render', 'dev']));
    expect(shown(two, { ...state, view: { ...state.view, device: 'card0' } })).not.toContain('gfx');
    expect(shown(two, { ...state, view: { ...state.view, by: 'user' } })[0]).toBe('user');
  });

  test('have the history before the busiest, less what is hidden', () => {
    expect(shown(now)[shown(now).indexOf(TRACE_KEY) + 1]).toBe('busy');
    expect(shown(now, { ...state, hidden: new Set([TRACE_KEY]) })).not.toContain(TRACE_KEY);
  });
});
