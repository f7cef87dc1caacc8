/** What a process takes up, seen from outside. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Footprint {
  readonly residentBytes: number;
  readonly fds: number;
}

/** Null for a process that is gone. */
export function footprintOf(pid: number): Footprint | null {
  try {
    const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (resident === undefined) return null;
    return { residentBytes: Number(resident) * 1024, fds: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return null;
  }
}
