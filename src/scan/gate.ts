/**
 * Whether a DRM file can have been opened since the last sweep, by the kernel's counts of open files (drm/devices/facts/open-files.ts).
 *
 * While no count moves and every known fd still stands for what it stood for, no new client can exist, and no process need be
 * looked at to know it. What the counts do not show is a new holder of a known client (fork, dup, SCM_RIGHTS), and an open
 * together with a close that nobody saw; going round the processes finds those (incremental-walk.ts).
 */
import type { DeviceFacts } from '../drm/devices/device-facts.js';

/** `none`: some driver has no count (built in, a tree, another machine), so that nothing can be ruled out. */
export const GATE_STATES = ['none', 'moved', 'still'] as const;
export type GateState = (typeof GATE_STATES)[number];

/** After this many rises in vain it is taken that something else holds references (video players export a dma-buf per frame). */
const MOST_PATIENCE = 512;

export class Gate {
  #devices: string | null = null;
  #count = 0;
  #before: { readonly count: number; readonly found: number } | null = null;
  /** Unexplained rises to let pass before everybody is listed again. */
  #patience = 0;
  #waited = 0;

  /** Takes in the devices as read at the beginning of a sweep: what is opened after that shows in the next one. */
  judge(devices: readonly DeviceFacts[]): GateState {
    const counts = new Map(devices.map(({ driver, openFiles }) => [driver, openFiles]));
    if (devices.length === 0 || [...counts.values()].includes(null)) {
      this.#devices = null;
      return 'none';
    }
    const now = devices
      .map(({ id, nodes, driver, openFiles }) => `${id} ${String(driver)} ${nodes.join()} ${openFiles}`)
      .join('\n');
    if (now === this.#devices) return 'still';
    this.#devices = now;
    // Devices of one driver share its count.
    this.#count = [...counts.values()].reduce<number>((sum, count) => sum + (count ?? 0), 0);
    return 'moved';
  }

  /**
   * What to make of the count after the pass that followed a move. More can have been opened than the pass found: a file can have taken the
   * place of another one in a process whose number of fds stayed the same, and before Linux 6.2 that number is not told at all.
   *
   * @param found open files that are known after the pass
   * @returns `list`: every process has to be listed. `doubt`: it would have to be, but lately that brought nothing; a new client may wait for its turn
   */
  weigh(found: number): 'explained' | 'list' | 'doubt' {
    const before = this.#before;
    this.#before = { count: this.#count, found };
    if (before === null || this.#count - before.count <= found - before.found) return 'explained';
    if (++this.#waited <= this.#patience) return 'doubt';
    this.#waited = 0;
    return 'list';
  }

  /** What listing everybody brought. In vain, it is done an eighth as often from now on: it takes as long as ten ticks. */
  listedAll(found: number): void {
    const brought = found > (this.#before?.found ?? 0);
    this.#before = { count: this.#count, found };
    this.#patience = brought ? 0 : Math.min(MOST_PATIENCE, 8 * this.#patience + 7);
  }
}
