import { describe, expect, it, test } from 'vitest';
import type { Row, ViewOptions } from '../../src/view/row/row.js';
import { buildRows, countIdle } from '../../src/view/rows.js';
import { client, device, engineUse, GIB, holder, MIB, regionBytes, SECOND_NS, silentFd, snapshot } from '../support/snapshots.js';
import { ByName } from '../../src/measures/by-name.js';

const OPTIONS: ViewOptions = { sort: null, reverse: false, filter: '', by: 'client', device: null, all: false };

const I915 = '0000:00:02.0';
const blender = client();
const shell = client({
  clientId: '12',
  owner: { pid: 977, comm: 'gnome-shell', cmdline: '/usr/bin/gnome-shell', uid: 1001, user: 'ann', unit: 'gdm.service' },
  holders: [holder({ pid: 977, comm: 'gnome-shell' }, [5, 6]), holder({ pid: 812, comm: 'systemd-logind' }, [30])],
  engines: { gfx: 0.042, compute: 0 },
  memory: { vram: 311 * MIB, gtt: 34 * MIB },
  ownerCpuRatio: 0.5,
});
const intel = client({
  device: I915,
  driver: 'i915',
  clientId: '12',
  owner: { pid: 977, comm: 'gnome-shell' },
  engines: { render: 0.2 },
});
const machine = snapshot({
  devices: [device(), device({ id: I915, driver: 'i915', nodes: ['card0', 'renderD129'] })],
  clients: [shell, blender, intel],
});

function rowsOf(given = machine, options: Partial<ViewOptions> = {}): Row[] {
  return buildRows(given, { ...OPTIONS, ...options });
}
function only(given = machine, options: Partial<ViewOptions> = {}): Row {
  const [row, ...others] = rowsOf(given, options);
  if (row === undefined || others.length > 0) throw new Error(`expected one row, got ${others.length + (row ? 1 : 0)}`);
  return row;
}

describe('a row of one client', () => {
  const row = only(snapshot({ clients: [blender] }));

  it('says who and where', () => {
    expect(row).toMatchObject({
      grouping: 'client',
      device: '0000:03:00.0',
      deviceLabel: 'card1',
      driver: 'amdgpu',
      clientLabel: '7518',
      pid: 4242,
      user: 'user',
      unit: null,
      comm: 'blender',
      command: 'blender -b scene.blend',
      note: '',
      idle: false,
    });
  });

  it('carries ratios, memory, GPU time and CPU', () => {
    expect(row.engines).toEqual(new Map([['gfx', 0.53]]));
    expect(row.memory).toEqual(new Map([['vram', GIB]]));
    expect(row.gpuTimeNs).toBe(10n * SECOND_NS);
    expect(row.cpuRatio).toBe(0.125);
  });
});

test.each([
  ['resident, not total', regionBytes({ totalBytes: 9, residentBytes: 3, memoryBytes: 5 }), 3],
  ["amdgpu's alias where resident is missing", regionBytes({ totalBytes: 9, memoryBytes: 5 }), 5],
  ['total where nothing else is printed', regionBytes({ totalBytes: 9 }), 9],
  ['nothing where only shared is printed', regionBytes({ sharedBytes: 9 }), undefined],
])('memory in use is %s', (_, region, expected) => {
  expect(only(snapshot({ clients: [client({ memory: { vram: region } })] })).memory.get('vram')).toBe(expected);
});

describe('what is shown', () => {
  const idle = client({ clientId: '1', engines: { gfx: 0, dec: 0 } });
  const noEngines = client({ clientId: '2', engines: {} });
  const unseen = client({ clientId: '3', engines: { gfx: null } });
  const halfKnown = client({ clientId: '4', engines: { gfx: 0, dec: null } });
  const given = snapshot({ clients: [idle, noEngines, unseen, halfKnown], silentFds: [silentFd()] });
  const labels = (options: Partial<ViewOptions>): (string | null)[] => rowsOf(given, options).map((row) => row.clientLabel);

  it('leaves idle clients out, but nothing about which something is unknown', () => {
    expect(labels({})).toEqual([null, '3', '4']);
  });

  it('shows idle clients with --all', () => {
    expect(labels({ all: true })).toEqual(['1', null, '2', '3', '4']);
  });

  it('shows idle clients when the filter asks for them', () => {
    expect(labels({ filter: 'idle' })).toEqual(['1', '2']);
    expect(labels({ filter: '!idle' })).toEqual([null, '3', '4']);
  });

  it.each([
    ['is held with /dev/kfd', client({ engines: {}, owner: { holdsKfd: true } })],
    ['is held by a process whose fds were not read', client({ engines: {}, owner: { holdsKfd: null } })],
    ['is of another driver', client({ engines: {}, driver: 'xe' })],
    ['did nothing on its engines, but is held with /dev/kfd', client({ engines: { gfx: 0 }, owner: { holdsKfd: true } })],
  ])('shows a client without engines that %s', (_what, unknown) => {
    const [row] = rowsOf(snapshot({ clients: [unknown] }));
    expect(row).toMatchObject({ idle: false, clientLabel: '7518' });
  });

  it('counts what it leaves out as idle', () => {
    expect(countIdle(given, OPTIONS)).toBe(2);
    expect(countIdle(given, { ...OPTIONS, filter: 'client:2' })).toBe(1);
    expect(countIdle(given, { ...OPTIONS, all: true })).toBe(0);
  });
});

