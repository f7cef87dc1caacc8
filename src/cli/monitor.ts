/** A source and a ledger joined: the two lines that batch, screen, exporter and scripts all share. */
import { createLedger } from '../ledger/ledger.js';
import type { Snapshot } from '../ledger/snapshot.js';
import type { Source } from '../sources/source.js';

export interface Monitor {
  /** Takes the first sweep, whose snapshot is not for showing: every ratio in it is unknown. */
  prime(): Promise<void>;
  /** The next snapshot; null at the end of a recording. */
  next(): Promise<Snapshot | null>;
  /** Whether the caller must wait between two `next`. */
  readonly present: boolean;
}

export function createMonitor(source: Source): Monitor {
  const ledger = createLedger();
  const next = async (): Promise<Snapshot | null> => {
    const sweep = await source.next();
    return sweep && ledger.fold(sweep);
  };
  return { present: source.present, next, prime: async () => void (await next()) };
}
