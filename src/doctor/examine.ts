/**
 * Reads what the checks judge. What can be seen is found out by a sweep of the scanner itself: another opinion on which
 * process can be read would sooner or later be a wrong one.
 */
import { createLedger } from '../ledger/ledger.js';
import { Failure } from '../procfs/files.js';
import { Proc } from '../procfs/proc.js';
import type { Root } from '../procfs/root.js';
import { createScanSource, smiFor } from '../sources/scan-source.js';
import type { Sweep } from '../scan/sweep.js';
import { toldSweep } from '../sources/told-sweep.js';
import type { Io } from '../shell/io.js';
import { testedNodes } from '../shell/version.js';
import { checkClients, checkTroubles } from './clients.js';
import { checkDebugfs, type DebugfsState } from './debugfs.js';
import { checkDevices, checkNvidia } from './devices.js';
import type { Finding } from './finding.js';
import { checkKernel } from './kernel.js';
import { checkNode } from './node.js';
import { checkRights, parseCredentials, seesHidden } from './rights.js';
import { checkTerminal } from './terminal.js';
import { checkHidepid, checkPidNamespace, hidingMode, procMountOptions } from './view-of-proc.js';

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

async function sweepOf(root: Root, hasTool: boolean): Promise<Sweep> {
  const source = createScanSource({ root });
  try {
    return await toldSweep(source, hasTool);
  } finally {
    await source.close();
  }
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
