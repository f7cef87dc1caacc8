import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it, test } from 'vitest';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import type { Paper } from '../../src/output/format.js';
import { tableEmitter } from '../../src/output/table.js';
import type { ViewOptions } from '../../src/view/row/row.js';
import { UsageError } from '../../src/errors/usage-error.js';
import { anySnapshot } from '../support/random-snapshots.js';
import { client, device, GIB, holder, MIB, silentFd, snapshot } from '../support/snapshots.js';
import { ByName } from '../../src/measures/by-name.js';

const VIEW: ViewOptions = { sort: null, reverse: false, filter: '', by: 'client', device: null, all: false };

interface Asked extends Partial<Omit<Paper, 'width'>> {
  readonly width?: number;
  readonly view?: Partial<ViewOptions>;
}

function table(given: Snapshot, { width = 80, view = {}, colour = false, ascii = false }: Asked = {}): string {
  return tableEmitter({ ...VIEW, ...view }, { width: () => width, colour, ascii }).tick(given);
}

const I915 = '0000:00:02.0';
const machine = snapshot({
  devices: [
    device({
      name: 'Navi 32',
      engines: { gfx: 0.572, dec: 0.15, compute: null },
      memory: { vram: { usedBytes: 7.2 * GIB, totalBytes: 16 * GIB } },
      frequencyHz: 2.41e9,
      temperatureCelsius: 61,
      powerWatts: 142,
    }),
    device({ id: I915, driver: 'i915', nodes: ['card0', 'renderD129'], name: 'UHD 770', runtimeStatus: 'suspended' }),
  ],
  clients: [
    client({
      clientId: '12',
      owner: { pid: 977, comm: 'gnome-shell', cmdline: '/usr/bin/gnome-shell' },
      engines: { gfx: 0.042, compute: 0 },
      memory: { vram: 311 * MIB },
      holders: [holder({ pid: 977 }), holder({ pid: 812, comm: 'systemd-logind' })],
    }),
    client({ engines: { gfx: 0.53, dec: 0.15 }, memory: { vram: 5.1 * GIB, gtt: 212 * MIB }, holders: [holder({}, [5, 6])] }),
    client({ clientId: '99', engines: { gfx: 0 } }),
  ],
  coverage: { processesUnreadable: 14, byErrno: new Map([['EACCES', 14]]) },
});

describe('the table', () => {
  it('fits 80 columns, the busiest first, and ends with what could not be seen', () => {
    expect(table(machine)).toMatchInlineSnapshot(`
      "gpu-top · box · 2 devices · 3 clients in 3 processes · over 1.0 s
      card1 renderD128 · Navi 32 · amdgpu 0000:03:00.0 · 2410 MHz · 61 °C · 142 W
        vram 7.20 / 16.0 GiB
        gfx 57.2 %   compute –   dec 15.0 %
      card0 renderD129 · UHD 770 · i915 0000:00:02.0 · asleep

          PID DEV   BUSIEST  ENGINES                 MEM COMMAND
         4242 card1 53.0 %   3D 53 · DEC 15     5.10 GiB blender -b scene.blend  2 fds
          977 card1  4.2 %   3D 4                311 MiB gnome-shell  held also by sy…
      1 idle client not shown: --all shows it
      14 of 626 processes unreadable (EACCES): run as root or with CAP_SYS_PTRACE
      "
    `);
  });

  it('shows more on a wide terminal', () => {
    expect(table(machine, { width: 140, view: { all: true } })).toMatchInlineSnapshot(`
      "gpu-top · box · 2 devices · 3 clients in 3 processes · over 1.0 s
      card1 renderD128 · Navi 32 · amdgpu 0000:03:00.0 · 2410 MHz · 61 °C · 142 W · vram 7.20 / 16.0 GiB
        gfx 57.2 %   compute –   dec 15.0 %
      card0 renderD129 · UHD 770 · i915 0000:00:02.0 · asleep

          PID USER      DEV   BUSIEST         gfx compute    dec      MEM    TIME+     CPU COMMAND
         4242 user      card1 53.0 % 3D    53.0 %       – 15.0 % 5.10 GiB  0:20.00  12.5 % blender -b scene.blend  2 fds
          977 user      card1  4.2 % 3D     4.2 %   0.0 %      –  311 MiB  0:20.00  12.5 % /usr/bin/gnome-shell  held also by systemd-logind (812)
         4242 user      card1  0.0 %        0.0 %       –      – 1.00 GiB  0:10.00  12.5 % blender -b scene.blend
      14 of 626 processes unreadable (EACCES): run as root or with CAP_SYS_PTRACE
      "
    `);
  });

  it('groups by user', () => {
    expect(table(machine, { view: { by: 'user' } })).toMatchInlineSnapshot(`
      "gpu-top · box · 2 devices · 3 clients in 3 processes · over 1.0 s
      card1 renderD128 · Navi 32 · amdgpu 0000:03:00.0 · 2410 MHz · 61 °C · 142 W
        vram 7.20 / 16.0 GiB
        gfx 57.2 %   compute –   dec 15.0 %
      card0 renderD129 · UHD 770 · i915 0000:00:02.0 · asleep

      USER      DEV       CLIENT BUSIEST           MEM COMMAND
      user      card1  3 clients 57.2 % 3D    6.40 GiB 2 processes: gnome-shell, blen…
      14 of 626 processes unreadable (EACCES): run as root or with CAP_SYS_PTRACE
      "
    `);
  });

  it('has an ASCII form of the same shape', () => {
    const ascii = table(machine, { ascii: true });
    expect(ascii).toMatch(/^[\n -~]*$/);
    expect(ascii.split('\n').length).toBe(table(machine).split('\n').length);
  });

  it('shows fds without statistics with dashes', () => {
    expect(table(snapshot({ devices: [], silentFds: [silentFd()] }), { width: 120 })).toMatch(
      /700 user .* – .*Xorg :0 {2}no statistics from nouveau/,
    );
  });

  it('separates ticks by an empty line', () => {
    const emitter = tableEmitter(VIEW, { width: () => 80, colour: false, ascii: false });
    expect(emitter.tick(machine)).toMatch(/^gpu-top/);
    expect(emitter.tick(machine)).toMatch(/^\ngpu-top/);
  });

  it('follows a terminal that is resized', () => {
    let width = 40;
    const emitter = tableEmitter(VIEW, { width: () => width, colour: false, ascii: false });
    const narrow = emitter.tick(machine);
    width = 120;
    expect(widest(narrow)).toBeLessThanOrEqual(40);
    expect(widest(emitter.tick(machine))).toBeGreaterThan(80);
  });
});

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => stringWidth(line)));
}

