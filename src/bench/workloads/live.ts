/**
 * Real processes with real fds: the measurement of the thread.
 *
 * Each is a `cat` that waits on a FIFO whose only writer is this process, so that all of them end when it ends, however it
 * ends. The fds are inherited ones on files, /dev/null and a FIFO. GPU fds are stand-ins, since gpu-top opens no device:
 * an O_PATH fd on a node with number 226:128 has DRM's major for `stat`, and no driver behind it. Making the node needs
 * CAP_MKNOD.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRoot, type Root } from '../../procfs/root.js';
import { putDevice, putOpenFiles } from '../../procfs-tree/device-tree.js';
import { TreeWriter } from '../../procfs-tree/tree-writer.js';
import { whyNotCounted } from '../rows/scanner-row.js';
import { SHAPE_DEVICE } from './shape-tree.js';
import { makeTempRoot, removeTempRoot } from '../../procfs-tree/temp-root.js';
import { UsageError } from '../../errors/usage-error.js';
import type { Workload, WorkloadShape } from './workload.js';

/** O_PATH of <asm-generic/fcntl.h>, which Node does not name. */
const O_PATH = 0o10000000;

/** stdin, stdout and stderr are among the fds of each process. */
const STANDARD_FDS = 3;

export async function liveWorkload(shape: WorkloadShape): Promise<Workload> {
  const folder = makeTempRoot('bench');
  const herd = new Herd(folder, shape);
  const close = async (): Promise<void> => {
    await herd.end();
    removeTempRoot(folder);
  };
  try {
    await herd.start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    label: `${shape.processes} real processes, ${shape.fdsPerProcess} fds each${herd.standIns > 0 ? `, ${herd.standIns} GPU stand-ins` : ''}`,
    kind: 'live',
    root: herd.root(),
    pretended: herd.pretended(),
    close,
  };
}

class Herd {
  readonly #folder: string;
  readonly #shape: WorkloadShape;
  readonly #children: ChildProcess[] = [];
  readonly #fds: number[] = [];
  #standIn: number | null = null;
  #pretendsDevice = false;
  standIns = 0;

  constructor(folder: string, shape: WorkloadShape) {
    this.#folder = folder;
    this.#shape = shape;
  }

  /** This machine's processes, and where no driver of it counts its open files a device that does. */
  root(): Root {
    const root = openRoot();
    if (whyNotCounted(root) === null) return root;
    this.#pretendsDevice = true;
    const tree = new TreeWriter(this.#folder);
    putDevice(tree, SHAPE_DEVICE);
    putOpenFiles(tree, SHAPE_DEVICE, this.#shape.gpuClients);
    return { ...root, sys: join(this.#folder, 'sys') };
  }

  pretended(): string | null {
    const device = this.#pretendsDevice ? 'the device and the kernel’s count of its open files are files of a made /sys' : null;
    return [this.#pretendedFds(), device].filter((each) => each !== null).join('; ') || null;
  }

  #pretendedFds(): string | null {
    if (this.#shape.gpuClients === 0) return null;
    if (this.#standIn === null) return 'no GPU fds: making a node needs CAP_MKNOD (run as root)';
    return `${this.standIns} GPU fds are O_PATH fds on a made node 226:128: stat takes them for DRM until their fdinfo says O_PATH, and no driver answers for them`;
  }

  async start(): Promise<void> {
    const { processes, fdsPerProcess, gpuClients } = this.#shape;
    const lifeline = this.#lifeline();
    const others = this.#openOthers(Math.max(0, fdsPerProcess - STANDARD_FDS));
    this.#standIn = gpuClients > 0 ? this.#openStandIn() : null;
    for (let index = 0; index < processes; index++) {
      const fds = [...others];
      if (this.#standIn !== null && index < gpuClients && fds.length > 0) {
        fds[fds.length - 1] = this.#standIn;
        this.standIns++;
      }
      const child = spawn('cat', [], { stdio: [lifeline, 'ignore', 'ignore', ...fds] });
      await started(child, index);
      this.#children.push(child);
    }
  }

  async end(): Promise<void> {
    for (const fd of this.#fds.splice(0)) closeSync(fd);
    await Promise.all(
      this.#children.splice(0).map(
        (child) =>
          new Promise<void>((resolve) => {
            if (child.exitCode !== null || child.signalCode !== null) {
              resolve();
              return;
            }
            child.once('exit', () => resolve());
            child.kill('SIGKILL');
          }),
      ),
    );
  }

  /** A FIFO's reading end. Its writing end stays open here, and here alone. */
  #lifeline(): number {
    const path = join(this.#folder, 'lifeline');
    execFileSync('mkfifo', [path]);
    this.#open(path, constants.O_RDWR);
    return this.#open(path, constants.O_RDONLY);
  }

  #openOthers(count: number): number[] {
    return Array.from({ length: count }, (_, index) => {
      if (index % 4 === 3) return this.#open('/dev/null', constants.O_RDONLY);
      const path = join(this.#folder, `file-${index}`);
      writeFileSync(path, '');
      return this.#open(path, constants.O_RDONLY);
    });
  }

  #openStandIn(): number | null {
    const path = join(this.#folder, 'renderD128');
    try {
      execFileSync('mknod', [path, 'c', '226', '128'], { stdio: 'ignore' });
    } catch {
      return null;
    }
    return existsSync(path) ? this.#open(path, O_PATH) : null;
  }

  #open(path: string, flags: number): number {
    const fd = openSync(path, flags);
    this.#fds.push(fd);
    return fd;
  }
}

function started(child: ChildProcess, index: number): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve());
    child.once('error', (error) =>
      reject(
        new UsageError(`cannot start process ${index + 1}: ${error.message}; ask for fewer with --processes`, {
          cause: error,
          exitCode: 1,
        }),
      ),
    );
  });
}
