import { afterEach, describe, expect, test } from 'vitest';
import type { App } from '../../../src/tui/app.js';
import type { FakeTerminal } from '../../support/fake-terminal.js';
import { client, MIB } from '../../support/snapshots.js';
import { KEY, openApp } from '../open.js';
import { initialState } from '../../../src/tui/state/state.js';
import { tickAt } from '../ticks.js';
import { ByName } from '../../../src/measures/by-name.js';

let terminal: FakeTerminal;
let app: App;
afterEach(() => app.close());

async function open(columns: number, rows: number, state = {}): Promise<void> {
  ({ terminal, app } = await openApp(columns, rows, state));
}

describe('the charts of a device', () => {
  test('draw a pause as a gap and say since when they are', async () => {
    await open(120, 40);
    for (let second = 0; second < 100; second += 1) {
      if (second < 50 || second >= 60) app.show(tickAt(second, 1));
    }
    const lines = await terminal.lines();
    const foot = lines.find((line) => line.startsWith('│   0 ')) ?? '';
    // A tick to a cell, the newest at the right: 40 s, a gap of 10 s but for the tick that ended it, and what was before.
    expect(foot.slice(6, 71)).toMatch(/^█{10,16} {8,10}█{39,41} *$/);
    expect(lines.some((line) => line.startsWith('╰ -1 min'))).toBe(true);
  });
});