describe('fds without statistics', () => {
  const given = snapshot({
    devices: [device({ id: '0000:01:00.0', driver: 'nouveau', nodes: ['card0'] })],
    silentFds: [
      silentFd(),
      silentFd({ fd: 10 }),
      silentFd({ process: { pid: 701, comm: 'mpv' } }),
      silentFd({ device: null, driver: null, process: { pid: 5 } }),
    ],
  });

  it('have a row for each process and device, with dashes for numbers', () => {
    expect(rowsOf(given).map(({ pid, clientLabel, deviceLabel, note }) => [pid, clientLabel, deviceLabel, note])).toEqual([
      [5, null, '', 'no statistics from its driver'],
      [700, null, 'card0', '2 fds · no statistics from nouveau'],
      [701, null, 'card0', 'no statistics from nouveau'],
    ]);
    expect(rowsOf(given)[0]).toMatchObject({
      gpuTimeNs: null,
      cpuRatio: null,
      idle: false,
      engines: new Map(),
      memory: new Map(),
    });
  });
});

describe('notes', () => {
  it('name the other holders and count the fds', () => {
    expect(only(snapshot({ clients: [shell] })).note).toBe('2 fds · held also by systemd-logind (812)');
  });

  it('name two holders and count the rest', () => {
    const holders = [4242, 2, 3, 4, 5].map((pid) => holder({ pid, comm: `p${pid}` }));
    expect(only(snapshot({ clients: [client({ holders })] })).note).toBe('held also by p2 (2), p3 (3) and 2 more');
  });
});

it('a row of several processes does not list other holders', () => {
  const others = [
    client({ clientId: '1', owner: { pid: 1 }, holders: [holder({ pid: 1 }), holder({ pid: 9 })] }),
    client({ clientId: '2' }),
  ];
  expect(only(snapshot({ clients: others }), { by: 'user' }).note).toBe('');
});

