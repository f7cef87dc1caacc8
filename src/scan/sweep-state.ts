/** What one sweep gathers while it walks, also what could not be seen and why; thrown away when the sweep is handed out. */
import type { Failure } from '../procfs/files.js';
import type { Clock } from './clock.js';
import type { GateState } from './gate.js';
import { Pace } from './pace.js';
import type { ScanCoverage, ScanTrouble } from './sweep.js';

/** Enough to write a message from; the counts go on. */
const MAX_TROUBLES = 8;

/** Counts what could not be seen and why. */
export class CoverageTally {
  readonly #byErrno = new Map<string, number>();
  readonly #troubles: ScanTrouble[] = [];
  #unreadable = 0;

  /** A failed read. What is gone is no loss; a refusal is counted; anything else is counted and told with its path. */
  add(failure: Failure): void {
    if (failure.gone) return;
    this.#count(failure.errno);
    if (!failure.denied) this.tell(failure);
  }

  /** Processes whose fds could not be told at all: one each, however many fds they have. */
  addProcesses(errno: string, count: number): void {
    this.#unreadable += count;
    this.#count(errno, count);
  }

  /** Processes added so far. */
  get processesUnreadable(): number {
    return this.#unreadable;
  }

  /** Only a message, for what is no loss of fds. */
  tell({ errno, path }: Failure): void {
    if (this.#troubles.length < MAX_TROUBLES) this.#troubles.push({ errno, path });
  }

  /**
   * @param processesSeen processes met in the sweep, readable or not
   * @param fdsUnlisted of all of them
   * @param processesWaiting whose fds have not all been looked at yet
   */
  result(processesSeen: number, fdsUnlisted: number, processesWaiting: number): ScanCoverage {
    const processesUnreadable = this.#unreadable;
    const counts = { processesSeen, processesUnreadable, processesWaiting, fdsUnlisted };
    return { ...counts, byErrno: this.#byErrno, troubles: this.#troubles };
  }

  #count(errno: string, by = 1): void {
    this.#byErrno.set(errno, (this.#byErrno.get(errno) ?? 0) + by);
  }
}

/**
 * CPU time of listing after which a sweep lists no more and leaves the rest to the next one: a process may hold a million fds, and whoever
 * waits for the first sweep (`gpu-top run`, the screen) shall not wait for that. 5,000 processes of 20 fds take a second at first.
 */
const MOST_LISTING_NS = 2e9;

/** A sweep that has gone on for less than this when listing begins need not ask for its CPU time then, which takes 5 µs and more. */
const HARDLY_ANY_NS = 20_000_000n;

export class SweepState {
  /** Number of this sweep, from 1. */
  readonly number: number;
  readonly startNs: bigint;
  readonly cpuStartNs: number;
  readonly pace: Pace;
  readonly coverage = new CoverageTally();
  /** What the kernel's counts of open files say. */
  gate: GateState = 'none';
  /** No client can be open that nobody looked for: listing again is in no hurry. */
  isSure = false;
  /** Processes looked at in any way, and those whose fds were listed. */
  processesMet = 0;
  processesListed = 0;
  fdsChecked = 0;
  readonly #clock: Clock;
  readonly #isBounded: boolean;
  /** When listing began: whatever was done before that, each sweep lists something. */
  #listing: { readonly startNs: bigint; readonly cpuNs: number } | null = null;
  #isListingOver = false;

  /** @param isBounded listing may go on in the next sweep */
  constructor(number: number, clock: Clock, isBounded: boolean) {
    this.number = number;
    this.#clock = clock;
    this.#isBounded = isBounded;
    this.startNs = clock.nowNs();
    this.cpuStartNs = clock.cpuNs();
    this.pace = new Pace(clock);
  }

  /** Whether so much was listed that the rest is left to the next sweep. To be asked before each process, and each few dozen fds. */
  isListingOver(): boolean {
    if (!this.#isBounded || this.#isListingOver) return this.#isListingOver;
    this.#listing ??= this.#beginListing();
    // CPU time is asked for only when at least as much time has gone by.
    if (Number(this.#clock.nowNs() - this.#listing.startNs) > MOST_LISTING_NS)
      this.#isListingOver = this.#clock.cpuNs() - this.#listing.cpuNs > MOST_LISTING_NS;
    return this.#isListingOver;
  }

  #beginListing(): { readonly startNs: bigint; readonly cpuNs: number } {
    const startNs = this.#clock.nowNs();
    return { startNs, cpuNs: startNs - this.startNs < HARDLY_ANY_NS ? this.cpuStartNs : this.#clock.cpuNs() };
  }
}
