/** What every strategy is made of. */
import type { Root } from '../../procfs/root.js';
import type { OwnNodes } from '../nodes/own-nodes.js';

export interface StrategyContext {
  readonly root: Root;
  readonly ownNodes: OwnNodes;
  /** CLOCK_MONOTONIC, ns. */
  readonly nowNs: () => bigint;
}
