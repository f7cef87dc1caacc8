/** A source and a ledger joined: the two lines that batch, screen, exporter and scripts all share. */
import { violations } from '../ledger/check.js';
import { createLedger } from '../ledger/ledger.js';
import type { Snapshot } from '../ledger/snapshot.js';
import type { SourceKind } from '../scan/sweep.js';
import type { Source } from '../sources/source.js';
import { UsageError } from '../errors/usage-error.js';

export interface Monitor {
  /** Takes the first sweep, whose snapshot is not for showing: every ratio in it is unknown. */
  prime(): Promise<void>;
  /** The next snapshot; null at the end of a recording. */
  next(): Promise<Snapshot | null>;
  /** Whether the caller must wait between two `next`. */
  readonly present: boolean;
  /** What the newest snapshot is of; null before the first. */
  readonly seen: SourceKind | null;
}

/**
 * @param check test every snapshot against the ledger's invariants
 * @throws UsageError (exit code 1) from `next` when one does not hold: a fault of gpu-top, worth a report
 */
export function createMonitor(source: Source, { check = false } = {}): Monitor {
  let ledger = createLedger();
  let epoch = source.epoch;
  let before: Snapshot | null = null;
  const next = async (): Promise<Snapshot | null> => {
    const sweep = await source.next();
    if (sweep === null) return null;
    if (source.epoch !== epoch) {
      ledger = createLedger();
      before = null;
      epoch = source.epoch;
    }
    const snapshot = ledger.fold(sweep);
    if (source.priming) return next();
    if (check) {
      const broken = violations(snapshot, before);
      if (broken.length > 0) throw new UsageError(`--check: an invariant does not hold: ${broken.join('; ')}`, { exitCode: 1 });
    }
    before = snapshot;
    return snapshot;
  };
  return {
    present: source.present,
    get seen() {
      return before?.source.kind ?? null;
    },
    next,
    prime: () => next().then(() => undefined),
  };
}