describe('what is not this live machine says so', () => {
  test.each([
    ['demo', /^DEMO: simulated devices and processes, not this machine\n/],
    ['replay', /^REPLAY: a recording, not this moment\n/],
    ['tree', /^TREE: read from \/srv\/·x\n/],
  ] as const)('%s', (kind, banner) => {
    expect(table({ ...machine, source: { kind, root: '/srv/\x1bx' } })).toMatch(banner);
  });
});

describe('a device', () => {
  const linesOf = (words: Parameters<typeof device>[0], width = 80): string[] =>
    table(snapshot({ devices: [device(words)] }), { width })
      .split('\n')
      .slice(1);

  it('shows a dash for an engine about which nothing is known, and its capacity', () => {
    const one = {
      ...device({ engines: { vcs: null, rcs: 0.5 } }),
      engines: ByName.of([
        ['vcs', { ratio: null, capacity: 2 }],
        ['rcs', { ratio: 0.5, capacity: 1 }],
      ]),
    };
    expect(table(snapshot({ devices: [one] })).split('\n')[2]).toBe('  rcs 50.0 %   vcs ×2 –');
  });

  it('without nodes is named by its id, once', () => {
    expect(linesOf({ nodes: [], driver: 'msm', id: 'soc:gpu' })[0]).toBe('soc:gpu · msm');
  });

  it('leaves out memory that nobody uses, and keeps a size that is known', () => {
    const memory = {
      gds: { usedBytes: 0, totalBytes: null },
      vram: { usedBytes: 0, totalBytes: GIB },
      gtt: { usedBytes: MIB, totalBytes: null },
    };
    expect(linesOf({ memory })[0]).toBe('card1 renderD128 · amdgpu 0000:03:00.0 · vram 0.00 / 1.00 GiB · gtt 1.00 MiB');
  });

  it('says what keeps its numbers away', () => {
    expect(linesOf({ hint: 'profiling is off: write 1 to /sys/class/drm/card1/device/profiling' }, 40).slice(2, 4)).toEqual([
      '  profiling is off: write 1 to',
      '  /sys/class/drm/card1/device/profiling',
    ]);
  });
});

