import { describe, expect, it } from 'vitest';
import { createLedger } from '../../src/ledger/ledger.js';
import type { Reading, Sweep } from '../../src/scan/sweep.js';
import { type Usage, UsageTally } from '../../src/run/tally.js';
import { client, clientOf, deviceFacts, PCI, reading, sweep } from '../support/sweeps.js';

/** The command is pid 10; everybody else is a stranger. */
function use(sweeps: readonly Sweep[], family: readonly number[] = [10]): Usage {
  const ledger = createLedger();
  const [first, ...rest] = sweeps.map((each) => ledger.fold(each));
  if (first === undefined) throw new Error('a tally needs a first snapshot');
  const tally = new UsageTally(first);
  for (const snapshot of rest) tally.add(snapshot, ({ pid }) => family.includes(pid));
  return tally.usage;
}

function busy(usage: Usage, engine = 'render', device = PCI): bigint | null | undefined {
  return usage.devices.find((each) => each.device.id === device)?.engines.get(engine)?.busyNs;
}

const at = (seconds: number, ...readings: Reading[]): Sweep => sweep(seconds, readings, { devices: [deviceFacts()] });
const of10 = (id: string, ...lines: string[]): Reading => reading(client(id, ...lines), { pid: 10 });
const of20 = (id: string, ...lines: string[]): Reading => reading(client(id, ...lines), { pid: 20 });

describe('busy time', () => {
  it('counts a client that opened after the start from 0, however few readings there are', () => {
    expect(busy(use([at(0), at(1, of10('7', 'drm-engine-render: 300000000 ns'))]))).toBe(300_000_000n);
  });

  it('counts a client that was there before from where it stood', () => {
    const sweeps = [at(0, of10('7', 'drm-engine-render: 5000 ns')), at(1, of10('7', 'drm-engine-render: 5700 ns'))];
    expect(busy(use(sweeps))).toBe(700n);
  });

  it('keeps what a client did that closed before the end', () => {
    const sweeps = [
      at(0),
      at(1, of10('7', 'drm-engine-render: 100 ns')),
      at(2, of10('8', 'drm-engine-render: 20 ns')),
      at(3, of10('8', 'drm-engine-render: 25 ns')),
      at(4),
    ];
    const usage = use(sweeps);
    expect(busy(usage)).toBe(125n);
    expect(usage).toMatchObject({ clients: 2, processes: 1, samples: 4 });
  });

  it('leaves out the clients of others', () => {
    const usage = use([at(0), at(1, of20('7', 'drm-engine-render: 100 ns'))]);
    expect(usage).toMatchObject({ clients: 0, devices: [] });
  });

  it('counts a client of another that is handed to the command from its last reading before', () => {
    const sweeps = [
      at(0),
      at(1, of20('7', 'drm-engine-render: 100 ns')),
      at(2, of20('7', 'drm-engine-render: 150 ns'), of10('7', 'drm-engine-render: 150 ns')),
    ];
    expect(busy(use(sweeps))).toBe(50n);
  });

  it('counts a client once that several of its processes hold', () => {
    const text = client('7', 'drm-engine-render: 100 ns');
    const usage = use([at(0), at(1, reading(text, { pid: 10 }), reading(text, { pid: 11 }))], [10, 11]);
    expect(busy(usage)).toBe(100n);
    expect(usage).toMatchObject({ clients: 1, processes: 2 });
  });

  it('takes a client that did more than can be done since the start for an older one', () => {
    const sweeps = [
      at(0),
      at(1, of10('7', 'drm-engine-render: 3600000000000 ns')),
      at(2, of10('7', 'drm-engine-render: 3600000000500 ns')),
    ];
    expect(busy(use(sweeps))).toBe(500n);
  });

  it('counts an engine that a client uses later from 0', () => {
    const sweeps = [at(0), at(1, of10('7')), at(2, of10('7', 'drm-engine-copy: 40 ns'))];
    expect(busy(use(sweeps), 'copy')).toBe(40n);
  });

  it('loses nothing of a counter that goes back and passes its mark again', () => {
    const lines = [100, 60, 90, 130].map((value) => `drm-engine-render: ${value} ns`);
    expect(busy(use([at(0), ...lines.map((line, tick) => at(tick + 1, of10('7', line)))]))).toBe(130n);
  });

  it('keeps the counters of two devices apart', () => {
    const other = reading(clientOf({ driver: 'i915', pdev: '0000:04:00.0', id: '9' }, 'drm-engine-render: 8 ns'), { pid: 10 });
    const usage = use([at(0), at(1, of10('7', 'drm-engine-render: 5 ns'), other)]);
    expect([busy(usage), busy(usage, 'render', '0000:04:00.0')]).toEqual([5n, 8n]);
  });

  it('is exact beyond what a double holds', () => {
    const start = 2n ** 60n;
    const sweeps = [at(0, of10('7', `drm-engine-render: ${start} ns`)), at(1, of10('7', `drm-engine-render: ${start + 1n} ns`))];
    expect(busy(use(sweeps))).toBe(1n);
  });
});

