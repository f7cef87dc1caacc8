/**
 * Sweeps of the present: of this machine, of a tree that stands in for one, of the demo's simulated one. All are the same
 * scanner over another root; only the name under which the sweeps go differs.
 */
import { basename } from 'node:path';
import { createDeviceReader } from '../drm/devices/reader.js';
import type { StrategyName } from '../drm/strategies/strategy.js';
import { Failure } from '../procfs/files.js';
import type { Root } from '../procfs/root.js';
import { systemClock, type Clock } from '../scan/clock.js';
import { createScanner } from '../scan/scanner.js';
import { findNvidiaSmi } from '../nvidia/find-tool.js';
import { toldTool } from '../nvidia/told-tool.js';
import { nvidiaPart, type SmiOptions } from './nvidia.js';
import type { SourceKind, Sweep } from '../scan/sweep.js';
import type { Source } from './source.js';

/** How to scan, whatever is scanned. */
export interface ScanOptions {
  /** Default `auto`. */
  readonly strategy?: StrategyName | undefined;
  /** Default `incremental`. */
  readonly mode?: 'full' | 'incremental' | undefined;
  /** Incremental: every process is listed again within this time. Default null: as the CPU budget allows. */
  readonly rescanWithinNs?: number | null | undefined;
  /** Folders of container runtimes to read names of containers from. Default none. */
  readonly containerState?: readonly string[] | undefined;
  /** Default the system's. */
  readonly clock?: Clock | undefined;
}

export interface ScanSourceOptions extends ScanOptions {
  readonly root: Root;
  /** Default `tree` where the root holds no real procfs, else `live`. */
  readonly kind?: SourceKind | undefined;
  /** Null: none. Default: nvidia-smi as this machine has it, for this machine. */
  readonly smi?: SmiOptions | null | undefined;
}

export type { BeginTool, ToolChild } from '../nvidia/tool.js';
export { fieldsAsked } from '../nvidia/query.js';

/** A source without an end. */
export interface ScanSource extends Source {
  next(): Promise<Sweep>;
}

/** A source that takes each sweep when it is asked for one. `close` ends what runs beside it. */
export function createScanSource(options: ScanSourceOptions): ScanSource {
  const {
    root,
    kind,
    smi = smiFor(options.root),
    strategy = 'auto',
    mode = 'incremental',
    rescanWithinNs,
    containerState,
    clock = systemClock,
  } = options;
  const { sys: sysDir, dev: devDir, files } = root;
  const nowNs = (): bigint => clock.nowNs();
  const reader = createDeviceReader({ sysDir, devDir, files, nowNs });
  const nvidia = nvidiaPart(root, reader, nowNs, smi);
  const scanner = createScanner({
    root,
    strategy,
    mode,
    rescanWithinNs,
    containerState,
    clock,
    devices: nvidia.devices,
    tool: nvidia.tool,
    sourceKind: kind ?? (root.kind === 'tree' ? 'tree' : 'live'),
    host: hostOf(root),
  });
  const close = (): Promise<void> => {
    nvidia.close();
    return Promise.resolve();
  };
  return { present: true, next: () => scanner.sweep(), close };
}

/** The tool of this machine says nothing of another's tree, which may have its own words; there it runs only where it is named. */
export function smiFor({ kind, files, dir }: Root): SmiOptions | null {
  const isNamed = process.env['GPU_TOP_NVIDIA_SMI'] !== undefined;
  const begin = kind === 'procfs' || isNamed ? null : toldTool(files, dir);
  if (begin !== null) return { shell: [], path: 'nvidia-smi', begin };
  const path = kind === 'procfs' || isNamed ? findNvidiaSmi(process.env) : null;
  return path === null ? null : { shell: ['/bin/sh'], path };
}

/** The name of the machine that a tree came from, where it has one; else the tree's own. Undefined: this machine's. */
function hostOf({ kind, proc, dir, files }: Root): string | undefined {
  if (kind === 'procfs') return undefined;
  const text = files.read(`${proc}/sys/kernel/hostname`, 256);
  return (text instanceof Failure ? '' : text.trim()) || basename(dir);
}
