/**
 * Device memory by cgroup: `dmem.current` of the cgroup that a process is in (Linux 6.14, Documentation/admin-guide/cgroup-v2.rst, DMEM). A file
 * for each cgroup with a holder and sweep, kept by the kernel's core: reading it wakes no device. cgroup v2 has processes in its leaves
 * alone, so no two of these are one in the other, and they may be added up.
 */
import { parseDmem } from '../drm/devices/facts/dmem.js';
import { Failure } from '../procfs/files.js';
import type { Root } from '../procfs/root.js';
import type { CgroupMemory } from './sweep.js';

export class CgroupMemories {
  readonly #root: Root;
  /** By path; where there is no such file it is not asked for again. */
  readonly #numbers = new Map<string, number | null>();
  #newest = 0;
  #known = new Map<string, CgroupMemory | undefined>();

  constructor(root: Root) {
    this.#root = root;
  }

  /** To be called at the start of each sweep. */
  beginSweep(): void {
    for (const path of this.#numbers.keys()) if (!this.#known.has(path)) this.#numbers.delete(path);
    this.#known = new Map();
  }

  /** Of the cgroup at a path in the v2 hierarchy; undefined: nothing is counted there. */
  of(path: string | null): CgroupMemory | undefined {
    if (path === null) return undefined;
    if (!this.#known.has(path)) this.#known.set(path, this.#read(path));
    return this.#known.get(path);
  }

  #read(path: string): CgroupMemory | undefined {
    const number = this.#numbers.get(path);
    if (number === null) return undefined;
    const text = this.#root.files.read(`${this.#root.sys}/fs/cgroup${path}/dmem.current`);
    if (text instanceof Failure) {
      if (text.gone || text.denied) this.#numbers.set(path, null);
      return undefined;
    }
    const cgroup = number ?? ++this.#newest;
    this.#numbers.set(path, cgroup);
    return { cgroup, usedBytes: parseDmem(text) };
  }
}
