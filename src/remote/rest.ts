/**
 * Which fds of a far machine may not be read now: those of a device at rest whose driver would wake it to answer (scan/at-rest.ts, which
 * then decides the same of what was fetched). Told by what was read of a fd before, else by the name of its node.
 */
import type { DevicePower } from '../drm/devices/device.js';
import { readingWakes } from '../drm/fdinfo/reading-wakes.js';
import { nodeName } from '../drm/nodes/node-names.js';
import { deviceNamedIn } from '../scan/at-rest.js';
import type { Found } from './answer.js';
import type { RemoteFiles } from './files.js';

export class RemoteRest {
  readonly #files: RemoteFiles;
  #ids: ReadonlySet<string> = new Set();
  #nodes: ReadonlySet<string> = new Set();

  constructor(files: RemoteFiles) {
    this.#files = files;
  }

  /** Takes in how the devices are in this tick. */
  update(devices: readonly DevicePower[]): void {
    const resting = devices.filter(({ driver, state }) => readingWakes(driver) && state !== 'awake');
    this.#ids = new Set(resting.map(({ id }) => id));
    this.#nodes = new Set(resting.flatMap(({ nodes }) => nodes));
  }

  /** Whether any such device rests. */
  get isAny(): boolean {
    return this.#ids.size > 0;
  }

  /** Whether a fd is one of them. */
  holds(pid: string, fd: string): boolean {
    if (!this.isAny) return false;
    const id = this.#deviceRead(pid, fd);
    if (id !== null) return this.#ids.has(id);
    const link = this.#files.process(pid).link(Number(fd));
    const node = typeof link === 'string' ? nodeName(link) : null;
    return node !== null && this.#nodes.has(node);
  }

  /** The fdinfo of those that were read before: a search that reads texts must leave them out, whatever their node is called. */
  knownIn({ fds }: Found): string[] {
    const known: string[] = [];
    for (const [pid, own] of fds) {
      const { fdinfoDir } = this.#files.process(pid);
      for (const fd of own) {
        const id = this.#deviceRead(pid, fd);
        if (id !== null && this.#ids.has(id)) known.push(fdinfoDir.slice(1) + fd);
      }
    }
    return known;
  }

  #deviceRead(pid: string, fd: string): string | null {
    const text = this.#files.process(pid).fdinfo(Number(fd));
    return typeof text === 'string' ? deviceNamedIn(text) : null;
  }
}
