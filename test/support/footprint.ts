/** What a process takes up, seen from outside. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface Footprint {
  readonly residentBytes: number;
  /** Those of procfs and sysfs apart: the files that every sweep reads are kept open (kept-files.ts). */
  readonly fds: number;
  readonly keptFds: number;
}

/** Null for a process that is gone. */
export function footprintOf(pid: number): Footprint | null {
  try {
    const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (resident === undefined) return null;
    const links = readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`));
    const keptFds = links.filter((link) => /^\/(?:proc|sys)\//.test(link)).length;
    return { residentBytes: Number(resident) * 1024, fds: links.length - keptFds, keptFds };
  } catch {
    return null;
  }
}

/** Empty for one that was closed since it was listed. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