describe('grouping', () => {
  const second = client({ clientId: '7519', engines: { gfx: 0.1, dec: null }, memory: { vram: GIB } });
  const given = { ...machine, clients: [...machine.clients, second] };

  it('by process adds up the clients of a process on one device', () => {
    const row = rowsOf(given, { by: 'process' })[0];
    expect(row).toMatchObject({ grouping: 'process', clientLabel: '2 clients', pid: 4242, command: 'blender -b scene.blend' });
    expect(row?.engines.get('gfx')).toBeCloseTo(0.63);
    expect(row?.engines.get('dec')).toBeNull();
    expect(row?.memory.get('vram')).toBe(2 * GIB);
    expect(row?.gpuTimeNs).toBe(30n * SECOND_NS);
  });

  it('counts the CPU of a process once', () => {
    expect(rowsOf(given, { by: 'process' })[0]?.cpuRatio).toBe(0.125);
  });

  it('never mixes devices', () => {
    expect(rowsOf(given, { by: 'user' }).map((row) => [row.user, row.deviceLabel, row.clients.length])).toEqual([
      ['user', 'card1', 2],
      ['user', 'card0', 1],
      ['ann', 'card1', 1],
    ]);
  });

  it('by user names the processes behind a row', () => {
    const others = [
      client({ clientId: '1', owner: { pid: 1, comm: 'a' } }),
      client({ clientId: '2', owner: { pid: 2, comm: 'b' } }),
      client({ clientId: '3', owner: { pid: 3, comm: 'b' } }),
    ];
    expect(only(snapshot({ clients: others }), { by: 'user' })).toMatchObject({
      pid: null,
      user: 'user',
      comm: 'b, a',
      command: '3 processes: b, a',
    });
  });

  it('by unit keeps those without a unit together', () => {
    expect(rowsOf(given, { by: 'unit', device: 'card1' }).map((row) => [row.unit, row.clientLabel])).toEqual([
      [null, '2 clients'],
      ['gdm.service', '12'],
    ]);
  });

  it('does not take a reused pid for the same process', () => {
    const reused = client({ clientId: '9', owner: { startTimeTicks: 100 } });
    expect(rowsOf(snapshot({ clients: [blender, reused] }), { by: 'process' })).toHaveLength(2);
  });

  it('puts silent fds of a process into its row', () => {
    const silent = silentFd({ device: '0000:03:00.0', process: { pid: 4242, comm: 'blender' } });
    expect(only(snapshot({ clients: [blender], silentFds: [silent] }), { by: 'process' }).note).toBe(
      'no statistics from nouveau',
    );
  });

  test.each(['client', 'process', 'user', 'unit'] as const)(
    'by %s gives every row a key of its own that outlives the tick',
    (by) => {
      const keys = rowsOf(given, { by }).map((row) => row.key);
      expect(new Set(keys).size).toBe(keys.length);
      const later = {
        ...given,
        clients: [...given.clients].reverse().map((each) => ({ ...each, engines: ByName.of([['gfx', engineUse(0.9)]]) })),
      };
      expect(new Set(rowsOf(later, { by }).map((row) => row.key))).toEqual(new Set(keys));
    },
  );

  test.each(['client', 'process', 'user', 'unit'] as const)('by %s counts every client once', (by) => {
    const clients = rowsOf(given, { by }).flatMap((row) => row.clients.map((each) => each.key));
    expect([...clients].sort()).toEqual(given.clients.map((each) => each.key).sort());
  });
});

describe('--device', () => {
  test.each(['card0', 'renderD129', '/dev/dri/card0', I915, 'i915', 'CARD0'])('takes %s', (name) => {
    expect(only(machine, { device: name }).driver).toBe('i915');
  });

  test.each([
    ['00:02.0', 'as lspci prints it'],
    ['0:2.0', 'shortened'],
    ['pci:0000:00:02.0', 'as intel_gpu_top takes it'],
    ['pci:slot=0000:00:02.0', 'as intel_gpu_top takes it'],
    ['drm:/dev/dri/card0', 'as intel_gpu_top takes it'],
    ['drm:/dev/dri/renderD129', 'as intel_gpu_top takes it'],
    ['sys:/sys/devices/pci0000:00/0000:00:02.0', 'as intel_gpu_top takes it'],
    ['/dev/dri/by-path/pci-0000:00:02.0-render', 'as udev links it'],
    ['/sys/class/drm/card0', 'a path'],
  ])('takes %s, %s', (name) => {
    expect(only(machine, { device: name }).driver).toBe('i915');
  });

  it('takes the place in the list', () => {
    const { devices, ...rest } = machine;
    const placed = { ...rest, devices: devices.map((each, index) => ({ ...each, index })) };
    devices.forEach(({ id }, index) => {
      const rows = rowsOf(placed, { device: String(index) });
      expect(new Set(rows.map(({ device }) => device))).toEqual(new Set([id]));
    });
  });

  test.each(['03:00', '3', 'pci:', 'pci:0000:00:02', 'drm:', '0000:00:02.0:', ''])('takes %j for no device', (name) => {
    expect(rowsOf(machine, { device: name })).toEqual([]);
  });

  it('takes the id of a device that /sys does not show', () => {
    expect(only(snapshot({ devices: [], clients: [blender] }), { device: '0000:03:00.0' }).deviceLabel).toBe('0000:03:00.0');
  });
});

test.each([
  ['glxgears', 'qemu-system-x86_64 -m 8G', 'glxgears · qemu-system-x86_64 -m 8G'],
  ['Blender', '/usr/bin/blender -b', '/usr/bin/blender -b'],
  [null, 'qemu-system-x86_64', 'qemu-system-x86_64'],
])('puts the name %j that a client has in front of the command %j where it says more', (clientName, cmdline, command) => {
  expect(only(snapshot({ clients: [client({ clientName, owner: { cmdline } })] })).command).toBe(command);
});

it('names a process whose name was refused by its pid, and a user without a name by its number', () => {
  const given = snapshot({ clients: [client({ owner: { comm: null, cmdline: null, user: null } })] });
  expect(only(given)).toMatchObject({ comm: '(4242)', command: '(4242)', user: '1000' });
});
