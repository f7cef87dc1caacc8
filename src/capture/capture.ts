/**
 * Makes a fixture tree of the DRM part of a system: who holds which DRM fd, what fdinfo says, and what sysfs says of the devices.
 *
 * It is one ordinary sweep, written down. So a tree that is read again with `--root` gives the same sweep, and what the
 * scanner could not see is not in it either. What nvidia-smi printed stands in files of its own (`nvidia/told-tool.ts`).
 */
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import type { StrategyName } from '../drm/strategies/strategy.js';
import { Failure } from '../procfs/files.js';
import type { Root } from '../procfs/root.js';
import { createScanSource, smiFor } from '../sources/scan-source.js';
import { toldSweep } from '../sources/told-sweep.js';
import { TreeWriter } from '../procfs-tree/tree-writer.js';
import { UsageError } from '../errors/usage-error.js';
import { Scrubber } from '../recording/scrub/scrub-sweep.js';
import { reasonOf } from '../recording/sink.js';
import { observeFiles } from './observing-files.js';
import { observeTool, writeTool } from './observing-tool.js';
import { writeDevices } from './write-devices.js';
import { writeProcesses } from './write-processes.js';

export interface CaptureOptions {
  /** The system to capture. */
  readonly root: Root;
  /** Default `auto`. */
  readonly strategy?: StrategyName;
  /** Version of this gpu-top. */
  readonly program: string;
  /** Keep names, command lines, users, units and paths. Default false: replaced by tokens, as in a scrubbed recording. */
  readonly keepNames?: boolean;
}

/** What a capture holds. */
export interface Captured {
  readonly devices: number;
  readonly processes: number;
  readonly fds: number;
}

/**
 * Writes the tree into `dir`, which must be empty or not exist.
 *
 * Throws `UsageError` when it is neither or cannot be written.
 */
export async function capture(dir: string, options: CaptureOptions): Promise<Captured> {
  const { root, strategy = 'auto', program, keepNames = false } = options;
  makeEmptyFolder(dir);
  const ofDevices = [`${root.sys}/`, `${root.proc}/driver/nvidia/`];
  const observed = observeFiles(root.files, (path) => ofDevices.some((dir) => path.startsWith(dir)));
  const smi = smiFor(root);
  const tool = observeTool(smi?.begin);
  const source = createScanSource({
    ...{ root: { ...root, files: observed.files }, strategy, mode: 'full', kind: 'live' },
    smi: smi === null ? null : { ...smi, begin: tool.begin },
  });
  const seen = await toldSweep(source, smi !== null);
  await source.close();
  const scrubber = keepNames ? null : new Scrubber();
  const sweep = scrubber?.sweep(seen) ?? seen;
  try {
    // With names in it, it is for its owner alone, whatever modes are in it.
    if (keepNames) chmodSync(dir, 0o700);
    const tree = new TreeWriter(dir, { forOwner: keepNames });
    writeProcesses(tree, sweep, root, scrubber);
    writeDevices(tree, sweep.devices, observed, root, scrubber?.tokens ?? null);
    writeTool(tree, tool, scrubber?.tokens ?? null);
    tree.writeFile('proc/sys/kernel/hostname', `${sweep.host}\n`);
    const kernel = root.files.read(`${root.proc}/sys/kernel/osrelease`, 256);
    const release = kernel instanceof Failure ? null : kernel.trim();
    const from = { program, kernel: keepNames ? release : versionOf(release), scrubbed: !keepNames, strategy };
    const coverage = { ...sweep.coverage, byErrno: Object.fromEntries(sweep.coverage.byErrno) };
    tree.writeFile('capture.json', `${JSON.stringify({ ...from, coverage }, null, 2)}\n`);
    tree.removePath('.staging');
  } catch (error) {
    throw new UsageError(`cannot write the capture into '${dir}': ${reasonOf(error)}`, { cause: error, exitCode: 1 });
  }
  return { devices: sweep.devices.length, processes: sweep.processes.size, fds: sweep.readings.length };
}

function makeEmptyFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true });
    if (readdirSync(dir).length === 0) return;
  } catch (error) {
    throw new UsageError(`cannot write a capture into '${dir}': ${reasonOf(error)}`, { cause: error });
  }
  throw new UsageError(`cannot write a capture into '${dir}': it is not empty`);
}

/** `6.8.0` of `6.8.0-acme-build7`: who builds a kernel puts names behind its version. */
function versionOf(release: string | null): string | null {
  return /^\d+(?:\.\d+){1,2}/.exec(release ?? '')?.[0] ?? null;
}
