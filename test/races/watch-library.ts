/** The scanner and the ledger in this process, as a program that uses the library has them. */
import { createLedger } from '../../src/ledger/ledger.js';
import { violations } from '../../src/ledger/check.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { jsonSnapshot } from '../../src/output/json.js';
import { openRoot } from '../../src/procfs/root.js';
import { nodeFiles } from '../../src/procfs/node-files.js';
import { createScanSource } from '../../src/sources/scan-source.js';
import type { Herd } from './herd.js';
import { withDriver } from './stand-in-driver.js';
import type { Tick } from './tick.js';

export interface Looked {
  readonly tick: Tick;
  /** Invariants of the ledger that do not hold. */
  readonly broken: readonly string[];
}

/** A function that takes one tick. */
export function libraryLook(herd: Herd, mode: 'incremental' | 'full'): () => Promise<Looked> {
  const read = (path: string, capBytes?: number) => {
    const text = nodeFiles.read(path, capBytes);
    return typeof text === 'string' ? withDriver(text, herd.nodes, process.hrtime.bigint()) : text;
  };
  const root = openRoot({ proc: herd.proc, files: { ...nodeFiles, read } });
  const source = createScanSource({ root, mode });
  const ledger = createLedger();
  let before: Snapshot | null = null;
  return async () => {
    const sweep = await source.next();
    const snapshot = ledger.fold(sweep);
    const broken = violations(snapshot, before);
    before = snapshot;
    return { tick: JSON.parse(JSON.stringify(jsonSnapshot(snapshot))) as Tick, broken };
  };
}