describe('the history page', () => {
  /** Until contrib's chart is loaded, our own is drawn. */
  async function withContrib(): Promise<string> {
    for (let i = 0; i < 100; i += 1) {
      const text = await terminal.text();
      if (/^75 +⡇/m.test(text)) return text;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`contrib's chart never came:\n${await terminal.text()}`);
  }

  test('draws the device with blessed-contrib, scale from 0 to 100 whatever the data', async () => {
    await open(100, 30);
    for (let second = 0; second < 300; second += 1) app.show(tickAt(second, 0.5));
    await terminal.type(KEY.escape, 'g', KEY.right);
    const lines = (await withContrib()).split('\n');
    expect(lines[1]).toMatch(/^card1 · gfx · last 5 min · scale 0 to 100 % +now 50.0 % · mean 50.0 %/);
    expect(lines[2]).toMatch(/^100⡇/);
    // A steady 50 % is a straight line at the label 50.
    const flat = lines.filter((line) => /[⠉⠒⠤⣀]{90}/.test(line.slice(4)) && !/^ +[⠓⠉]/.test(line));
    expect(flat).toHaveLength(1);
    expect(flat[0]).toMatch(/^50 +⡇/);
  });

  test('an engine at rest all the time is not drawn over the foot of the others', async () => {
    await open(100, 30);
    for (let second = 0; second < 300; second += 1) app.show(tickAt(second, 0.5));
    await terminal.type(KEY.escape, 'g');
    const lines = (await withContrib()).split('\n');
    expect(lines[1]).toMatch(/gfx 50.0 % .*dec {2}0.0 %/);
    const flat = lines.filter((line) => /[⠉⠒⠤⣀]{90}/.test(line.slice(4)) && !/^ +[⠓⠉]/.test(line));
    expect(flat.map((line) => line.slice(0, 3))).toEqual(['50 ']);
  });

  test('a full engine is a line at the top', async () => {
    await open(100, 30);
    for (let second = 0; second < 300; second += 1) app.show(tickAt(second, 1));
    await terminal.type(KEY.escape, 'g', KEY.right);
    expect((await withContrib()).split('\n')[2]).toMatch(/^100⡇[⠉⠒]{90}/);
  });

  test('lifts the pen over a pause', async () => {
    await open(100, 30);
    for (let second = 0; second < 300; second += 1) if (second < 150 || second > 200) app.show(tickAt(second, 0.5));
    await terminal.type(KEY.escape, 'g', KEY.right);
    const line = (await withContrib()).split('\n').find((each) => /^50 +⡇/.test(each)) ?? '';
    expect(line).toMatch(/[⠉⠒⠤⣀]{40}[⠁⠂⠄⡀]? {13,19}[⠉⠒⠤⣀⠐⠈⠠⢀]{28}/);
  });

  test('goes through engines and regions with ← and →', async () => {
    await open(100, 30);
    for (let second = 0; second < 30; second += 1) app.show(tickAt(second, 0.5));
    await terminal.type(KEY.escape, 'g');
    expect((await terminal.lines())[1]).toMatch(/card1 · all engines .*━ gfx 50\.0 % +━ dec +0\.0 %/);
    await terminal.type(KEY.right, KEY.right);
    expect((await terminal.lines())[1]).toContain('card1 · dec');
    await terminal.type(KEY.right);
    expect((await terminal.lines())[1]).toMatch(/card1 · vram .* scale 0 to 16\.0 GiB .* now 2\.00 GiB/);
    await terminal.type(KEY.right, KEY.right);
    expect((await terminal.lines())[1]).toContain('card1 · gfx');
  });

  test('begins with what there is, and zooms with + and -', async () => {
    await open(100, 30);
    for (let second = 0; second < 100; second += 1) app.show(tickAt(second, 0.5));
    await terminal.type(KEY.escape, 'g');
    const seconds = async (): Promise<string> => /last ([^·]+) ·?/.exec((await terminal.lines())[1] ?? '')?.[1]?.trim() ?? '';
    expect(await seconds()).toMatch(/^1 min 30 s/);
    await terminal.type('+');
    expect(await seconds()).toMatch(/^1 min\b(?! \d)/);
    await terminal.type('+', '+', '+', '+');
    expect(await seconds()).toMatch(/^15 s/);
    await terminal.type('-', '-', '-', '-', '-', '-');
    // All that there is.
    expect(await seconds()).toMatch(/^1 min 39 s/);
    await terminal.type('+', KEY.escape, 'g');
    expect(await seconds()).toMatch(/^1 min 30 s/);
  });

  test.each([2, 5, 8, 14, 16, 29, 31, 59, 61, 89, 100])(
    'is not half empty after %i s, however far one zooms out',
    async (past) => {
      await open(100, 30);
      for (let second = 0; second <= past; second += 1) app.show(tickAt(second, 0.5));
      await terminal.type(KEY.escape, 'g');
      for (const key of ['', '-', '-', '-', '-', '-', '-', '+', '-']) {
        if (key !== '') await terminal.type(key);
        // The line at 50 % goes from the axis on.
        const line = (await terminal.lines()).find((each) => /[⠉⠒⠤⣀]{20}/.test(each)) ?? '';
        expect(line.search(/[⠉⠒⠤⣀]{4}/)).toBeLessThan(12);
      }
    },
  );

  test('leaves out regions in which nothing is, and shows memory against the device’s total', async () => {
    await open(100, 30);
    for (let second = 0; second < 30; second += 1) {
      const tick = tickAt(second, 0.5);
      const devices = tick.devices.map((device) => ({
        ...device,
        memory: ByName.of([...device.memory, ['gds', { usedBytes: 0, totalBytes: 1000 }]]),
      }));
      app.show({ ...tick, devices });
    }
    await terminal.type('g');
    const text = await terminal.text();
    expect(text).toMatch(/^vram +2\.00 GiB of 16\.0 GiB/m);
    expect(text).not.toContain('gds');
  });

  test('of a group shows the sum of the group', async () => {
    await open(100, 30, { view: { ...initialState().view, by: 'user' } });
    for (let second = 0; second < 30; second += 1) {
      const tick = tickAt(second, 0.3);
      app.show({ ...tick, clients: tick.clients.flatMap((one) => [one, { ...one, key: 'b', clientId: 'b' }]) });
    }
    await terminal.type(KEY.down, 'g', KEY.right);
    expect((await terminal.lines())[1]).toMatch(/^user 2 clients · gfx .* now 60\.0 %/);
  });

  test('without colours has one series large, since lines could not be told apart', async () => {
    await open(100, 30, { theme: 'mono' });
    for (let second = 0; second < 30; second += 1) app.show(tickAt(second, 0.5));
    await terminal.type(KEY.escape, 'g');
    expect((await terminal.lines())[1]).toContain('card1 · gfx');
  });

  test('follows the selected row', async () => {
    await open(100, 30);
    for (let second = 0; second < 30; second += 1) app.show(tickAt(second, 0.5));
    await terminal.type(KEY.down, 'g');
    expect((await terminal.lines())[1]).toContain('4242 blender · all engines');
  });

  test('names the engines that worked before those that did not, and draws no small chart of nothing but 0', async () => {
    await open(80, 30);
    const engines = { gfx: 0.5, compute: 0, dma: 0, dec: 0.2 };
    for (let second = 0; second < 30; second += 1) {
      const tick = tickAt(second, 0.5);
      app.show({ ...tick, clients: tick.clients.map((each) => ({ ...each, engines: client({ key: 'x', engines }).engines })) });
    }
    await terminal.type(KEY.down, 'g');
    const lines = await terminal.lines();
    expect(lines[1]).toMatch(/━ gfx 50\.0 % +━ dec 20\.0 %/);
    expect(lines.slice(2).join('\n')).not.toContain('compute');
  });

  test('says so before there is any history', async () => {
    await open(100, 30);
    app.show({ ...tickAt(1, 0.5), devices: [], clients: [] });
    await terminal.type('g');
    expect(await terminal.text()).toContain('No history yet');
  });
});

