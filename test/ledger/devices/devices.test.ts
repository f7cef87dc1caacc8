import { describe, expect, test } from 'vitest';
import type { DeviceFacts, DeviceMemory } from '../../../src/drm/devices/device-facts.js';
import { createLedger } from '../../../src/ledger/ledger.js';
import type { Device, Snapshot } from '../../../src/ledger/snapshot.js';
import type { Reading, Sweep } from '../../../src/scan/sweep.js';
import { client, clientOf, deviceFacts, ns, PCI, reading, sweep } from '../../support/sweeps.js';
import { ByName } from '../../../src/measures/by-name.js';

const fold = (...sweeps: Sweep[]): Snapshot[] => {
  const ledger = createLedger();
  return sweeps.map((each) => ledger.fold(each));
};

test('a device that another driver is bound to has nothing of the one before', () => {
  const facts = (driver: string, idleNs: bigint, at: number): DeviceFacts =>
    deviceFacts({ id: PCI, driver, counters: { idleNs, busyNs: null, energyUj: null }, atNs: ns(at) });
  const i915 = reading(clientOf({ driver: 'i915', id: '4', pdev: PCI }, 'drm-engine-render:\t5 ns'));
  const xe = reading(clientOf({ driver: 'xe', id: '4', pdev: PCI }, 'drm-cycles-rcs:\t5', 'drm-total-cycles-rcs:\t50'));
  const [, before, after, later] = fold(
    sweep(0, [i915], { devices: [facts('i915', 0n, 0)] }),
    sweep(1, [i915], { devices: [facts('i915', 500_000_000n, 1)] }),
    sweep(2, [xe], { devices: [facts('xe', 900_000_000n, 2)] }),
    sweep(3, [], { devices: [facts('xe', 1_900_000_000n, 3)] }),
  );
  expect(before?.devices).toMatchObject([{ driver: 'i915', busyRatio: 0.5 }]);
  expect(after?.devices).toMatchObject([{ driver: 'xe', busyRatio: null }]);
  expect([...(after?.devices[0]?.engines.keys() ?? [])]).toEqual(['rcs']);
  expect(after?.clients.map(({ key }) => key)).not.toEqual(before?.clients.map(({ key }) => key));
  expect(later?.devices).toMatchObject([{ driver: 'xe', busyRatio: 0 }]);
});

describe('the device of a client without a PCI address', () => {
  const soc = (id: string, driver: string | null): DeviceFacts => deviceFacts({ id, driver, nodes: [] });
  const v3d = (id = '7', more: Partial<Omit<Reading, 'atNs' | 'text'>> = {}): Reading =>
    reading(clientOf({ driver: 'v3d', id }), more);
  const TWO = [soc('gpu-a', 'v3d'), soc('gpu-b', 'v3d')];

  test.each<[string, DeviceFacts[], Reading[], string[]]>([
    ['is the one behind its node', TWO, [v3d('7', { device: 'gpu-b' })], ['gpu-b']],
    [
      'is the one behind its node, though /sys calls the driver otherwise',
      [soc('display', 'msm_dpu')],
      [reading(clientOf({ driver: 'msm', id: '1' }), { device: 'display' })],
      ['display'],
    ],
    ['is the one behind its node, though /sys does not list it', [], [v3d('7', { device: 'gpu-x' })], ['gpu-x']],
    [
      'is not the one behind a node that another device’s driver contradicts',
      [soc('other', 'panfrost'), soc('gpu-a', 'v3d')],
      [v3d('7', { device: 'other' })],
      ['gpu-a'],
    ],
    [
      'is the one that another holder’s node tells',
      TWO,
      [v3d('7', { pid: 1 }), v3d('7', { pid: 2, device: 'gpu-b' })],
      ['gpu-b'],
    ],
    ['is the only one of its driver', [soc('other', 'panfrost'), soc('gpu-a', 'v3d')], [v3d()], ['gpu-a']],
    ['is called by the driver where two would do', TWO, [v3d()], ['v3d']],
    ['is called by the driver where there is none', [], [v3d()], ['v3d']],
    [
      'is called by the driver where other holders’ nodes disagree, for who has none',
      TWO,
      [v3d('7', { pid: 1 }), v3d('7', { pid: 2, device: 'gpu-a' }), v3d('7', { pid: 3, device: 'gpu-b' })],
      ['gpu-a', 'gpu-b', 'v3d'],
    ],
  ])('%s', (_how, devices, readings, expected) => {
    for (const order of [readings, readings.toReversed()]) {
      const [snapshot] = fold(sweep(0, order, { devices }));
      expect(snapshot?.clients.map(({ device }) => device)).toEqual(expected);
    }
  });

  test('is what it was in the sweep before', () => {
    const [, second] = fold(
      sweep(0, [v3d('7', { pid: 1 }), v3d('7', { pid: 2, device: 'gpu-b' })], { devices: TWO }),
      sweep(1, [v3d('7', { pid: 1 })], { devices: TWO }),
    );
    expect(second?.clients[0]).toMatchObject({ device: 'gpu-b', key: 'gpu-b/7' });
  });

  test('is found later, where at first only the driver’s name was known', () => {
    const [, second] = fold(sweep(0, [v3d()]), sweep(1, [v3d()], { devices: [soc('gpu-a', 'v3d')] }));
    expect(second?.clients[0]?.device).toBe('gpu-a');
  });

  test('is what the kernel says where it has an address, whatever the node', () => {
    const [snapshot] = fold(sweep(0, [reading(client('7'), { device: 'gpu-a' })], { devices: TWO }));
    expect(snapshot?.clients[0]?.device).toBe(PCI);
  });
});

