/**
 * gpu-top as a library: read DRM fdinfo, scan a system for DRM clients, and turn scans into busy ratios.
 *
 * Three layers, each usable alone. `parseFdinfo` reads one text of /proc/PID/fdinfo/N. A scan source finds and reads all of them,
 * on this machine (`openRoot()`) or in a folder that looks like one (`openRoot({ root })`). A ledger folds one sweep after another
 * into snapshots: clients, devices, ratios. `jsonSnapshot` is the object that `gpu-top --json` prints (docs/schema/gpu-top-1.json).
 *
 * What is exported here keeps its meaning within a major version; everything else in the package may change at any time. An example
 * is in docs/library.md.
 */
export { parseFdinfo } from './drm/fdinfo/parse-fdinfo.js';
export { bytesInUse } from './drm/fdinfo/bytes-in-use.js';
export type { BadLine, EngineCounters, Fdinfo, MemoryKind, RegionBytes } from './drm/fdinfo/fdinfo.js';

export { openRoot, type Root, type RootOptions } from './procfs/root.js';
export { Failure, type Files, type FileStat } from './procfs/files.js';

export { createScanSource, type ScanOptions, type ScanSource, type ScanSourceOptions } from './sources/scan-source.js';
export type { Source, Waiting } from './sources/source.js';
export { STRATEGY_NAMES, type StrategyName } from './drm/strategies/strategy.js';
export type { DeviceCounters, DeviceFacts, DeviceMemory } from './drm/devices/device-facts.js';
export type { Clock } from './scan/clock.js';
export type {
  KernelClient,
  ProcessFacts,
  Reading,
  ScanCost,
  ScanCoverage,
  ScanTrouble,
  SourceKind,
  Sweep,
} from './scan/sweep.js';

export { createLedger, type Ledger } from './ledger/ledger.js';
export { violations } from './ledger/check.js';
export type {
  BusyBasis,
  Client,
  Device,
  DeviceEngine,
  EngineUse,
  Holder,
  NoBusyReason,
  OwnerRule,
  SilentFd,
  Snapshot,
} from './ledger/snapshot.js';

export { jsonSnapshot } from './output/json.js';
export type { GpuTopLine } from './output/gpu-top-1.js';
export { printable } from './view/text/printable.js';
export type { Grouping, ViewOptions } from './view/row/row.js';
export { UsageError } from './errors/usage-error.js';
