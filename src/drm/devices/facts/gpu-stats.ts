/**
 * `gpu_stats` of a device: v3d since Linux 6.7 (v3d_sysfs.c; proposed for panfrost too). A line for each queue: its name, the time
 * of the reading, jobs done, ns of running; reading it touches no hardware.
 */
import { createBusiestPart } from './busiest-part.js';
import type { Attribute } from '../sysfs/folder.js';
import { counter } from '../sysfs/numbers.js';

/** More queues than any driver has. */
const MOST_QUEUES = 32;

/** Running time, ns, of each queue in the order of the file; empty for a text of another form. */
export function parseGpuStats(text: string): (bigint | null)[] {
  const [head = '', ...lines] = text.split('\n');
  const columns = head.trim().split(/\s+/);
  const at = columns.indexOf('runtime');
  if (columns[0] !== 'queue' || at < 0) return [];
  const queues = lines.filter((line) => line.trim() !== '').slice(0, MOST_QUEUES);
  return queues.map((line) => counter(line.trim().split(/\s+/)[at] ?? null));
}

/** Monotonic ns of the busiest queue, or null where there is no such file. */
export function attachGpuStats(file: Attribute): () => bigint | null {
  const parts = createBusiestPart('busy');
  return () => {
    const text = file.read();
    return text === null ? null : parts.next(parseGpuStats(text)).total;
  };
}
