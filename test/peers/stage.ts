/**
 * A machine's tree that other programs take for the system: real device nodes for those that stat, the files that libudev, htop
 * and intel_gpu_top want to see, and a clock that moves the counters.
 *
 * The clock stands at 0 until `start`, for gputop: it reads twice at once when it begins, and an xe client whose GPU clock stood
 * still between the two reads ends it (a division 0/0). So programs are started first, then the clock, then an xe client is born.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { putRealNode } from '../support/real-node.js';
import { drmText } from '../../src/procfs-tree/fdinfo-text.js';
import type { Machine } from '../../src/demo/machine.js';
import { createSimulator, type Simulator } from '../../src/demo/simulator.js';
import { genericText } from '../../src/procfs-tree/tree-fd.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';
import { skipped } from '../support/tools.js';

const ENTER = join(import.meta.dirname, 'enter.sh');

/** Where a program on the stage sees the tree's root. */
export const TREE_INSIDE = '/run/tree';

/** Counters move this often; a reader sees them at most that much too old. */
const STEP_MS = 5;

/** Why programs cannot be shown a tree here, or null; printed, so that a run tells what it left out. */
export function whyNoStage(): string | null {
  return skipped('stage', reason());
}

function reason(): string | null {
  if (process.getuid?.() !== 0) return 'mounting over /proc needs root';
  try {
    execFileSync('unshare', ['--mount', 'mount', '--bind', '/proc', '/proc'], { stdio: 'ignore' });
  } catch {
    return 'this system lets nobody mount (a container without CAP_SYS_ADMIN?)';
  }
  using tree = temporaryTree();
  return putRealNode(tree, 'node', 226, 128) ? null : 'device nodes cannot be made here (mknod)';
}

export class Stage implements Disposable {
  readonly tree: TemporaryTree = temporaryTree();
  readonly #machine: Machine;
  readonly #simulator: Simulator;
  #timer: NodeJS.Timeout | null = null;
  #longestGapMs = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
    this.#simulator = createSimulator(this.tree, machine);
    const nodes = readdirSync(join(this.tree.root, 'dev/dri'));
    for (const name of nodes) putRealNode(this.tree, `dev/dri/${name}`, 226, Number(/\d+$/.exec(name)?.[0]));
    this.#addWhatOthersRead();
    this.#addProcessFiles();
  }

  /** The longest time in ms that counters stood still since this was last asked: a reader's numbers may be that much off. */
  takeLongestGapMs(): number {
    const gap = this.#longestGapMs;
    this.#longestGapMs = 0;
    return gap;
  }

  /** Lets time begin. */
  start(): void {
    const begin = performance.now();
    let last = begin;
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.#longestGapMs = Math.max(this.#longestGapMs, now - last);
      last = now;
      this.#simulator.advanceTo((now - begin) / 1000);
      this.#addProcessFiles();
    }, STEP_MS);
  }

  /** The command line that shows the tree to a program. SYSTEMD_...: libudev must believe in a /sys that is no sysfs. */
  inside(command: readonly string[]): string[] {
    const environment = ['env', 'SYSTEMD_DEVICE_VERIFY_SYSFS=0', ...command];
    return ['unshare', '--mount', 'sh', ENTER, this.tree.root, ...environment];
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.tree[Symbol.dispose]();
  }

  #addWhatOthersRead(): void {
    for (const name of ['stat', 'meminfo', 'uptime', 'loadavg', 'cpuinfo']) {
      this.tree.writeFile(`proc/${name}`, readFileSync(`/proc/${name}`));
    }
    const ownFdinfo = drmText('i915', { clientId: 1, pdev: '0000:00:02.0', engines: { render: { busyNs: 0n } } });
    for (let fd = 3; fd < 64; fd++) this.tree.writeFile(`proc/self/fdinfo/${fd}`, genericText() + ownFdinfo);
    for (const device of this.#machine.devices) {
      for (const name of device.tree.nodes.map((node) => (typeof node === 'string' ? node : node.name))) {
        this.tree.writeLink(`sys/class/drm/${name}/subsystem`, '../../../../../class/drm');
      }
    }
    // intel_gpu_top: the PMU of i915, one file for each engine; config is class << 12 | instance << 4 (i915_drm.h).
    this.tree.writeFile('sys/bus/event_source/devices/i915/type', '1\n');
    const engines = { rcs0: 0, bcs0: 0x1000, vcs0: 0x2000, vcs1: 0x2010, vecs0: 0x3000 };
    for (const [name, config] of Object.entries(engines)) {
      this.tree.writeFile(`sys/devices/i915/events/${name}-busy`, `config=0x${config.toString(16)}\n`);
    }
  }

  /** htop takes no process without statm, and reads stat by way of task/PID. */
  #addProcessFiles(): void {
    for (const { pid } of this.#machine.processes) {
      const folder = join(this.tree.root, 'proc', String(pid));
      if (!existsSync(folder) || existsSync(join(folder, 'task'))) continue;
      writeFileSync(join(folder, 'statm'), '2000 1000 500 20 0 1000 0\n');
      mkdirSync(join(folder, 'task'));
      symlinkSync('..', join(folder, 'task', String(pid)));
    }
  }
}
