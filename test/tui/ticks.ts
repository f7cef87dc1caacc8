/** A run of snapshots of one device and one client whose busyness follows a function of time. */
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { client, device, engineUse, GIB, SECOND_NS, snapshot } from '../support/snapshots.js';

const START_MS = Date.UTC(2026, 10, 21, 10);

/** The snapshot at a second, `gfx` at `ratio`; its client's key is `a`. */
export function tickAt(second: number, ratio: number): Snapshot {
  const atNs = BigInt(second) * SECOND_NS;
  const one = client({ key: 'a', engines: { gfx: engineUse(ratio), dec: engineUse(0) }, memory: { vram: 4 * GIB * ratio } });
  return snapshot({
    atNs,
    wallMs: START_MS + second * 1000,
    devices: [
      device({ engines: { gfx: ratio, dec: 0 }, memory: { vram: { usedBytes: 4 * GIB * ratio, totalBytes: 16 * GIB } } }),
    ],
    clients: [{ ...one, reading: { ...one.reading, atNs }, readingBefore: { ...one.reading, atNs: atNs - SECOND_NS } }],
  });
}
