/**
 * How many fds of a process are kept, whatever it holds: a process can have a million fds, and open the same thing with each.
 *
 * A client is one however many fds stand for it, and silent fds say nothing beyond how many they are. So the first few are listed
 * and read in every tick, and the rest is counted. A process with a thousand clients has them all: each is shown.
 */
import { isDrmText } from '../drm/fdinfo/identity.js';
import { isOfNvidia } from './fd-readings.js';
import type { KnownFd } from './process-record.js';

export const HELD_LIMITS = {
  /** fds of one process that stand for one client. */
  ofOneClient: 64,
  /** Silent fds of one process; of all processes together. */
  silentOfProcess: 64,
  silent: 16_384,
} as const;

/** What is kept of one process while it is listed. */
export class HeldFds {
  readonly known: KnownFd[] = [];
  silent = 0;
  /** Counted, not listed. */
  unlisted = 0;
  readonly #ofClient = new Map<string, number>();
  readonly #silentElsewhere: number;

  /** @param silentElsewhere silent fds that are listed of all other processes */
  constructor(silentElsewhere: number) {
    this.#silentElsewhere = silentElsewhere;
  }

  /** True where another silent fd would only be counted: then nothing needs to be asked about it. */
  get isFullOfSilent(): boolean {
    return this.silent >= HELD_LIMITS.silentOfProcess || this.silent + this.#silentElsewhere >= HELD_LIMITS.silent;
  }

  add(fd: KnownFd): void {
    if (isOfNvidia(fd)) {
      // CUDA opens a node dozens of times in one process: one fd of each GPU tells that the process holds it.
      if (!this.known.some((each) => isOfNvidia(each) && each.device === fd.device)) this.known.push(fd);
    } else if (isDrmText(fd.reading.text)) {
      const before = this.#ofClient.get(fd.signature) ?? 0;
      this.#ofClient.set(fd.signature, before + 1);
      this.#keep(fd, before < HELD_LIMITS.ofOneClient);
    } else {
      const isRoom = !this.isFullOfSilent;
      if (isRoom) this.silent++;
      this.#keep(fd, isRoom);
    }
  }

  #keep(fd: KnownFd, isRoom: boolean): void {
    if (isRoom) this.known.push(fd);
    else this.unlisted++;
  }
}
