import { describe, expect, it, test } from 'vitest';
import type { Device } from '../../../src/ledger/snapshot.js';
import { type Column, type ColumnChoice, columnsFor, keyMeant, sortKeys } from '../../../src/view/columns/columns.js';
import { fitColumns, GAP } from '../../../src/view/columns/fit-columns.js';
import { buildRows } from '../../../src/view/rows.js';
import type { Row } from '../../../src/view/row/row.js';
import { cellWidth, cut } from '../../../src/view/text/text.js';
import { client, device, GIB, holder, MIB, regionBytes, silentFd, snapshot } from '../../support/snapshots.js';
import { ByName } from '../../../src/measures/by-name.js';

const big = snapshot({
  devices: [
    device({ engines: { enc: 0, zz: 0, dec: 0, compute: 0, gfx: 0.5, abc: 0 } }),
    device({
      id: '0000:00:02.0',
      driver: 'i915',
      nodes: ['card0'],
      engines: { copy: 0, 'video-enhance': 0, render: 0.2, video: 0 },
    }),
  ],
  clients: [client({ memory: { gtt: MIB, vram: GIB, gds: 0, cpu: MIB }, owner: { unit: 'docker:3f2a' } })],
});

const keys = (given = big, choice: ColumnChoice = {}): string[] => columnsFor(given, choice).map((column) => column.key);
function rowOf(given: Parameters<typeof buildRows>[0]): Row {
  const [row] = buildRows(given, { sort: null, reverse: false, filter: '', by: 'client', device: null, all: true });
  if (row === undefined) throw new Error('no row');
  return row;
}
function column(key: string, given = big, choice: ColumnChoice = {}): Column {
  const match = columnsFor(given, choice).find((each) => each.key === key);
  if (match === undefined) throw new Error(`no column ${key}`);
  return match;
}

test('a column is meant by its key, an alias or its title, and an engine also by the word on the screen', () => {
  for (const { kind, key, title } of columnsFor(big)) if (kind === 'fact') expect(keyMeant(title), title).toBe(key);
  for (const [typed, meant] of [
    ['busiest', 'busy'],
    ['device', 'dev'],
    ['COMP', 'compute'],
    ['GFX', 'gfx'],
    ['engine:GFX', 'engine:GFX'],
    ['nosuch', 'nosuch'],
  ] as const)
    expect(keyMeant(typed)).toBe(meant);
});

describe('columnsFor', () => {
  it('takes what the devices have, the main engines and the card memory first, then by alphabet', () => {
    expect(keys()).toEqual([
      ...['pid', 'user', 'dev', 'client', 'busy', 'engines'],
      ...['gfx', 'render', 'compute', 'video', 'video-enhance', 'dec', 'enc', 'copy', 'abc', 'zz'],
      ...['mem', 'vram', 'gtt', 'region:cpu', 'time', 'cpu', 'holders', 'unit', 'command'],
    ]);
  });

  it('has the same order whatever order the devices come in', () => {
    const turned = {
      ...big,
      devices: [...big.devices].reverse().map((each): Device => ({ ...each, engines: ByName.of([...each.engines].reverse()) })),
    };
    expect(keys(turned)).toEqual(keys());
  });

  it('leaves out DEV for one device, UNIT where nobody has one, and a region that is all there is', () => {
    expect(keys(snapshot({ devices: [device({ engines: { gfx: 0.53 } })], clients: [client()] }))).toEqual([
      'pid',
      'user',
      'client',
      'busy',
      'engines',
      'gfx',
      'mem',
      'time',
      'cpu',
      'holders',
      'command',
    ]);
  });

  it('still names memory where no client has any', () => {
    expect(keys(snapshot())).toContain('mem');
  });

  it('shows DEV when a client is on a device that /sys does not show', () => {
    expect(keys(snapshot({ clients: [client({ device: 'other' })] }))).toContain('dev');
  });

  it('has averages only where somebody keeps a history', () => {
    const averages = { busy: (_: Row, seconds: number) => seconds / 100 };
    expect(keys(big, { averages })).toEqual(expect.arrayContaining(['avg10', 'avg60']));
    expect(column('avg60', big, { averages }).text(rowOf(big), 6)).toBe('60.0 %');
    expect(keys()).not.toContain('avg10');
  });

  it('tells the busiest engine and all that are busy by the words of their classes', () => {
    const amd = client({ engines: { gfx: 0.1, dec: 0.25 } });
    const intel = client({ device: 'x', driver: 'xe', engines: { rcs: 0 } });
    const given = snapshot({ clients: [amd, intel] });
    expect(column('busy', given).text(rowOf(given), 14)).toBe('25.0 % DEC');
    expect(column('busy', given).text(rowOf(snapshot({ clients: [intel] })), 14)).toBe(' 0.0 %');
    expect(
      column('busy', given)
        .text(rowOf(snapshot({ silentFds: [silentFd()] })), 14)
        .trim(),
    ).toBe('–');
    const two = snapshot({ devices: [device({ engines: { gfx: 0, dec: 0 } })], clients: [amd, { ...intel, driver: 'amdgpu' }] });
    expect(column('engines', two).text(rowOf(two), 18)).toBe('DEC 25 · 3D 10');
    expect(column('engines', two).text(rowOf(two), 9)).toBe('DEC 25');
    expect(column('engines', two).text(rowOf(snapshot({ clients: [intel] })), 18)).toBe('0');
    expect(column('engines', two).text(rowOf(snapshot({ silentFds: [silentFd()] })), 18)).toBe('–');
  });

  it('has no 0 for engines of which one is unknown', () => {
    const devices = [device({ engines: { gfx: 0, dec: null } })];
    const partly = snapshot({ devices, clients: [client({ engines: { gfx: 0, dec: null } })] });
    expect(column('busy', partly).text(rowOf(partly), 18).trim()).toBe('–');
    expect(column('engines', partly).text(rowOf(partly), 18)).toBe('–');
    const busy = snapshot({ devices, clients: [client({ engines: { gfx: 0.5, dec: null } })] });
    expect(column('engines', busy).text(rowOf(busy), 18)).toBe('3D 50');
  });

  it('cuts an engine name that somebody made long', () => {
    const engines = { ['é漢'.repeat(32_768)]: 0.5 };
    const long = snapshot({ devices: [device({ engines })], clients: [client({ engines })] });
    for (const key of ['busy', 'engines']) expect(column(key, long).text(rowOf(long), 60).length).toBeLessThan(100);
  });

  it('keeps an engine and a region of one name apart', () => {
    const engines = { cpu: 0.25, gtt: 0.5 };
    const given = snapshot({ devices: [device({ engines })], clients: [client({ engines, memory: { gtt: GIB, vram: 1 } })] });
    expect(keys(given)).toEqual(expect.arrayContaining(['engine:cpu', 'gtt', 'region:gtt', 'cpu']));
    expect(column('engine:cpu', given).text(rowOf(given), 6)).toBe('25.0 %');
    expect(column('gtt', given).text(rowOf(given), 6)).toBe('50.0 %');
    expect(column('region:gtt', given).text(rowOf(given), 8)).toBe('1.00 GiB');
  });
});

