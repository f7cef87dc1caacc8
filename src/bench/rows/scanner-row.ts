/** gpu-top's own ticks: devices, scan, parsing and ledger, as they run in the program. */
import type { DeviceFacts } from '../../drm/devices/device-facts.js';
import { createDeviceReader } from '../../drm/devices/reader.js';
import type { StrategyName } from '../../drm/strategies/strategy.js';
import { createLedger } from '../../ledger/ledger.js';
import type { Root } from '../../procfs/root.js';
import { type Clock, systemClock } from '../../scan/clock.js';
import { createScanner, type DevicesReader } from '../../scan/scanner.js';
import type { Sweep } from '../../scan/sweep.js';
import { countingFiles, systemCalls } from '../counting-files.js';
import type { BenchRow } from './row.js';

export interface ScannerRowOptions {
  readonly key: string;
  readonly label: string;
  readonly strategy: StrategyName;
  readonly mode: 'full' | 'incremental';
  /**
   * What the kernel's count of open files does: it is not there, is the workload's own, or moves at every tick (a player that exports a
   * dma-buf per frame), which is the worst case.
   */
  readonly count: 'none' | 'own' | 'moves';
}

/**
 * Ticks that the clock of the scanner takes to be a second apart, whatever is measured between two of them: the budget for listing
 * again what shows no change is earned by the second, and so is the part of all processes that a gated tick looks at.
 */
const SECOND_NS = 1_000_000_000n;

/** Ticks before the calls of one are counted. */
const SETTLING_TICKS = 5;

export function scannerRow(root: Root, options: ScannerRowOptions): BenchRow {
  const tick = ticker(root, options);
  return {
    key: options.key,
    label: options.label,
    slow: false,
    async walk() {
      const { processes, fdsChecked, drmFds } = (await tick()).cost;
      return { processes, fds: fdsChecked, gpuFds: drmFds };
    },
    countCalls: () => callsOfTick(root, options),
  };
}

/** A gated tick does something else in each of four (scan/turns.ts). */
const COUNTED_TICKS = 4;

/** System calls of a tick in the steady state, in the mean. */
export async function callsOfTick(root: Root, options: Omit<ScannerRowOptions, 'key' | 'label'>): Promise<number> {
  const places = root.kind === 'procfs' ? [`${root.proc}/`, '/sys/'] : [];
  const { files, counts } = countingFiles(root.files, (path) => places.some((place) => path.startsWith(place)));
  const counted = ticker({ ...root, files }, options);
  for (let tick = 0; tick < SETTLING_TICKS; tick++) await counted();
  const before = systemCalls(counts);
  for (let tick = 0; tick < COUNTED_TICKS; tick++) await counted();
  return Math.round((systemCalls(counts) - before) / COUNTED_TICKS);
}

/** Why no tick can go by the kernel's count of open files; null: it can. */
export function whyNotCounted(root: Root): string | null {
  const devices = createDeviceReader({ sysDir: root.sys, devDir: root.dev, files: root.files }).read();
  if (devices.length === 0) return 'there is no device here';
  const without = devices.find(({ openFiles }) => openFiles === null);
  if (without === undefined) return null;
  return `nothing counts the open files of ${without.driver ?? without.id} here: no /sys/module/MODULE/refcnt (a driver built into the kernel has none)`;
}

/** gpu-top's ticks, each a second after the last by the scanner's clock. */
export function ticker(root: Root, { strategy, mode, count }: Omit<ScannerRowOptions, 'key' | 'label'>): () => Promise<Sweep> {
  let startNs = systemClock.nowNs();
  let realStartNs = startNs;
  const clock: Clock = { ...systemClock, nowNs: () => startNs + systemClock.nowNs() - realStartNs };
  const reader = createDeviceReader({ sysDir: root.sys, devDir: root.dev, files: root.files, nowNs: () => clock.nowNs() });
  let tick = 0;
  const counted = (facts: DeviceFacts): DeviceFacts =>
    count === 'own' ? facts : { ...facts, openFiles: count === 'none' ? null : (facts.openFiles ?? 0) + tick };
  const devices: DevicesReader = {
    read() {
      tick++;
      return reader.read().map(counted);
    },
    get troubles() {
      return reader.troubles;
    },
  };
  const scanner = createScanner({ root, strategy, mode, devices, clock, sourceKind: 'live' });
  const ledger = createLedger();
  return async () => {
    startNs += SECOND_NS;
    realStartNs = systemClock.nowNs();
    const sweep = await scanner.sweep();
    ledger.fold(sweep);
    return sweep;
  };
}
