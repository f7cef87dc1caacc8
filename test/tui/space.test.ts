/** Whether a screen is used: blank rows are counted, and nothing moves when clients come and go. */
import { describe, expect, test } from 'vitest';
import { createHistory } from '../../src/history/history.js';
import type { Device, Snapshot } from '../../src/ledger/snapshot.js';
import { compose } from '../../src/tui/compose.js';
import { Stage, type Size } from '../../src/tui/stage.js';
import { EMPTY_KEY_CONTEXT } from '../../src/tui/state/key-context.js';
import { initialState, type UiState } from '../../src/tui/state/state.js';
import { pressKey } from '../../src/tui/state/update.js';
import { client, device, engineUse, GIB, MIB, SECOND_NS, snapshot } from '../support/snapshots.js';
import { ByName } from '../../src/measures/by-name.js';

const AMD = {
  name: 'Navi 32 [Radeon RX 7800 XT]',
  engines: { gfx: 0.6, compute: 0.1, dec: 0.3, enc: 0, dma: 0.02 },
  memory: { vram: { usedBytes: 7.2 * GIB, totalBytes: 16 * GIB }, gtt: { usedBytes: 300 * MIB, totalBytes: 31 * GIB } },
  frequencyHz: 2.41e9,
  maxFrequencyHz: 2.6e9,
  temperatureCelsius: 61,
  powerWatts: 142,
  powerCapWatts: 212,
} as const;

function machine(second: number, devices: number, clients: number): Snapshot {
  const atNs = BigInt(second) * SECOND_NS;
  return snapshot({
    atNs,
    wallMs: second * 1000,
    devices: Array.from({ length: devices }, (_, i): Device => device({ ...AMD, id: `0000:0${i}:00.0`, nodes: [`card${i}`] })),
    clients: Array.from({ length: clients }, (_, i) =>
      client({
        key: `c${i}`,
        clientId: String(i),
        device: `0000:0${i % devices}:00.0`,
        engines: { gfx: 0.05 + i / 100, dec: 0.01 },
        memory: { vram: (i + 1) * 100 * MIB },
        owner: { pid: 100 + i, comm: `worker-${i}`, cmdline: `worker --number=${i}` },
      }),
    ),
  });
}

/** With counters that say so. */
function worked(second: number, devices: number, clients: number): Snapshot {
  const given = machine(second, devices, clients);
  const counted = given.clients.map((each, i) => {
    const gfx = engineUse(0.09, { busyNs: BigInt(second) * 90_000_000n });
    return { ...each, engines: ByName.of([[i % 3 === 0 ? 'dec' : 'gfx', gfx]]) };
  });
  return { ...given, clients: counted };
}

const SIZES: readonly Size[] = [
  { width: 80, height: 24 },
  { width: 120, height: 40 },
  { width: 160, height: 48 },
  { width: 220, height: 60 },
];

class Screen {
  readonly #history = createHistory();
  readonly #stage = new Stage({ readonly: false, history: this.#history });
  readonly #size: Size;
  #state: UiState;
  #context = EMPTY_KEY_CONTEXT;

  constructor(size: Size, state: Partial<UiState> = {}) {
    this.#size = size;
    this.#state = initialState(state);
  }

  /** The lines without colours. */
  show(next: Snapshot): string[] {
    this.#history.add(next);
    return this.#draw(next);
  }

