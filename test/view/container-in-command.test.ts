/** Narrow tables say in which container a row is, and each fact once. */
import { expect, test } from 'vitest';
import { commandInUnit, commandText } from '../../src/view/columns/cell-text.js';
import { columnsFor } from '../../src/view/columns/columns.js';
import { fitColumns } from '../../src/view/columns/fit-columns.js';
import { buildRows } from '../../src/view/rows.js';
import type { Row } from '../../src/view/row/row.js';
import { cellWidth } from '../../src/view/text/text.js';
import { client, device, GIB, MIB, snapshot } from '../support/snapshots.js';

const machine = snapshot({
  devices: [
    device({
      engines: { gfx: 0.2, dec: 0.3, enc: 0.1, compute: 0, dma: 0 },
      memory: { vram: { usedBytes: 4 * GIB, totalBytes: 16 * GIB }, gtt: { usedBytes: GIB, totalBytes: 31 * GIB } },
    }),
  ],
  clients: [
    client({
      key: 'a',
      owner: { pid: 1, comm: 'ffmpeg', cmdline: 'ffmpeg -i a', unit: 'docker:3f2a9c81d0e4' },
      engines: { dec: 0.3, enc: 0.1 },
      memory: { vram: 271 * MIB, gtt: 512 * MIB },
    }),
    client({
      key: 'b',
      owner: { pid: 2, comm: 'shell', cmdline: 'shell', unit: 'gdm.service' },
      engines: { gfx: 0.2 },
      memory: { vram: 40 * MIB },
    }),
  ],
});

/** Cells of the row of a PID by the column's key. */
function rowOf(pid: number, width: number): Record<string, string> {
  const row = buildRows(machine, { sort: null, reverse: false, filter: '', by: 'client', device: null, all: true }).find(
    (each) => each.pid === pid,
  );
  if (row === undefined) throw new Error(`no row of ${pid}`);
  const placed = fitColumns(columnsFor(machine), width);
  return Object.fromEntries(placed.map(({ column, cells }) => [column.key, column.text(row, cells)]));
}

test('COMMAND names the container where UNIT has no room, and no service', () => {
  expect(rowOf(1, 80)).toMatchObject({ command: 'ffmpeg -i a  docker:3f2a9c81d0e4' });
  expect(rowOf(2, 80)).toMatchObject({ command: 'shell' });
  expect(rowOf(1, 200)).toMatchObject({ command: 'ffmpeg -i a', unit: 'docker:3f2a9c81d0e4' });
});

/** The row of a command line, in a container or in none. */
function rowWith(cmdline: string, unit: string | null, fds: readonly number[] = [5]): Row {
  const one = client({ key: 'x', owner: { pid: 9, comm: 'x', cmdline, unit }, engines: { gfx: 0.5 } });
  const view = { sort: null, reverse: false, filter: '', by: 'client', device: null, all: true } as const;
  const [row] = buildRows({ ...machine, clients: [{ ...one, holders: [{ process: one.owner, fds }] }] }, view);
  if (row === undefined) throw new Error('no row');
  return row;
}

test('arguments give way to the container where both do not fit, then the end of a long name', () => {
  const film = rowWith('ffmpeg -hwaccel vaapi -i /media/film.mkv', 'docker:3f2a9c81d0e4');
  expect(commandInUnit(film, 17)).toBe('ffmpeg  docker:3…');
  expect(commandInUnit(film, 30)).toBe('ffmpeg -hwaccel…  docker:3f2a…');
  const signal = rowWith('signal-desktop --use-gl', 'docker:3f2a9c81d0e4');
  expect(commandInUnit(signal, 17)).toBe('signal…  docker:…');
  expect(commandInUnit(signal, 20)).toBe('signal…  docker:3f2…');
  expect(commandInUnit(signal, 30)).toBe('signal-desktop  docker:3f2a9c…');
  expect(commandInUnit(rowWith('/opt/Signal/signal-desktop', 'docker:3f2a9c81d0e4'), 26)).toBe('signal-desk…  docker:3f2a…');
});

