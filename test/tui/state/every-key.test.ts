/** Every key of the help, pressed everywhere: each changes the screen, says something, or asks the world outside for something. */
import { expect, test } from 'vitest';
import { createHistory } from '../../../src/history/history.js';
import type { Snapshot } from '../../../src/ledger/snapshot.js';
import { compose, type Composed } from '../../../src/tui/compose.js';
import { press } from '../../../src/tui/press.js';
import { Stage, type Size } from '../../../src/tui/stage.js';
import { bindings } from '../../../src/tui/state/keys.js';
import { initialState, type UiState } from '../../../src/tui/state/state.js';
import type { KeyPress } from '../../../src/tui/terminal/terminal.js';
import { client, device, snapshot } from '../../support/snapshots.js';
import { busyMachine } from '../machines.js';

const PRESSED = bindings('normal').flatMap(({ keys }) => keys);

const MACHINES: Readonly<Record<string, Snapshot>> = {
  busy: busyMachine,
  small: snapshot({ devices: [device({ engines: { gfx: 0.5 } })], clients: [client({ key: 'only', engines: { gfx: 0.5 } })] }),
  idle: snapshot({ devices: [device({ engines: {} })], clients: [] }),
};

/** Where a user may be, and the keys that lead there. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  table: [],
  tree: ['t'],
  users: ['b', 'b'],
  help: ['f1'],
  explain: ['enter'],
  graph: ['g'],
  minute: ['L'],
  why: ['w'],
  setup: ['f2'],
  sort: ['f6'],
  user: ['u'],
  signal: ['f9'],
  filter: ['/'],
  search: ['f3'],
};

/** What is on the screen at a place, and what draws it anew in another state. */
function at(machine: Snapshot, size: Size, keys: readonly string[]): { seen: Composed; draw: (state: UiState) => Composed } {
  const history = createHistory();
  const stage = new Stage({ readonly: false, history });
  history.add(machine);
  const draw = (state: UiState): Composed => compose(stage, machine, state, size, null);
  let seen = draw(initialState());
  for (const key of keys) seen = press(seen, named(key), draw).next;
  return { seen, draw };
}

function named(name: string): KeyPress {
  return { name, text: name.length === 1 ? name : '' };
}

const SIZES: readonly Size[] = [
  { width: 80, height: 24 },
  { width: 200, height: 50 },
];

const CASES = SIZES.flatMap((size) =>
  Object.keys(MACHINES).flatMap((machine) => Object.keys(PLACES).map((place) => ({ ...size, machine, place }))),
);

test.each(CASES)(
  'at $width x $height every key does or says something at $place of a machine that is $machine',
  ({ width, height, machine, place }) => {
    const { seen, draw } = at(MACHINES[machine] ?? busyMachine, { width, height }, PLACES[place] ?? []);
    const before = draw({ ...seen.state, message: null }).lines.join('\n');
    const dumb = PRESSED.filter((key) => {
      const { next, effect } = press(seen, named(key), draw);
      return effect === null && next.lines.join('\n') === before;
    });
    expect(dumb).toEqual([]);
  },
);