describe('cells', () => {
  const known = rowOf(snapshot({ clients: [client({ holders: [holder(), holder({ pid: 1 })], engines: { gfx: 1.2 } })] }));
  const silent = rowOf(snapshot({ silentFds: [silentFd({ process: { user: null, uid: null } })] }));
  const given = snapshot({
    devices: [device({ engines: { gfx: 1 } })],
    clients: [client({ memory: { vram: 1, gtt: 1 } })],
  });

  test.each([
    ['pid', '4242', '700'],
    ['user', 'user', '–'],
    ['client', '7518', '–'],
    ['gfx', '100 %', '–'],
    ['vram', '1.00 GiB', '–'],
    ['gtt', '–', '–'],
    ['mem', '1.00 GiB', '–'],
    ['time', '0:10.00', '–'],
    ['cpu', '12.5 %', '–'],
    ['holders', '2', '1'],
  ])('of %s: %s, and %s where nothing is known', (key, expected, unknown) => {
    expect(column(key, given).text(known, 8)).toBe(expected);
    expect(column(key, given).text(silent, 8)).toBe(unknown);
  });

  it('never hold what a hostile process wrote, and fit with any name', () => {
    const evil = '\x1b]0;x\x07\u202e\n';
    const row = rowOf(
      snapshot({
        clients: [
          client({
            clientId: evil,
            owner: { comm: evil, cmdline: evil, user: evil, unit: evil },
            engines: { [evil]: 0.5 },
            memory: { [evil]: regionBytes({ residentBytes: 5 }) },
            holders: [holder(), holder({ pid: 9, comm: evil })],
          }),
        ],
      }),
    );
    const nasty = snapshot({ clients: [...row.clients], devices: [device(), device({ id: evil, nodes: [evil] })] });
    for (const each of columnsFor(nasty)) expect(each.title + each.text(row, 20)).not.toMatch(/[\p{C}]/u);
    expect(sortKeys(nasty).here.join(' ')).not.toMatch(/[\p{C}]/u);
  });

  it('of COMMAND: the note stays when the command line is long, and never in place of the name', () => {
    const of = (cmdline: string): Row =>
      rowOf(snapshot({ clients: [client({ owner: { cmdline }, holders: [holder({}, [5, 6])] })] }));
    expect(column('command').text(of(`sh -c ${'x'.repeat(500)}`), 25)).toBe(`sh -c ${'x'.repeat(11)}…  2 fds`);
    expect(column('command').text(of('x'.repeat(500)), 20)).toMatch(/^x{300,}…$/);
  });

  test.each([
    ['/usr/lib/firefox/firefox -contentproc', 20, 'firefox -contentproc'],
    ['/usr/lib/firefox/firefox -contentproc', 40, '/usr/lib/firefox/firefox -contentproc'],
    ['sh -c /usr/bin/very/long/path/to/something', 20, 'sh -c /usr/bin/very/long/path/to/something'],
    ['/bin/', 2, '/bin/'],
  ])('of COMMAND: %s in %i cells loses its directory before its end: %s', (cmdline, cells, expected) => {
    const row = rowOf(snapshot({ clients: [client({ owner: { cmdline } })] }));
    expect(column('command').text(row, cells)).toBe(expected);
  });

  test.each([
    ['glxgears', '/usr/bin/qemu -m 8G', 40, 'glxgears · /usr/bin/qemu -m 8G'],
    ['glxgears', '/usr/bin/qemu -m 8G', 22, 'glxgears · qemu -m 8G'],
    ['glxgears', '/usr/bin/qemu -m 8G', 20, 'glxge… · qemu -m 8G'],
    ['n'.repeat(64), '/usr/bin/qemu -m 8G', 40, `${'n'.repeat(12)}… · /usr/bin/qemu -m 8G`],
    ['n'.repeat(64), `/usr/bin/qemu -m ${'8'.repeat(64)}`, 40, `${'n'.repeat(12)}… · qemu -m ${'8'.repeat(15)}…`],
    ['n'.repeat(64), '/usr/bin/qemu -m 8G', 14, `${'n'.repeat(5)}… · qemu -m 8G`],
    ['n'.repeat(64), '/usr/bin/qemu -m 8G', 10, 'qemu -m 8G'],
    ['\x1b[2J\x1b', 'qemu', 40, '·[2J· · qemu'],
    ['QEMU', 'qemu -m 8G', 40, 'qemu -m 8G'],
  ])('of COMMAND: the client name %s leaves room for the program %s in %i cells: %s', (clientName, cmdline, cells, expected) => {
    const row = rowOf(snapshot({ clients: [client({ clientName, owner: { cmdline } })] }));
    const text = column('command').text(row, cells);
    expect(cut(text, cells)).toBe(cut(expected, cells));
  });

  it('of COMMAND: a long note is cut, and left out where hardly a word of it would be seen', () => {
    const row = rowOf(snapshot({ clients: [client({ holders: [holder(), holder({ pid: 812, comm: 'systemd-logind' })] })] }));
    expect(column('command').text(row, 30)).toBe('blender -b scen…  held also b…');
    expect(column('command').text(row, 20)).toBe('blender -b scene.blend');
  });
});