describe('the devices of a snapshot', () => {
  test('are those of /sys in its order, with or without clients, then those that only clients told of', () => {
    const facts = [deviceFacts({ id: '0000:09:00.0', driver: 'xe' }), deviceFacts({ id: '0000:00:02.0', driver: 'i915' })];
    const [snapshot] = fold(sweep(0, [reading(client('7'))], { devices: facts }));
    expect(snapshot?.devices.map(({ id, driver, nodes }) => [id, driver, nodes])).toEqual([
      ['0000:09:00.0', 'xe', ['card0', 'renderD128']],
      ['0000:00:02.0', 'i915', ['card0', 'renderD128']],
      [PCI, 'i915', []],
    ]);
  });

  test('keep what /sys says of them', () => {
    const facts = {
      name: 'Navi 32',
      frequencyHz: 2e9,
      maxFrequencyHz: 3e9,
      temperatureCelsius: 61,
      powerWatts: 142,
      powerCapWatts: 263,
      runtimeStatus: 'active',
      busyRatio: 0.6,
      hint: 'a hint',
    };
    const [snapshot] = fold(sweep(0, [], { devices: [deviceFacts(facts)] }));
    expect(snapshot?.devices[0]).toMatchObject(facts);
  });

  test('take the name that the driver gives itself, and keep it when its last client leaves', () => {
    const devices = [deviceFacts({ driver: 'standin-bus' })];
    const snapshots = fold(sweep(0, [], { devices }), sweep(1, [reading(client('7'))], { devices }), sweep(2, [], { devices }));
    expect(snapshots.map((snapshot) => snapshot.devices[0]?.driver)).toEqual(['standin-bus', 'i915', 'i915']);
  });

  test('keep an engine at 0 when its last client leaves, and know nothing of one that was never measured', () => {
    const devices = [deviceFacts()];
    const tick = (at: number, ...texts: string[]): Sweep =>
      sweep(
        at,
        texts.map((text, fd) => reading(text, { fd })),
        { devices },
      );
    const text = (ns: number): string => client('7', `drm-engine-e: ${ns} ns`, 'drm-engine-capacity-e: 2');
    const snapshots = fold(tick(0, text(0)), tick(1, text(1e9)), tick(2), tick(3, client('8', 'drm-engine-f: 1 ns')), tick(4));
    const engine = (name: string) => snapshots.map((snapshot) => snapshot.devices[0]?.engines.get(name));
    expect(engine('e')).toEqual([null, 0.5, 0, 0, 0].map((ratio) => ({ ratio, capacity: 2 })));
    expect(engine('f').slice(3)).toEqual([null, null].map((ratio) => ({ ratio, capacity: 1 })));
  });

  test('do not know an engine’s sum while none of its clients is known', () => {
    const devices = [deviceFacts()];
    const text = (id: string, ns: number): string => client(id, `drm-engine-e: ${ns} ns`);
    const snapshots = fold(
      sweep(0, [reading(text('7', 0))], { devices }),
      sweep(1, [reading(text('7', 2e8))], { devices }),
      sweep(2, [reading(text('8', 5))], { devices }),
      sweep(3, [reading(text('8', 1e8 + 5)), reading(text('9', 0), { fd: 6 })], { devices }),
    );
    expect(snapshots.map((snapshot) => snapshot.devices[0]?.engines.get('e')?.ratio)).toEqual([null, 0.2, null, 0.1]);
  });

  test('keep an engine at 0 also when the last client left before it was known', () => {
    const devices = [deviceFacts()];
    const text = (id: string, ns: number): string => client(id, `drm-engine-e: ${ns} ns`);
    const snapshots = fold(
      sweep(0, [reading(text('7', 0))], { devices }),
      sweep(1, [reading(text('7', 2e8))], { devices }),
      sweep(2, [reading(text('8', 5))], { devices }),
      sweep(3, [], { devices }),
    );
    expect(snapshots.map((snapshot) => snapshot.devices[0]?.engines.get('e')?.ratio)).toEqual([null, 0.2, null, 0]);
  });
});

