/**
 * Reads what the checks judge. What can be seen is found out by a sweep of the scanner itself: another opinion on which
 * process can be read would sooner or later be a wrong one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isNvidiaNode } from '../drm/nodes/node-names.js';
import { createLedger } from '../ledger/ledger.js';
import { Failure } from '../procfs/files.js';
import { Proc } from '../procfs/proc.js';
import type { Root } from '../procfs/root.js';
import { createScanSource, smiFor } from '../sources/scan-source.js';
import type { Sweep } from '../scan/sweep.js';
import type { Io } from '../shell/io.js';
import { testedNodes } from '../shell/version.js';
import { checkClients, checkTroubles } from './clients.js';
import { checkDebugfs, type DebugfsState } from './debugfs.js';
import { checkDevices, checkNvidia, isOfNvidia } from './devices.js';
import type { Finding } from './finding.js';
import { checkKernel } from './kernel.js';
import { checkNode } from './node.js';
import { checkRights, parseCredentials, seesHidden } from './rights.js';
import { checkTerminal } from './terminal.js';
import { checkHidepid, checkPidNamespace, hidingMode, procMountOptions } from './view-of-proc.js';

/** nvidia-smi is given so long to say something. */
const TOOL_MS = 4000;
const STEP_MS = 250;

/** Looks at a root and at the terminal. Of a tree, which has no rights to give, only what is in it counts. */
export async function examine(root: Root, io: Io): Promise<Finding[]> {
  const tool = smiFor(root)?.path ?? null;
  const snapshot = createLedger().fold(await sweepOf(root, tool !== null));
  const { coverage, devices } = snapshot;
  const isTree = root.kind === 'tree';
  const release = textOf(root, `${root.proc}/sys/kernel/osrelease`);
  const own = isTree ? null : parseCredentials(textOf(root, `${root.proc}/self/status`) ?? '', process.execPath);
  const hidden = isTree ? null : hidingMode(procMountOptions(textOf(root, `${root.proc}/self/mountinfo`) ?? '', root.proc));
  const isHidden = hidden !== null && !seesHidden(own);
  return [
    ...(isTree && release === null ? [] : checkKernel(release)),
    ...checkDevices(snapshot),
    ...checkNvidia(devices, tool),
    ...checkClients(snapshot, isHidden || coverage.processesUnreadable > 0),
    ...checkTroubles(coverage),
    ...checkRights(coverage, isHidden, own),
    ...(isHidden ? [checkHidepid(hidden)] : []),
    ...(isTree || isHidden ? [] : checkPidNamespace(secondProcess(root))),
    ...(isTree || devices.length === 0 ? [] : [checkDebugfs(debugfsState(root), own?.uid === 0)]),
    ...checkTerminal(io),
    checkNode(process.version, process.arch, testedNodes()),
  ];
}

/** One sweep; where nvidia-smi was started by it, the one in which that tells something, or why it does not. */
async function sweepOf(root: Root, hasTool: boolean): Promise<Sweep> {
  const source = createScanSource({ root });
  try {
    let sweep = await source.next();
    const isWaiting = (): boolean =>
      hasTool &&
      sweep.devices.some(
        (device) => isOfNvidia(device) && isAwake(device) && device.hint === null && device.busyRatio === null,
      ) &&
      sweep.readings.some(({ link }) => isNvidiaNode(link));
    for (let waitedMs = 0; isWaiting() && waitedMs < TOOL_MS; waitedMs += STEP_MS) {
      await sleep(STEP_MS);
      sweep = await source.next();
    }
    return sweep;
  } finally {
    await source.close();
  }
}

function isAwake({ runtimeStatus }: Sweep['devices'][number]): boolean {
  return runtimeStatus !== 'suspended';
}

function textOf(root: Root, path: string): string | null {
  const text = root.files.read(path);
  return text instanceof Failure ? null : text.trim();
}

/** Name of process 2; empty: there is none; null: it is refused (hidepid=noaccess). */
function secondProcess(root: Root): string | null {
  const comm = new Proc(root, 2).read('comm');
  if (!(comm instanceof Failure)) return comm.trim();
  return comm.gone ? '' : null;
}

function debugfsState(root: Root): DebugfsState {
  const listed = root.files.list(`${root.sys}/kernel/debug/dri`);
  if (!(listed instanceof Failure)) return 'readable';
  return listed.gone ? 'absent' : 'refused';
}
