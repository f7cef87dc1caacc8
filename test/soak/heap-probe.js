/**
 * `NODE_OPTIONS=--import=heap-probe.js` with GPU_TOP_SOAK_PROBE=FOLDER: every ten seconds this process collects its garbage and writes
 * what is left, in bytes, to FOLDER/PID. RSS alone cannot tell a leak from a heap that nobody has collected yet.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const EVERY_MS = 10_000;
const folder = process.env.GPU_TOP_SOAK_PROBE;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

setInterval(() => {
  // The first one may end a marking that is under way, which keeps what died since it began: up to 1 MiB of a scanner's 5.
  collect();
  collect();
  writeFileSync(join(folder, String(process.pid)), String(process.memoryUsage().heapUsed));
}, EVERY_MS).unref();
