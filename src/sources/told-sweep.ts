/** One sweep for those who take no more than one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isNvidiaNode, isOfNvidia } from '../drm/nodes/node-names.js';
import type { Sweep } from '../scan/sweep.js';
import type { ScanSource } from './scan-source.js';

/** nvidia-smi is given so long to say something. */
const TOOL_MS = 4000;
const STEP_MS = 250;

/** A sweep; where it started nvidia-smi, the one in which that tells something, or why it does not. */
export async function toldSweep(source: ScanSource, hasTool: boolean): Promise<Sweep> {
  let sweep = await source.next();
  for (let waitedMs = 0; hasTool && isAwaited(sweep) && waitedMs < TOOL_MS; waitedMs += STEP_MS) {
    await sleep(STEP_MS);
    sweep = await source.next();
  }
  return sweep;
}

function isAwaited({ devices, readings, processReadings = [] }: Sweep): boolean {
  const hasSaid = processReadings.some(({ source }) => source === 'nvidia-smi');
  const isSilent = devices.some(
    (device) =>
      isOfNvidia(device) &&
      device.runtimeStatus !== 'suspended' &&
      device.hint === null &&
      (device.busyRatio === null || !hasSaid),
  );
  return isSilent && readings.some(({ link }) => isNvidiaNode(link));
}