test('a row shows its own past where the table is wide', async () => {
  await open(200, 30);
  for (let second = 0; second < 30; second += 1) app.show(tickAt(second, second < 25 ? 1 : 0.25));
  const lines = await terminal.lines();
  const column = lines.find((line) => line.includes('LAST 60 s'))?.indexOf('LAST 60 s') ?? 0;
  expect(lines.find((line) => line.startsWith('   4242'))?.slice(column, column + 10)).toMatch(/^ {5}████[▃-▇]$/);
});

describe('averages', () => {
  test('a shows the mean of 10 s in place of the last interval, and says so', async () => {
    await open(100, 30);
    for (let second = 0; second < 21; second += 1) app.show(tickAt(second, second % 2));
    expect(await terminal.text()).toMatch(/4242 .* 0\.0 %/);
    await terminal.type('a');
    expect(await terminal.text()).toMatch(/4242 .* 50\.0 %/);
    expect((await terminal.lines())[0]).toContain('average of 10 s');
  });
});

describe('the page of a row', () => {
  test('explains the last interval also while averages are shown', async () => {
    await open(100, 60, { average: '60s' });
    for (let second = 0; second < 21; second += 1) app.show(tickAt(second, second % 2));
    await terminal.type(KEY.down, KEY.enter);
    const text = await terminal.text();
    expect(text).toContain('gfx: now 0.0 %, average over 1 s 0.0 %, 10 s 50.0 %, 60 s 47.6 %');
    expect(text).toContain('owner: 4242 blender: it is the only holder');
    expect(text).toContain('interval: 1000000000 ns between its two reads');
  });

  test('has its table in columns, and the memory of the card first', async () => {
    await open(80, 40);
    app.show(tickAt(1, 0.5));
    app.show({
      ...tickAt(2, 0.5),
      clients: [client({ key: 'a', engines: { gfx: 0.5, compute: 0.25 }, memory: { gtt: 20 * MIB, vram: 10 * MIB } })],
    });
    await terminal.type(KEY.down, KEY.enter);
    const text = await terminal.text();
    expect(text).toMatch(/^ {3}engine {12}busy {2}rests on\n {3}3D \(gfx\) +50\.0 % .*\n {3}COMP \(compute\) +25\.0 % /m);
    expect(text.replace(/\s+/g, ' ')).toContain('10.0 MiB of vram and 20.0 MiB of gtt');
    expect(text.indexOf(' vram: ')).toBeLessThan(text.indexOf(' gtt: '));
  });

  test('scrolls to its end and not beyond, and Esc closes it', async () => {
    await open(100, 12);
    app.show(tickAt(1, 0.5));
    await terminal.type(KEY.down, KEY.enter, KEY.end);
    const end = await terminal.text();
    expect(end).toContain('drm-client-id');
    await terminal.type(KEY.down, KEY.pageDown);
    const page = (text: string): string => text.split('\n').slice(0, -2).join('\n');
    const further = await terminal.text();
    expect(page(further)).toBe(page(end));
    expect(further).toContain('this is the last line');
    await terminal.type(KEY.home);
    expect(await terminal.text()).not.toBe(end);
    await terminal.type(KEY.escape);
    expect(await terminal.text()).toContain('COMMAND');
  });

  test('says so when the row is gone', async () => {
    await open(100, 30);
    app.show(tickAt(1, 0.5));
    await terminal.type(KEY.down, KEY.enter);
    app.show({ ...tickAt(2, 0.5), clients: [] });
    app.show({ ...tickAt(20, 0.5), clients: [] });
    expect(await terminal.text()).toContain('The row is gone');
  });
});

test('a region without a size is drawn against the largest of its device, not against itself', async () => {
  await open(100, 30);
  for (let second = 0; second < 21; second += 1) {
    const tick = tickAt(second, 0.5);
    const clients = tick.clients.map((each) => ({ ...each, memory: client({ memory: { gtt: 38 * MIB } }).memory }));
    const devices = tick.devices.map((each) => ({
      ...each,
      memory: ByName.of([...each.memory, ['gtt', { usedBytes: 38 * MIB, totalBytes: null }]]),
    }));
    app.show({ ...tick, clients, devices });
  }
  await terminal.type('g', KEY.left);
  expect((await terminal.lines())[1]).toMatch(/gtt .* scale 0 to 16\.0 GiB/);
});