test.each([16, 17, 18, 20, 24, 30, 40])('in %i cells a name of any length and the container are both recognised', (cells) => {
  for (const name of ['sh', 'ffmpeg', 'signal-desktop', 'a-very-long-name-of-a-program', '漢字アプリの長い名前']) {
    for (const command of [name, `${name} --with=arguments that are long`, `/usr/lib/${name}/${name} x`]) {
      const told = commandInUnit(rowWith(command, 'docker:3f2a9c81d0e4'), cells);
      expect(cellWidth(told)).toBeLessThanOrEqual(cells);
      expect(told).toMatch(/ {2}docker/);
      expect(told).toContain(Array.from(name).slice(0, 3).join(''));
    }
  }
});

test.each([
  ['flatpak:com.valvesoftware.Steam', 'flatpak:Steam'],
  ['flatpak:org.telegram.desktop', 'flatpak:telegram.desktop'],
  ['docker:3f2a9c81d0e4', 'docker:3f2a9c81d0e4'],
  ['kubernetes:0c3f1b2a/9b1d22c3', 'k8s:0c3f1b2a/9b1d22c3'],
])('%s is told by what it is called where it does not fit', (unit, brief) => {
  const row = rowWith('obs', unit);
  expect(commandInUnit(row, 80)).toBe(`obs  ${unit}`);
  expect(commandInUnit(row, 29)).toBe(`obs  ${brief}`);
  const column = columnsFor(machine).find(({ key }) => key === 'unit');
  expect(column?.text(row, 40)).toBe(unit);
  expect(column?.text(row, 24)).toBe(brief);
});

test.each([
  [22, 'obs  flatpak:Studio'],
  [27, 'obs --mini…  flatpak:Studio'],
])('in %i cells arguments cut no name of a container', (cells, told) => {
  expect(commandInUnit(rowWith('obs --minimize-to-tray', 'flatpak:com.obsproject.Studio'), cells)).toBe(told);
});

test('a note behind the container is not cut down to its separator', () => {
  const row = rowWith('obs --minimize-to-tray', 'flatpak:com.obsproject.Studio', [5, 6]);
  for (let cells = 19; cells < 40; cells++) expect(commandInUnit(row, cells)).not.toMatch(/·.?.?.?…$/);
  expect(commandInUnit(row, 22)).toBe('obs  flatpak:Studio');
  expect(commandInUnit(row, 27)).toBe('obs --mini…  flatpak:Studio');
});

test('COMMAND has room for both at 80 columns, which other columns give', () => {
  const cells = (width: number): Record<string, number> =>
    Object.fromEntries(fitColumns(columnsFor(machine), width).map(({ column, cells: own }) => [column.key, own]));
  for (let width = 80; width < 130; width++) expect(cells(width).command).toBeGreaterThanOrEqual(21);
});

test("UNIT has cells for a container's id where COMMAND has plenty", () => {
  const cellsOf = (width: number): number | undefined =>
    fitColumns(columnsFor(machine), width).find(({ column }) => column.key === 'unit')?.cells;
  const all = Array.from({ length: 200 }, (_, width) => cellsOf(width) ?? 0);
  expect([...new Set(all)]).toEqual([0, 16, 20]);
  expect(all.at(-1)).toBe(20);
});

test('a program of Windows is told by its name too', () => {
  const told = (command: string, cells: number): string => commandText(rowWith(command, null), cells);
  expect(told('Z:\\home\\anna\\Games\\Eldermoor\\Eldermoor.exe -vulkan', 24)).toBe('Eldermoor.exe -vulkan');
  expect(told('C:\\Program Files (x86)\\Big Game\\Big Game.exe C:\\save\\one', 24)).toBe('Big Game.exe C:\\save\\one');
  expect(told('Z:/opt/game/game.exe -windowed', 20)).toBe('game.exe -windowed');
  expect(told('/usr/lib/firefox/firefox -contentproc', 21)).toBe('firefox -contentproc');
});

test("the busiest engine's word stands once", () => {
  expect(rowOf(1, 80)).toMatchObject({ busy: '30.0 %', engines: 'DEC 30 · ENC 10' });
  const placed = fitColumns(columnsFor(machine), 80);
  expect(placed.find(({ column }) => column.key === 'busy')?.cells).toBe(8);
  expect(rowOf(1, 40).engines).toBeUndefined();
  expect(fitColumns(columnsFor(machine), 40).find(({ column }) => column.key === 'busy')?.cells).toBe(12);
});

test("MEM is of the device's main memory", () => {
  expect(rowOf(1, 80)).toMatchObject({ mem: '271 MiB' });
});
