/**
 * Keeps a tree equal to a state by writing what changed and nothing else: a scan that looks for changes must find those of
 * the simulated machine, not those of the simulator.
 */
import { statText } from '../procfs-tree/proc-text.js';
import type { TreeFd, TreeProcess, TreeWriter } from '../procfs-tree/tree-writer.js';
import type { MachineState } from './state.js';

export class TreeMirror {
  readonly #tree: TreeWriter;
  #shown: MachineState = { processes: new Map(), files: new Map() };

  constructor(tree: TreeWriter) {
    this.#tree = tree;
  }

  /** Makes the tree show `state`. */
  show(state: MachineState): void {
    for (const pid of this.#shown.processes.keys()) {
      if (!state.processes.has(pid)) this.#tree.removeProcess(pid);
    }
    for (const [pid, process] of state.processes) this.#showProcess(this.#shown.processes.get(pid), process);
    for (const path of this.#shown.files.keys()) {
      if (!state.files.has(path)) this.#tree.removePath(path);
    }
    for (const [path, text] of state.files) {
      if (this.#shown.files.get(path) !== text) this.#tree.writeFile(path, text);
    }
    this.#shown = state;
  }

  #showProcess(before: TreeProcess | undefined, now: TreeProcess): void {
    if (before === undefined || before.startTimeTicks !== now.startTimeTicks) {
      this.#tree.putProcess(now);
      return;
    }
    if (before.cpuTicks !== now.cpuTicks) this.#tree.writeFile(`proc/${now.pid}/stat`, statText(now));
    if (before.fds !== now.fds) this.#showFds(now.pid, before.fds ?? {}, now.fds ?? {});
  }

  #showFds(pid: number, before: Readonly<Record<number, TreeFd>>, now: Readonly<Record<number, TreeFd>>): void {
    for (const fd of Object.keys(before).map(Number)) {
      if (now[fd] === undefined) this.#tree.removeFd(pid, fd);
    }
    for (const [name, entry] of Object.entries(now)) {
      const fd = Number(name);
      const old = before[fd];
      if (old?.link !== entry.link) this.#tree.putFd(pid, fd, entry);
      else if (old.fdinfo !== entry.fdinfo && entry.fdinfo !== null) this.#tree.setFdinfo(pid, fd, entry.fdinfo);
    }
  }
}