describe('busy time of drivers that count cycles', () => {
  const xe = (cycles: number, total: number): string[] => [`drm-cycles-rcs: ${cycles}`, `drm-total-cycles-rcs: ${total}`];

  it('is the ratio times the interval, summed', () => {
    // 19.2 MHz: half of one second, then a quarter of two.
    const sweeps = [
      at(0, of10('7', ...xe(0, 0))),
      at(1, of10('7', ...xe(9_600_000, 19_200_000))),
      at(3, of10('7', ...xe(19_200_000, 57_600_000))),
    ];
    expect(busy(use(sweeps), 'rcs')).toBe(1_000_000_000n);
  });

  it("includes the cycles before a new client's first reading", () => {
    const sweeps = [at(0), at(1, of10('7', ...xe(9_600_000, 19_200_000))), at(2, of10('7', ...xe(9_600_000, 38_400_000)))];
    expect(busy(use(sweeps), 'rcs')).toBe(500_000_000n);
  });

  it('is unknown where one reading is all there is, and the cycles are told', () => {
    const usage = use([at(0), at(1, of10('7', ...xe(9_600_000, 19_200_000)))]);
    expect(usage.devices[0]?.engines.get('rcs')).toMatchObject({ busyNs: null, cycles: 9_600_000n });
  });

  it('is time at full speed where only the highest frequency is known', () => {
    const lines = ['drm-cycles-fragment: 200', 'drm-maxfreq-fragment: 1000 Hz'];
    const usage = use([at(0), at(1, of10('7', ...lines))]);
    expect(usage.devices[0]?.engines.get('fragment')).toMatchObject({ busyNs: 200_000_000n, basis: 'full-speed' });
  });
});

describe('memory', () => {
  const vram = (mib: number): string => `drm-resident-vram: ${mib} MiB`;

  it('is the most that the clients held together at one time, not the sum of their own peaks', () => {
    const sweeps = [
      at(0),
      at(1, of10('7', vram(100))),
      at(2, of10('7', vram(40)), of10('8', vram(50))),
      at(3, of10('8', vram(70))),
    ];
    expect(use(sweeps).devices[0]?.peakBytes).toEqual(new Map([['vram', 100 * 2 ** 20]]));
  });

  it('knows nothing of a region that the kernel does not print', () => {
    expect(use([at(0), at(1, of10('7'))]).devices[0]?.peakBytes).toEqual(new Map());
  });
});

it('counts DRM fds without statistics once each', () => {
  const silent = reading('pos:\t0\nino:\t5\n', { pid: 10, link: '/dev/dri/card0', device: PCI });
  expect(use([at(0), at(1, silent), at(2, silent)])).toMatchObject({ fdsWithoutStats: 1, clients: 0 });
});

it('names a device by what /sys says of it', () => {
  const [device] = use([at(0), at(1, of10('7'))]).devices;
  expect(device?.device).toEqual({ id: PCI, driver: 'i915', nodes: ['card0', 'renderD128'], name: null });
});