describe('fitColumns', () => {
  const columns = columnsFor(big);
  const fitted = (width: number, given = columns): string[] => fitColumns(given, width).map(({ column: { key } }) => key);

  test.each([
    [22, ['pid', 'busy', 'command']],
    [50, ['pid', 'busy', 'mem', 'command']],
    [80, ['pid', 'dev', 'busy', 'engines', 'mem', 'command']],
    [120, ['pid', 'user', 'dev', 'busy', 'engines', 'mem', 'cpu', 'unit', 'command']],
  ])('at %i cells keeps %j', (width, expected) => {
    expect(fitted(width)).toEqual(expected);
  });

  it('shows all on a wide terminal, several drivers in one column of engines', () => {
    const engines = columns.flatMap(({ kind, key }) => (kind === 'engine' ? key : []));
    expect(fitted(300)).toEqual(keys().filter((key) => !engines.includes(key)));
  });

  it('always keeps the column that the rows are ordered by', () => {
    for (const sorted of ['copy', 'time', 'client'])
      expect(fitColumns(columns, 80, sorted).map(({ column: { key } }) => key)).toEqual(expect.arrayContaining([sorted, 'mem']));
  });

  it("gives one driver's engines columns of their own where those are few for the width", () => {
    const one = columnsFor(snapshot({ devices: [device({ engines: { gfx: 0, dec: 0, enc: 0, dma: 0 } })], clients: [client()] }));
    expect(fitted(80, one)).toContain('engines');
    expect(fitted(120, one)).toEqual(expect.arrayContaining(['gfx', 'dec', 'enc', 'dma']));
    expect(fitted(120, one)).not.toContain('engines');
  });

  it('takes exactly the width, and a wider one shows all that a narrower one shows', () => {
    let before: string[] = [];
    for (let width = 30; width <= 300; width += 1) {
      const placed = fitColumns(columns, width);
      const cells = placed.reduce((sum, each) => sum + each.cells, 0) + GAP * (placed.length - 1);
      expect(cells).toBe(width);
      const now = fitted(width);
      expect(now).toEqual(expect.arrayContaining(before));
      before = now;
    }
  });

  it('keeps USER in place of PID where rows are users', () => {
    expect(fitted(24, columnsFor(big, { by: 'user' }))).toEqual(['user', 'busy', 'command']);
    expect(fitted(38, columnsFor(big, { by: 'unit' }))).toEqual(['unit', 'busy', 'command']);
  });

  it('gives engines room for their names up to ten cells', () => {
    expect(columns.filter(({ kind }) => kind === 'engine').map(({ width }) => width)).toEqual([6, 6, 7, 6, 10, 6, 6, 6, 6, 6]);
    for (const each of columns) expect(cellWidth(each.title)).toBeLessThanOrEqual(Math.max(each.width, 13));
  });
});
