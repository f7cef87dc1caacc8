/** What the screen's process and the scanner's process say to each other. */
import type { StrategyName } from '../../drm/strategies/strategy.js';
import type { PackedSweep } from './packed-sweep.js';

/** What to scan: the child opens the root anew by what the user gave. */
export interface ScannerProcessOptions {
  /** Default `/`. */
  readonly root?: string | undefined;
  /** Default ROOT/proc. */
  readonly proc?: string | undefined;
  /** Default `auto`. */
  readonly strategy?: StrategyName | undefined;
  /** Default `incremental`. */
  readonly mode?: 'full' | 'incremental' | undefined;
  /** As in `ScanOptions`. */
  readonly rescanWithinNs?: number | null | undefined;
  /** As in `ScanOptions`. */
  readonly containerState?: readonly string[] | undefined;
}

/** The one order there is: take a sweep. */
export const NEXT = 'next';

export type Answer =
  | { readonly kind: 'sweep'; readonly sweep: PackedSweep; readonly cpuNs: number }
  /** The user's mistake: becomes a `UsageError` again. */
  | { readonly kind: 'usage'; readonly message: string; readonly exitCode: number }
  /** A fault of gpu-top, with its stack. */
  | { readonly kind: 'fault'; readonly stack: string };
