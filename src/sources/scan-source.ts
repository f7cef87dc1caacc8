/**
 * Sweeps of a system as it is now: the running one, a host's /proc in a container, or a tree of files.
 *
 * One function for all of them, because the scanner does not care; only the name that a snapshot carries differs.
 */
import { createDeviceReader } from '../drm/devices/reader.js';
import type { StrategyName } from '../drm/strategy.js';
import type { Root } from '../procfs/root.js';
import { createScanner } from '../scan/scanner.js';
import type { SourceKind } from '../scan/sweep.js';
import type { Source } from './source.js';

export interface ScanSourceOptions {
  readonly root: Root;
  /** @default 'auto' */
  readonly strategy?: StrategyName | undefined;
  /** @default 'incremental' */
  readonly mode?: 'full' | 'incremental' | undefined;
  /** List every process at least this often; null: within the default CPU budget. */
  readonly rescanWithinNs?: number | null | undefined;
  /** @default `live` on a procfs, `tree` on a tree */
  readonly kind?: SourceKind | undefined;
  /** @default this machine's name */
  readonly host?: string | undefined;
}

export function createScanSource(options: ScanSourceOptions): Source {
  const { root, strategy = 'auto', mode = 'incremental', rescanWithinNs = null, host } = options;
  const scanner = createScanner({
    root,
    strategy,
    mode,
    rescanWithinNs,
    host,
    devices: createDeviceReader({ sysDir: root.sys, devDir: root.dev, files: root.files }),
    sourceKind: options.kind ?? (root.kind === 'procfs' ? 'live' : 'tree'),
  });
  return { present: true, next: () => scanner.sweep(), close: () => Promise.resolve() };
}
