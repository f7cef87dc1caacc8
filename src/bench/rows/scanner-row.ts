/** gpu-top's own ticks: devices, scan, parsing and ledger, as they run in the program. */
import { createDeviceReader } from '../../drm/devices/reader.js';
import type { StrategyName } from '../../drm/strategies/strategy.js';
import { createLedger } from '../../ledger/ledger.js';
import type { Files } from '../../procfs/files.js';
import type { Root } from '../../procfs/root.js';
import { type Clock, systemClock } from '../../scan/clock.js';
import { createScanner, type DevicesReader } from '../../scan/scanner.js';
import { countingFiles, systemCalls } from '../counting-files.js';
import type { BenchRow, Visited } from './row.js';

export interface ScannerRowOptions {
  readonly key: string;
  readonly label: string;
  readonly strategy: StrategyName;
  readonly mode: 'full' | 'incremental';
  /**
   * What the kernel's count of open files does: it is not there, stands still, or moves at every tick (a player that exports a
   * dma-buf per frame), which is the worst case.
   */
  readonly count: 'none' | 'still' | 'moves';
}

/**
 * Ticks that the clock of the scanner takes to be a second apart, whatever is measured between two of them: the budget for listing
 * again what shows no change is earned by the second, and so is the part of all processes that a gated tick looks at.
 */
const SECOND_NS = 1_000_000_000n;

/** Ticks before the calls of one are counted. */
const SETTLING_TICKS = 5;

export function scannerRow(root: Root, options: ScannerRowOptions): BenchRow {
  const walk = ticker(root, root.files, options);
  return {
    key: options.key,
    label: options.label,
    slow: false,
    walk,
    async countCalls() {
      const { files, counts } = countingFiles(root.files);
      const counted = ticker({ ...root, files }, files, options);
      for (let tick = 0; tick < SETTLING_TICKS; tick++) await counted();
      const before = { ...counts };
      await counted();
      return systemCalls({
        list: counts.list - before.list,
        link: counts.link - before.link,
        stat: counts.stat - before.stat,
        read: counts.read - before.read,
      });
    },
  };
}

function ticker(root: Root, files: Files, { strategy, mode, count }: ScannerRowOptions): () => Promise<Visited> {
  let startNs = systemClock.nowNs();
  let realStartNs = startNs;
  const clock: Clock = { ...systemClock, nowNs: () => startNs + systemClock.nowNs() - realStartNs };
  const reader = createDeviceReader({ sysDir: root.sys, devDir: root.dev, files, nowNs: () => clock.nowNs() });
  let tick = 0;
  const devices: DevicesReader = {
    read() {
      tick++;
      const moved = count === 'none' ? null : count === 'moves' ? tick : 0;
      return reader.read().map((facts) => ({ ...facts, openFiles: moved === null ? null : (facts.openFiles ?? 0) + moved }));
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
    const { processes, fdsChecked, drmFds } = sweep.cost;
    return { processes, fds: fdsChecked, gpuFds: drmFds };
  };
}
