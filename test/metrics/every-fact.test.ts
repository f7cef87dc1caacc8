/**
 * One sweep after the other in which every figure is a number of its own, and the whole page that follows: a figure shown in another's
 * place, or in another unit, is another page.
 */
import { expect, it } from 'vitest';
import { accumulate, EMPTY_EXPORT, type ExportState } from '../../src/metrics/accumulate.js';
import { createMetricsPage } from '../../src/metrics/metrics-page.js';
import type { OwnCost } from '../../src/metrics/scan-metrics.js';
import type { Device, Snapshot } from '../../src/ledger/snapshot.js';
import { type DeviceFactKey, deviceFacts, type DeviceFactValues } from '../../src/measures/device-facts.js';
import { client, device, engineCounters, engineUse, regionBytes, silentFd, snapshot } from '../support/snapshots.js';
import { ByName } from '../../src/measures/by-name.js';

const OWN: OwnCost = {
  cpuSeconds: 1.25,
  residentBytes: 50_003,
  openFds: 23,
  startSeconds: 1_700_000_017,
  sampled: true,
  program: '9.8.7',
};

/** Facts that this page has always had, each by hand; a fact that is added gets a number from its bounds. */
const BY_HAND: Partial<DeviceFactValues> = {
  busyRatio: 0.41,
  frequencyHz: 2_111_000_000,
  maxFrequencyHz: 2_522_000_000,
  temperatureCelsius: 61.5,
  powerWatts: 142.25,
  powerCapWatts: 263.75,
  runtimeStatus: 'suspended',
  hint: 'a hint',
};

function every(): DeviceFactValues {
  const added = deviceFacts().map(([key, fact], at): [DeviceFactKey, unknown] => {
    const number = fact.kind === 'number' || fact.kind === 'numbers' ? fact.min + ((fact.max - fact.min) * (at + 1)) / 1000 : 0;
    const value = { number, numbers: new Map([['one', number]]), text: `${key} text`, texts: [`${key} text`] }[fact.kind];
    return [key, value];
  });
  return { ...(Object.fromEntries(added) as unknown as DeviceFactValues), ...BY_HAND };
}

const DEVICE: Device = {
  ...device({
    id: '0000:0a:00.0',
    driver: 'a driver',
    name: 'a name',
    nodes: ['card7', 'renderD135'],
    memory: { vram: { usedBytes: 1001, totalBytes: 1002 }, gtt: { usedBytes: 1003, totalBytes: 1004 } },
  }),
  ...every(),
  engines: ByName.of([
    ['gfx', { ratio: 0.31, capacity: 3 }],
    ['dec', { ratio: 0.12, capacity: 2 }],
  ]),
};
const ASLEEP = { ...device({ id: '0000:0b:00.0', driver: 'i915', nodes: ['card8'] }), runtimeStatus: 'active' };

/** `factor` 1: before; 2: a second later. */
function at(factor: 1 | 2): Snapshot {
  const on = BigInt(factor);
  const counted = (busyNs: bigint | null, cycles: bigint | null) =>
    engineUse(0.25, engineCounters({ busyNs, cycles, totalCycles: cycles === null ? null : cycles * 2n, capacity: 3 }));
  const regions = (first: number) =>
    regionBytes({
      totalBytes: first,
      sharedBytes: first + 1,
      residentBytes: first + 2,
      purgeableBytes: first + 3,
      activeBytes: first + 4,
    });
  return snapshot({
    atNs: 10_000_000_000n * on,
    wallMs: 1_700_000_000_123 + 1000 * factor,
    devices: [DEVICE, ASLEEP],
    clients: [
      client({
        key: 'a',
        clientId: '71',
        device: DEVICE.id,
        owner: { pid: 901, comm: 'one', unit: 'crio-conmon:abc', user: 'ann' },
        engines: { gfx: counted(3_000_000_000n * on, null), dec: counted(null, 5_000n * on) },
        memory: { vram: regions(2001), gtt: regions(2101) },
      }),
      client({
        key: 'b',
        clientId: '72',
        device: DEVICE.id,
        owner: { pid: 902, comm: 'two', unit: null, user: null, uid: 1234 },
        engines: { gfx: counted(700_000_000n * on, null) },
        memory: { vram: regions(3001) },
      }),
      {
        ...client({
          key: 'c',
          clientId: 'kfd:903',
          device: DEVICE.id,
          owner: { pid: 903, comm: 'three' },
          memory: {},
          holders: [],
        }),
        engines: ByName.of([
          ['cu', { ...engineUse(57 / 104, engineCounters({ busyNs: null, capacity: 104 })), basis: 'sample' }],
        ]),
        occupant: { isRow: true, readings: [], queues: 6, evictedMs: 1750 },
      },
    ],
    silentFds: [silentFd({ device: ASLEEP.id, driver: 'silent' })],
    cost: {
      durationNs: 1_700_000 * factor,
      cpuNs: 1_300_000 * factor,
      processes: 611,
      processesListed: 607,
      fdsChecked: 353,
      drmFds: 43,
      worstDelayNs: 24_000_000_000,
    },
    coverage: { processesSeen: 613, processesUnreadable: 17, byErrno: new Map([['EACCES', 13]]) },
    clamped: 5,
  });
}

function states(maxSeries: number): { state: ExportState; last: Snapshot } {
  const last = at(2);
  const options = { by: 'unit+comm', maxSeries, endAfterMs: 300_000 } as const;
  return { state: accumulate(accumulate(EMPTY_EXPORT, at(1), options), last, options), last };
}

/** The second page of a state: on the first one counters begin at 0. */
async function secondPage(state: ExportState, last: Snapshot): Promise<string> {
  const page = createMetricsPage('unit+comm');
  await page.render(state, last, OWN);
  return page.render(state, last, OWN);
}

it('shows every figure in its place and unit', async () => {
  const { state, last } = states(1000);
  await expect(await secondPage(state, last)).toMatchFileSnapshot('every-fact.metrics');
});

it('puts the group that finds no room under other, with its gains and its memory', async () => {
  const { state, last } = states(14);
  const page = await secondPage(state, last);
  const groups = page.split('\n').filter((line) => /^gpu_top_(engine|client|compute|groups)/.test(line));
  await expect(`${groups.join('\n')}\n`).toMatchFileSnapshot('no-room.metrics');
});

it('says with every figure of a device on which machine it is, where several are looked at', async () => {
  const lab = 'lab';
  const onLab = ({ devices, clients, silentFds, ...rest }: Snapshot): Snapshot => ({
    ...rest,
    hosts: [lab, 'box'].map((host) => ({ host, trouble: null })),
    devices: devices.map((each) => ({ ...each, host: lab, id: `${lab}:${each.id}` })),
    clients: clients.map((each) => ({ ...each, host: lab, device: `${lab}:${each.device}` })),
    silentFds: silentFds.map((each) => ({ ...each, host: lab, device: `${lab}:${each.device}` })),
  });
  const options = { by: 'unit+comm', maxSeries: 1000, endAfterMs: 300_000 } as const;
  const [first, last] = [onLab(at(1)), onLab(at(2))];
  const state = accumulate(accumulate(EMPTY_EXPORT, first, options), last, options);
  const lines = (await createMetricsPage('unit+comm', { ratios: true }).render(state, last, OWN)).split('\n');
  const ofDevices = lines.filter((line) => /[{,]device=/.test(line));
  expect(new Set(ofDevices.map((line) => line.split('{')[0])).size).toBeGreaterThan(20);
  expect(ofDevices.filter((line) => !line.includes(`host="${lab}"`))).toEqual([]);
});
