/**
 * Sweeps as a machine with AMD clients would give them, tick after tick, from a seed: for tests of recording and of outputs that need
 * hours of them. Every third client is busy; the others' texts stand still.
 */
import { mulberry32 } from '../../src/bench/statistics.js';
import type { DeviceFacts } from '../../src/drm/devices/device-facts.js';
import { UNKNOWN_FACTS } from '../../src/measures/device-facts.js';
import { unitNamed } from './snapshots.js';
import type { ProcessFacts, Reading, Sweep } from '../../src/scan/sweep.js';

export interface MadeSweepOptions {
  readonly clients: number;
  readonly seed?: number;
  readonly intervalMs?: number;
  readonly startWallMs?: number;
}

const DEVICE = '0000:03:00.0';

function deviceFacts(atNs: bigint, random: () => number): DeviceFacts {
  return {
    id: DEVICE,
    driver: 'amdgpu',
    nodes: ['card1', 'renderD128'],
    deviceNumbers: ['226:1', '226:128'],
    name: 'Navi 32',
    ...UNKNOWN_FACTS,
    busyRatio: Math.round(random() * 100) / 100,
    frequencyHz: 1_000_000 * Math.round(500 + random() * 2000),
    maxFrequencyHz: 2_520_000_000,
    temperatureCelsius: 61,
    powerWatts: Math.round(random() * 200),
    powerCapWatts: 263,
    memory: new Map([
      ['vram', { usedBytes: 7_730_941_132, totalBytes: 17_163_091_968 }],
      ['gtt', { usedBytes: 222_298_112, totalBytes: null }],
    ]),
    runtimeStatus: 'active',
    counters: { idleNs: null, busyNs: null, energyUj: null },
    atNs,
  };
}

function fdinfoText(client: number, gfxNs: bigint, computeNs: bigint, residentKib: number): string {
  return `pos:\t0
flags:\t02100002
mnt_id:\t41
ino:\t${650 + client}
drm-driver:\tamdgpu
drm-client-id:\t${7500 + client}
drm-pdev:\t${DEVICE}
pasid:\t${32_700 + client}
drm-total-cpu:\t0
drm-shared-cpu:\t0
drm-resident-cpu:\t0
drm-purgeable-cpu:\t0
drm-total-gtt:\t34880 KiB
drm-shared-gtt:\t0
drm-resident-gtt:\t34880 KiB
drm-purgeable-gtt:\t0
drm-total-vram:\t${residentKib} KiB
drm-shared-vram:\t91096 KiB
drm-resident-vram:\t${residentKib} KiB
drm-purgeable-vram:\t768 KiB
drm-memory-vram:\t${residentKib} KiB
drm-memory-gtt: \t34880 KiB
drm-memory-cpu: \t0 KiB
amd-evicted-vram:\t0 KiB
amd-requested-vram:\t${residentKib} KiB
amd-requested-gtt:\t34880 KiB
drm-engine-gfx:\t${gfxNs} ns
drm-engine-compute:\t${computeNs} ns
`;
}

/** An endless row of sweeps. */
export function* madeSweeps({
  clients,
  seed = 1,
  intervalMs = 1000,
  startWallMs = 1_800_000_000_000,
}: MadeSweepOptions): Generator<Sweep, never> {
  const random = mulberry32(seed);
  const state = Array.from({ length: clients }, (_, client) => ({
    gfxNs: 10n ** 10n,
    computeNs: 0n,
    residentKib: 310_488 + client,
    cpuTicks: 100,
  }));
  let atNs = 123_456_789_012n;
  let wallMs = startWallMs;
  for (;;) {
    let readNs = atNs;
    const readings: Reading[] = [];
    const processes = new Map<number, ProcessFacts>();
    for (const [client, counters] of state.entries()) {
      if (client % 3 === 0) {
        counters.gfxNs += BigInt(Math.round(random() * 500_000 * intervalMs));
        counters.computeNs += BigInt(Math.round(random() * 100_000 * intervalMs));
        counters.cpuTicks += Math.round(random() * 50);
        if (random() < 0.05) counters.residentKib += 4 * Math.round(random() * 1000);
      }
      readNs += BigInt(Math.round(12_000 + random() * 8000));
      const pid = 4000 + client;
      const text = fdinfoText(client, counters.gfxNs, counters.computeNs, counters.residentKib);
      readings.push({ pid, fd: 5, link: '/dev/dri/renderD128', device: DEVICE, text, atNs: readNs });
      processes.set(pid, {
        ...{
          pid,
          startTimeTicks: 9000 + client,
          parentPid: 1,
          ancestors: [],
          comm: `worker-${client}`,
          cmdline: `/opt/app/worker --slot ${client}`,
        },
        ...{
          uid: 1000 + (client % 4),
          user: `user${client % 4}`,
          unit: unitNamed(`job-${client % 8}.service`),
          holdsKfd: false,
          cpuTicks: counters.cpuTicks,
        },
      });
    }
    yield {
      atNs,
      wallMs,
      host: 'box',
      source: { kind: 'live', root: '/' },
      cost: {
        ...{
          strategy: 'auto',
          mode: 'incremental',
          durationNs: Math.round(2e6 + random() * 1e5),
          cpuNs: Math.round(1.8e6 + random() * 1e5),
        },
        ...{
          processes: 600 + clients,
          processesListed: 14,
          fdsChecked: 320,
          drmFds: clients,
          worstDelayNs: 24e9,
          holderDelayNs: 24e9,
          gate: 'none' as const,
        },
      },
      coverage: {
        processesSeen: 600 + clients,
        processesUnreadable: 3,
        processesWaiting: 0,
        fdsUnlisted: 0,
        byErrno: new Map([['EACCES', 3]]),
        troubles: [],
      },
      devices: [deviceFacts(atNs + 40_000n, random)],
      readings,
      processes,
      kernelClients: [],
    };
    atNs += BigInt(intervalMs) * 1_000_000n + BigInt(Math.round(random() * 60_000));
    wallMs += intervalMs;
  }
}

/** The first `count` of them. */
export function takeSweeps(count: number, options: MadeSweepOptions): Sweep[] {
  const sweeps = madeSweeps(options);
  return Array.from({ length: count }, () => sweeps.next().value);
}

/** The first alone. */
export function madeSweep(options: MadeSweepOptions): Sweep {
  return madeSweeps(options).next().value;
}