describe('memory of a device', () => {
  const texts = [
    client('7', 'drm-resident-vram: 1 KiB', 'drm-memory-vram: 1 KiB', 'drm-total-vram: 9 KiB', 'drm-total-local: 4 KiB'),
    client('8', 'drm-memory-vram: 2 KiB', 'drm-total-vram: 9 KiB', 'drm-shared-odd: 1 KiB'),
  ];
  const memoryOf = (facts: Partial<DeviceFacts>): ReadonlyMap<string, DeviceMemory> =>
    new Map(
      fold(
        sweep(
          0,
          texts.map((text, fd) => reading(text, { fd })),
          { devices: [deviceFacts(facts)] },
        ),
      )[0]?.devices[0]?.memory,
    );

  test('is the sum of what its clients use: resident, else its alias, else total', () => {
    expect(memoryOf({})).toEqual(
      new Map([
        ['vram', { usedBytes: 3072, totalBytes: null }],
        ['local', { usedBytes: 4096, totalBytes: null }],
      ]),
    );
  });

  test('is the driver’s own figure where /sys has one', () => {
    const memory = new Map([
      ['vram', { usedBytes: 5, totalBytes: 10 }],
      ['local', { usedBytes: null, totalBytes: 10 }],
      ['gtt', { usedBytes: null, totalBytes: null }],
    ]);
    expect(memoryOf({ memory })).toEqual(
      new Map([
        ['vram', { usedBytes: 5, totalBytes: 10 }],
        ['local', { usedBytes: 4096, totalBytes: 10 }],
        ['gtt', { usedBytes: null, totalBytes: null }],
      ]),
    );
  });
});