describe('an empty table says why and what helps', () => {
  const text = (given: Snapshot, view: Partial<ViewOptions> = {}): string =>
    table(given, { width: 100, view }).replaceAll('\n  ', ' ');

  it('no device', () => {
    const said = text(snapshot({ devices: [], coverage: { processesUnreadable: 14, byErrno: new Map([['EACCES', 14]]) } }));
    expect(said).toContain('No DRM device: nothing in /sys/class/drm or /sys/class/accel, and no process holds a DRM fd.');
    expect(said).toContain('Looked at 626 processes and 320 fds (strategy auto).');
    expect(said).toContain('14 of 626 processes unreadable (EACCES): run as root or with CAP_SYS_PTRACE');
    expect(said).toContain('gpu-top --demo shows simulated devices');
  });

  it('no device in a tree', () => {
    expect(text(snapshot({ devices: [], source: { kind: 'tree', root: '/srv/t/' } }))).toContain(
      'nothing in /srv/t/sys/class/drm or',
    );
  });

  it('no client', () => {
    expect(text(snapshot())).toContain('No process holds a client of this device.\nLooked at 626 processes');
  });

  it('only idle clients', () => {
    const idle = [client({ engines: { gfx: 0 } }), client({ clientId: '2', engines: { gfx: 0 } })];
    expect(text(snapshot({ clients: idle }))).toContain('All 2 clients are idle: --all shows them.');
    expect(text(snapshot({ clients: idle }), { filter: 'client:2' })).toContain(
      'The only client that matches is idle: --all shows it.',
    );
    expect(text(snapshot({ clients: idle }), { by: 'user' })).toContain('The only row is idle');
  });

  it('only idle clients, while other processes could not be read', () => {
    const coverage = { processesUnreadable: 9, byErrno: new Map([['EACCES', 9]]) };
    const said = text(snapshot({ clients: [client({ engines: { gfx: 0 } })], coverage }));
    expect(said).toContain('is idle: --all shows it.\n9 of 626 processes unreadable (EACCES)');
  });

  it('a filter that matches nothing, and the engine in it that does not exist', () => {
    // Without a prefix a name that exists nowhere is an error, as with --sort.
    expect(() => text(machine, { filter: 'gxf>5' })).toThrow(
      "filter: unknown name 'gxf' (did you mean 'gfx'?); known here: pid, user, dev, client, busy",
    );
    expect(text(machine, { filter: 'engine:gxf>5' })).toContain(
      "Nothing matches the filter 'engine:gxf>5' (3 clients in all).\nNo engine or region here is called 'gxf'; there are gfx, compute, dec, vram, gtt.",
    );
    expect(text(machine, { filter: 'nobody' })).toMatch(/'nobody' \(3 clients in all\)\.\n14 of 626 processes unreadable/);
  });

  it('a device without clients', () => {
    expect(text(machine, { device: 'card0' })).toContain(
      'No process holds a client of card0.\nOther devices have clients: leave out --device.',
    );
  });
});

describe('coverage', () => {
  test.each([
    [
      { processesUnreadable: 1, processesSeen: 1, byErrno: new Map([['EPERM', 1]]) },
      '1 of 1 process unreadable (EPERM): run as root',
    ],
    [{ byErrno: new Map([['EACCES', 2]]) }, '2 reads failed (EACCES): run as root'],
    [{ byErrno: new Map([['EMFILE', 2]]) }, '2 reads failed (EMFILE): raise the limit of open files (ulimit -n)'],
    [
      { byErrno: new Map([['EIO', 1]]), troubles: [{ errno: 'EIO', path: '/proc/1/fdinfo/\x1b3' }] },
      '1 read failed (EIO)\nunexpected EIO at /proc/1/fdinfo/·3',
    ],
  ])('%o is said as %j', (coverage, expected) => {
    expect(table(snapshot({ clients: [client()], coverage }), { width: 120 })).toContain(expected);
  });

  it('counts what was clamped', () => {
    expect(table(snapshot({ clients: [client()], clamped: 2 }), { width: 120 })).toContain('2 ratios above 1 shown as 100 %');
  });

  it('is silent when everything was seen', () => {
    expect(table(snapshot({ clients: [client()] })).trimEnd()).toMatch(/blender -b sc[^\n]*$/);
  });
});

describe('colour', () => {
  it('is there only when asked for', () => {
    expect(table(machine)).not.toContain('\x1b');
    expect(table(machine, { colour: true })).toContain('\x1b[');
  });

  it('changes nothing but colour', () => {
    expect(stripVTControlCharacters(table(machine, { colour: true })).replace(/ +$/gm, '')).toBe(table(machine));
  });
});

test.each([
  [{ sort: 'nosuch' }, "unknown sort key 'nosuch'"],
  [{ device: 'card9' }, "no device 'card9'"],
  [{ filter: 'gfx>' }, 'a number is missing'],
])('%j is refused', (view, message) => {
  expect(() => table(machine, { view })).toThrow(UsageError);
  expect(() => table(machine, { view })).toThrow(message);
});

it('is never wider than the width, and holds no escape code or other control, whatever processes call themselves', () => {
  const by = fc.constantFrom('client', 'process', 'user', 'unit');
  fc.assert(
    fc.property(anySnapshot, fc.integer({ min: 1, max: 250 }), by, fc.boolean(), (given, width, grouping, all) => {
      const text = table(given, { width, view: { by: grouping, all } });
      for (const line of text.split('\n')) {
        expect(stringWidth(line)).toBeLessThanOrEqual(width);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
      }
    }),
    { numRuns: 100 },
  );
});

it('is never wider in colour or ASCII either', () => {
  fc.assert(
    fc.property(anySnapshot, fc.integer({ min: 1, max: 250 }), (given, width) => {
      const coloured = stripVTControlCharacters(table(given, { width, colour: true }));
      for (const line of coloured.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      const ascii = table(given, { width, ascii: true });
      expect(ascii).toMatch(/^[\n -~]*$/);
      for (const line of ascii.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    }),
    { numRuns: 60 },
  );
});