  /** The lines after a key, and how many entries the menu has. */
  press(name: string, shown: Snapshot): readonly [string[], number] {
    this.#state = pressKey(this.#state, { name, text: '' }, this.#context).state;
    return [this.#draw(shown), this.#state.menu?.items.length ?? 0];
  }

  #draw(next: Snapshot): string[] {
    const { lines, state, context } = compose(this.#stage, next, this.#state, this.#size, null);
    this.#state = state;
    this.#context = context;
    return lines.map((line) => line.replace(/\x1b\[[\d;]*m/g, ''));
  }
}

describe.each(SIZES)('at $width x $height', (size) => {
  test.each([1, 2, 4, 8].flatMap((devices) => [4, 10].map((clients) => [devices, clients] as const)))(
    'less than a tenth is blank with %i devices and %i clients',
    (devices, clients) => {
      const screen = new Screen(size);
      let lines: string[] = [];
      for (let second = 1; second <= 30; second += 1) lines = screen.show(machine(second, devices, clients));
      expect(lines.filter((line) => line.trim() === '').length).toBeLessThan(size.height / 10);
    },
  );

  test.each(size.height < 40 ? [] : [1, 2, 4])('the page L uses its room, with %i devices', (devices) => {
    const screen = new Screen(size, { page: 'usage' });
    let lines: string[] = [];
    for (let second = 1; second <= 30; second += 1) lines = screen.show(worked(second, devices, 10));
    // In a chart there is air; what is not used stands above the last two lines.
    const page = lines.slice(0, -2);
    expect(page.length - 1 - page.findLastIndex((line) => line.trim() !== '')).toBeLessThan(size.height / 10);
    const processesAt = (): number => lines.findIndex((line) => line.startsWith('Processes'));
    const before = processesAt();
    lines = screen.show(worked(31, devices, 11));
    expect(processesAt()).toBe(before);
  });

  test.each([1, 2, 4, 8])('nothing moves when a client comes or goes, with %i devices', (devices) => {
    const screen = new Screen(size);
    const headAt = (lines: readonly string[]): number => lines.findIndex((line) => line.includes('COMMAND'));
    const at = headAt(screen.show(machine(1, devices, 10)));
    expect(headAt(screen.show(machine(2, devices, 11)))).toBe(at);
    expect(headAt(screen.show(machine(3, devices, 6)))).toBe(at);
    expect(headAt(screen.show(machine(4, devices, 10)))).toBe(at);
  });

  test('a menu shows all its entries where the screen is high enough for them', () => {
    const screen = new Screen(size);
    const next = machine(1, 2, 3);
    screen.show(next);
    for (const key of ['f6', 'f2']) {
      const [lines, items] = screen.press(key, next);
      const room = size.height - 4;
      expect(lines.filter((line) => /^ [^│]+│/.test(line)).length).toBeGreaterThanOrEqual(Math.min(items, room));
      expect(lines.every((line) => line.length === size.width)).toBe(true);
      screen.press('escape', next);
    }
  });

  test('rows of another grouping leave no room empty', () => {
    const screen = new Screen(size);
    let lines: string[] = [];
    for (let second = 1; second <= 30; second += 1) lines = screen.show(machine(second, 1, 10));
    lines = screen.press('b', machine(30, 1, 10))[0];
    lines = screen.press('b', machine(30, 1, 10))[0];
    expect(lines.join('\n')).toContain('one row for each user');
    // The table keeps five rows for whoever comes.
    expect(lines.filter((line) => line.trim() === '').length).toBeLessThanOrEqual(4);
  });

  test('nothing moves when one ends and another comes, though the one that ended stays for a while', () => {
    const screen = new Screen(size);
    const headAt = (second: number): number => {
      const whole = machine(second, 1, 10 + second);
      const clients = whole.clients.slice(second - 1);
      return screen.show({ ...whole, clients }).findIndex((line) => line.includes('COMMAND'));
    };
    const at = headAt(1);
    for (let second = 2; second <= 3; second += 1) expect(headAt(second)).toBe(at);
  });

  test.each([1, 2])('rows of clients that ended tell of the selected one, and nothing moves, with %i devices', (devices) => {
    const screen = new Screen(size);
    let lines: string[] = [];
    const heads = new Set<number>();
    for (let second = 1; second <= 58; second += 1) {
      const given = machine(second, devices, second < 20 ? 10 : 8);
      const cmdline = 'worker --with=arguments --that=no --column=has --room=for';
      const owner = { user: 'anna', cmdline };
      const clients = given.clients.map((each) => ({ ...each, owner: { ...each.owner, ...owner } }));
      lines = screen.show({ ...given, clients });
      heads.add(lines.findIndex((line) => line.includes('COMMAND')));
    }
    expect(heads.size).toBe(1);
    expect(lines.filter((line) => line.trim() === '').length).toBeLessThan(size.height / 10);
    // On the widest screen every column has its place.
    if (size.width < 200) expect(lines.join('\n')).toMatch(/\n› 107 .*CLIENT 7/);
  });

  test('what a column says of the selected row is not said again below the table', () => {
    const screen = new Screen(size);
    let lines: string[] = [];
    for (let second = 1; second <= 30; second += 1) lines = screen.show(machine(second, 1, 4));
    for (const line of lines.filter((each) => each.startsWith('› '))) expect(line).not.toMatch(/ vram 100 MiB| 100 MiB/);
  });

  test('rows that nobody needed for two minutes go back to the charts, and not before', () => {
    const screen = new Screen(size);
    const blanks: number[] = [];
    const heads: number[] = [];
    for (let second = 1; second <= 200; second += 1) {
      const lines = screen.show(machine(second, 1, second < 10 ? 14 : 5));
      heads.push(lines.findIndex((line) => line.includes('COMMAND')));
      blanks.push(lines.filter((line) => line.trim() === '').length);
    }
    expect(new Set(heads.slice(0, 60)).size).toBe(1);
    expect(new Set(heads).size).toBe(2);
    expect(blanks.at(-1)).toBeLessThan(size.height / 10);
  });

  test('clients of which nothing is known yet, and that turn out idle, keep no rows', () => {
    const screen = new Screen(size);
    const idle = (second: number): Snapshot => {
      const given = machine(second, 1, 40);
      const ratio = (i: number): number | null => (second === 1 ? null : i < 10 ? 0.2 : 0);
      const clients = given.clients.map((each, i) => ({
        ...each,
        readingBefore: second === 1 ? null : each.reading,
        engines: ByName.of([['gfx', engineUse(ratio(i), {})]]),
      }));
      return { ...given, clients };
    };
    let lines: string[] = [];
    for (let second = 1; second <= 30; second += 1) lines = screen.show(idle(second));
    expect(lines.filter((line) => line.trim() === '').length).toBeLessThan(size.height / 10);
  });

  test.each([4, 10])('two devices of five engines have charts, with %i clients', (clients) => {
    const screen = new Screen(size);
    let lines: string[] = [];
    for (let second = 1; second <= 30; second += 1) lines = screen.show(machine(second, 2, clients));
    for (const name of ['card0', 'card1']) {
      const from = lines.findIndex((line) => line.startsWith(`╭ ${name}`));
      const rows = lines.slice(from + 1).findIndex((line) => line.startsWith('╭') || line.includes('COMMAND'));
      const panel = lines.slice(from + 1, from + 1 + rows);
      expect(panel.some((line) => /[▁▂▃▄▅▆▇█]{12}/.test(line.replace(/▕[^▏]*▏/g, '')))).toBe(true);
      expect(panel.join('\n')).toMatch(/gfx .*▕█/);
    }
  });

  test.each([1, 2, 4])('every device says what memory is used, of how much, and what is free, with %i devices', (devices) => {
    const lines = new Screen(size).show(machine(1, devices, 10));
    for (let i = 0; i < devices; i += 1) {
      const line = lines.find((each) => each.includes(`card${i} `) && each.includes('VRAM')) ?? '';
      expect(line).toMatch(/VRAM ▕█+[▎▍▌▋▊▉]? *▏ 7\.20 \/ 16\.0 GiB 8\.80 GiB free/);
    }
    if (devices > 1) expect(lines[0]).toMatch(devices === 2 ? /VRAM 14\.4 \/ 32\.0 GiB/ : /VRAM 28\.8 \/ 64\.0 GiB/);
  });

  test('the memory that the title tells has no meter beside its chart', () => {
    const screen = new Screen(size);
    let lines: string[] = [];
    for (let second = 1; second <= 30; second += 1) lines = screen.show(machine(second, 1, 3));
    expect(lines.filter((line) => /vram +▕/.test(line))).toEqual([]);
    expect(lines.filter((line) => /gtt +▕/.test(line))).toHaveLength(1);
  });

  test('a number in a title is whole or not there', () => {
    const given = machine(1, 4, 10);
    const lines = new Screen(size).show({ ...given, devices: given.devices.map((each) => ({ ...each, fanRpm: 1450 })) });
    expect(lines.filter((line) => line.startsWith('╭')).join('\n')).not.toMatch(/fan [^ ]*…/);
    if (size.width === 220) expect(lines.join('\n')).toContain('fan 1450 rpm');
  });

  test('bars of all devices stand under each other', () => {
    const lines = new Screen(size).show(machine(1, 2, 10));
    const places = new Set(
      lines
        .filter((line) => /(gfx|compute) +▕/.test(line) && line.startsWith('│'))
        .map((line) => /(?:gfx|compute) +▕/.exec(line)?.[0].length),
    );
    expect(places.size).toBeLessThanOrEqual(1);
  });

  test('few engines leave no corner empty, and their labels are whole', () => {
    const screen = new Screen(size);
    let lines: string[] = [];
    for (let second = 1; second <= 30; second += 1) {
      const next = machine(second, 1, 3);
      // All busy: the air of a chart is no corner.
      const engines = (each: Device): Device['engines'] =>
        ByName.of([...each.engines].slice(0, 3).map(([name, engine]) => [name, { ...engine, ratio: 0.6 }]));
      const devices = next.devices.map((each) => ({ ...each, engines: engines(each) }));
      lines = screen.show({ ...next, devices });
    }
    for (const label of ['clock', 'temp', 'power']) expect(lines.some((line) => line.includes(` ${label} `))).toBe(true);
    // Of the frame's rows all but a few have something in their right half.
    const body = lines.filter((line) => line.startsWith('│'));
    const empty = body.filter((line) => line.slice(Math.floor(size.width * 0.75), -1).trim() === '');
    expect(empty.length).toBeLessThan(body.length / 2 + 2);
    expect(lines.filter((line) => /^│.* 100 .*/.test(line)).length).toBeGreaterThan(0);
  });

  test('an iGPU without memory of its own leaves no corner empty', () => {
    const screen = new Screen(size);
    let lines: string[] = [];
    for (let second = 1; second <= 30; second += 1) {
      const given = machine(second, 1, 4);
      const memory = new Map([['system0', { usedBytes: 800 * MIB, totalBytes: null }]]);
      const facts = { temperatureCelsius: null, powerWatts: null, powerCapWatts: null };
      lines = screen.show({ ...given, devices: given.devices.map((each) => ({ ...each, ...facts, memory: ByName.of(memory) })) });
    }
    // Nor a column of bars that nobody can have.
    if (size.width >= 120) expect(lines.find((line) => line.includes('COMMAND'))).not.toMatch(/MEM {10}/);
    const body = lines.filter((line) => line.startsWith('│'));
    const right = body.map((line) => line.slice(Math.floor(size.width * 0.6), -1).trim());
    // The frame of a chart below the meters reaches to the last row.
    expect(right.at(-1)).not.toBe('');
  });

  test('one device shows temperature, power and clock', () => {
    const text = new Screen(size).show(machine(1, 1, 10)).join('\n');
    expect(text).toContain('61 °C');
    expect(text).toContain('142 W');
    expect(text).toContain('2410 MHz');
  });

  test('the charts tell clients apart, in words too, and without colours by signs', () => {
    const screen = new Screen(size, { theme: 'mono' });
    let lines: string[] = [];
    for (let second = 1; second <= 30; second += 1) {
      const given = machine(second, 1, 3);
      // Each of them has rows of its own, however few rows the chart has.
      const clients = given.clients.map((each) => ({ ...each, engines: ByName.of([['gfx', engineUse(0.2)]]) }));
      lines = screen.show({ ...given, clients });
    }
    const legend = lines.find((line) => line.startsWith('╰')) ?? '';
    expect(legend).toMatch(/█ worker-\d .*▓ worker-\d/);
    expect(lines.some((line) => line.includes('▓▓▓▓'))).toBe(true);
  });
});