describe('rates of a device', () => {
  type Counted = Partial<DeviceFacts['counters']>;
  const rates = (...ticks: [at: number, counters: Counted, facts?: Partial<DeviceFacts>][]) =>
    fold(
      ...ticks.map(([at, counters, facts]) =>
        sweep(at, [], {
          devices: [
            deviceFacts({ atNs: ns(at), counters: { idleNs: null, busyNs: null, energyUj: null, ...counters }, ...facts }),
          ],
        }),
      ),
    ).map(({ devices }) => [devices[0]?.busyRatio, devices[0]?.powerWatts]);

  test('come of idle time, busy time and energy between two readings', () => {
    expect(rates([0, { idleNs: 0n, energyUj: 0n }], [2, { idleNs: ns(1.5), energyUj: 100_000_000n }])).toEqual([
      [null, null],
      [0.25, 50],
    ]);
    expect(rates([0, { busyNs: 5n }], [1, { busyNs: ns(0.75) + 5n }])).toEqual([
      [null, null],
      [0.75, null],
    ]);
  });

  test('are the driver’s own where it has them', () => {
    expect(rates([0, {}], [1, { idleNs: 0n }, { busyRatio: 0.6, powerWatts: 12 }])[1]).toEqual([0.6, 12]);
  });

  test.each([
    [1.2, 1],
    [-0.1, null],
    [Infinity, null],
  ])('do not repeat what cannot be: busy by %d', (busyRatio, shown) => {
    expect(rates([0, {}, { busyRatio }])).toEqual([[shown, null]]);
  });

  test.each<[string, Partial<DeviceFacts>, Partial<DeviceFacts>, Partial<Device>, string]>([
    [
      'megawatts of an energy counter that jumped',
      { powerCapWatts: 275 },
      { powerCapWatts: 275, counters: { idleNs: null, busyNs: null, energyUj: 3_475_011_000_000n } },
      { powerWatts: null },
      'power_watts',
    ],
    [
      'more than thrice its limit',
      {},
      { powerWatts: 900, powerCapWatts: 275 },
      { powerWatts: null, powerCapWatts: 275 },
      'power_watts',
    ],
    ['a temperature of 65535', {}, { temperatureCelsius: 65.535e3 }, { temperatureCelsius: null }, 'temperature_celsius'],
    ['a clock of 4 THz', {}, { frequencyHz: 4e12 }, { frequencyHz: null }, 'frequency_hz'],
    ['busy by 655', {}, { busyRatio: 655.35 }, { busyRatio: null }, 'busy_ratio'],
    [
      'more memory than there is',
      {},
      { memory: new Map([['vram', { usedBytes: 9, totalBytes: 8 }]]) },
      { memory: ByName.of([['vram', { usedBytes: null, totalBytes: 8 }]]) },
      'memory',
    ],
  ])('are unknown where they cannot be, and counted: %s', (_what, before, after, expected, kind) => {
    const energy = { idleNs: null, busyNs: null, energyUj: 0n };
    const [, now] = fold(
      sweep(0, [], { devices: [deviceFacts({ atNs: ns(0), counters: energy, ...before })] }),
      sweep(1, [], { devices: [deviceFacts({ atNs: ns(1), counters: { ...energy, energyUj: null }, ...after })] }),
    );
    expect(now?.devices[0]).toMatchObject(expected);
    expect(now?.impossible).toMatchObject([{ device: PCI, kind }]);
  });

  test.each<[string, [number, Counted], [number, Counted], unknown[]]>([
    ['idle for longer than our clock says', [0, { idleNs: 0n }], [1, { idleNs: ns(1.1) }], [0, null]],
    ['busy for longer than our clock says', [0, { busyNs: 0n }], [1, { busyNs: ns(1.1) }], [1, null]],
    [
      'counters that went back',
      [0, { idleNs: 9n, busyNs: 9n, energyUj: 9n }],
      [1, { idleNs: 8n, busyNs: 8n, energyUj: 8n }],
      [null, null],
    ],
    ['counters that are gone', [0, { idleNs: 9n, energyUj: 9n }], [1, {}], [null, null]],
    ['a clock that went back', [1, { idleNs: 0n, energyUj: 0n }], [0, { idleNs: 9n, energyUj: 9n }], [null, null]],
  ])('never leave their range: %s', (_what, before, after, expected) => {
    expect(rates(before, after)[1]).toEqual(expected);
  });

  test('start anew after a device slept, when its counters could not be read', () => {
    expect(
      rates([0, { idleNs: 0n }], [1, {}], [60, { idleNs: 5n }], [61, { idleNs: ns(0.5) + 5n }]).map(([busy]) => busy),
    ).toEqual([null, null, null, 0.5]);
  });

  test('stay while the same facts are shown again', () => {
    const same = { atNs: ns(1), counters: { idleNs: ns(0.5), busyNs: null, energyUj: null } };
    expect(rates([0, { idleNs: 0n }], [1, {}, same], [2, {}, same]).map(([busy]) => busy)).toEqual([null, 0.5, 0.5]);
  });
});
