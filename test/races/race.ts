/**
 * Lets a herd run while three watch it: the built program, the library with the incremental walk, both 20 times a second, and the
 * library with the full walk once a second. Every few seconds the herd stands still until each has looked once more: what they see
 * then must be what is there, to the last fd.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Pace } from '../../src/shell/pace.js';
import type { Footprint } from '../support/footprint.js';
import { Herd, type HerdCounts } from './herd.js';
import { quietWrongs, risen, stale, wrongs } from './judge.js';
import type { Tick } from './tick.js';
import { libraryLook } from './watch-library.js';
import { WatchingProgram } from './watch-program.js';

export interface RaceOptions {
  readonly seconds: number;
  /** It goes on after that until so much was seen, on a computer with much else to do, and `mostSeconds` at most. */
  readonly isEnough?: (counts: HerdCounts, watched: readonly Watched[]) => boolean;
  readonly mostSeconds?: number;
  /** Processes that come and go, at any time. */
  readonly processes: number;
  /** Clients that stand still. */
  readonly still: number;
  /** Memory and fds are looked at from then on. */
  readonly settleSeconds: number;
}

/** What one of the watchers saw. */
export interface Watched {
  readonly name: string;
  ticks: number;
  /** Ticks in which only the still ones were there. */
  quietTicks: number;
  /** Clients of all ticks together, and the most of one. */
  clients: number;
  mostClients: number;
  mostProcesses: number;
  highestId: number;
  /** ns of each sweep. */
  readonly sweepNs: number[];
}

export interface Raced {
  readonly counts: HerdCounts;
  readonly watched: readonly Watched[];
  /** Of the program, one each half second once it has settled. */
  readonly footprints: readonly Footprint[];
  /** Of the program, one for each time that the herd stood still. */
  readonly quietFootprints: readonly Footprint[];
  /** Of the library's process after garbage collection, one for each time that the herd stood still, once it has settled; empty without --expose-gc. */
  readonly heapBytes: readonly number[];
  /** What was wrong, one sentence each; the first hundred. */
  readonly problems: readonly string[];
}

const INTERVAL_MS = 50;
const FULL_EVERY = 20;
const SAMPLE_MS = 500;
const BUSY_MS = 5000;
const MOST_PROBLEMS = 100;

export async function race(options: RaceOptions): Promise<Raced> {
  const { seconds, isEnough = () => true, mostSeconds = seconds, processes, still, settleSeconds } = options;
  await using herd = await Herd.start(processes, still);
  const problems: string[] = [];
  const watched = ['program', 'library', 'library, full walk'].map((name) => new Notes(name, herd, problems));
  const [ofProgram, ofLibrary, ofFull] = watched as [Notes, Notes, Notes];
  await using program = new WatchingProgram(herd, INTERVAL_MS, (tick) => ofProgram.take(tick));
  const footprints: Footprint[] = [];
  const quietFootprints: Footprint[] = [];
  const heapBytes: number[] = [];
  const startMs = performance.now();
  const hasSettled = (): boolean => ofProgram.ticks > 0 && performance.now() >= startMs + settleSeconds * 1000;
  const sampling = setInterval(() => {
    const footprint = program.footprint();
    if (footprint !== null && hasSettled()) footprints.push(footprint);
  }, SAMPLE_MS);
  const stop = new AbortController();
  const looking = lookOn(herd, [ofLibrary, ofFull], stop.signal);
  const untilMs = startMs + seconds * 1000;
  let counts: HerdCounts;
  try {
    for (;;) {
      await sleep(Math.min(BUSY_MS, Math.max(1000, untilMs - performance.now())));
      counts = await herd.quiet();
      const sinceNs = process.hrtime.bigint();
      for (const each of watched) each.expectQuiet(sinceNs, counts.clients);
      // Whoever throws or ends before its time sees nothing more.
      await Promise.race([Promise.all(watched.map((each) => each.sawQuiet())), looking, program.ended]);
      const quiet = program.footprint();
      if (quiet !== null) quietFootprints.push(quiet);
      for (const each of watched) each.expectNoise();
      globalThis.gc?.();
      if (globalThis.gc !== undefined && hasSettled()) heapBytes.push(process.memoryUsage().heapUsed);
      const nowMs = performance.now();
      if (nowMs >= untilMs && (nowMs >= startMs + mostSeconds * 1000 || isEnough(counts, watched))) break;
      herd.go();
    }
    clearInterval(sampling);
    const left = await program.end();
    if (left !== 0) problems.push(`the program left with ${String(left)}`);
    if (program.stderr !== '') problems.push(`the program said: ${program.stderr.slice(0, 500)}`);
  } finally {
    clearInterval(sampling);
    stop.abort();
    await looking.catch(() => undefined);
  }
  for (const { name, highestId } of watched)
    if (highestId > counts.clients) problems.push(`${name}: there was never a client ${highestId}`);
  return { counts, watched, footprints, quietFootprints, heapBytes, problems };
}

/** Until stopped. Rejects when the library throws. */
async function lookOn(herd: Herd, [often, seldom]: readonly [Notes, Notes], signal: AbortSignal): Promise<void> {
  const pace = new Pace(INTERVAL_MS);
  const lookOften = libraryLook(herd, 'incremental');
  const lookSeldom = libraryLook(herd, 'full');
  for (let turn = 0; !signal.aborted; turn++) {
    const looked = await lookOften();
    often.take(looked.tick, looked.broken);
    if (turn % FULL_EVERY === 0) {
      const full = await lookSeldom();
      seldom.take(full.tick, full.broken);
    }
    await pace.next(signal);
  }
}

class Notes implements Watched {
  readonly name: string;
  ticks = 0;
  quietTicks = 0;
  clients = 0;
  mostClients = 0;
  mostProcesses = 0;
  highestId = 0;
  readonly sweepNs: number[] = [];
  readonly #herd: Herd;
  readonly #problems: string[];
  #before: Tick | null = null;
  #isQuiet = false;
  #quietSinceNs: bigint | null = null;
  #deadUpTo = 0;
  #saw: () => void = () => undefined;
  #sawQuiet = Promise.resolve();

  constructor(name: string, herd: Herd, problems: string[]) {
    this.name = name;
    this.#herd = herd;
    this.#problems = problems;
  }

  /** From then on only the still ones are there; of the others none up to that id will ever be again. */
  expectQuiet(sinceNs: bigint, deadUpTo: number): void {
    this.#isQuiet = true;
    this.#quietSinceNs = sinceNs;
    this.#deadUpTo = deadUpTo;
    this.#sawQuiet = new Promise((resolve) => (this.#saw = resolve));
  }

  /** From now on others come again. */
  expectNoise(): void {
    this.#isQuiet = false;
  }

  /** Resolves after the first tick that began when it was quiet. */
  sawQuiet(): Promise<void> {
    return this.#sawQuiet;
  }

  take(tick: Tick, broken: readonly string[] = []): void {
    const { scan, clients, coverage } = tick;
    this.ticks++;
    this.clients += clients.length;
    this.mostClients = Math.max(this.mostClients, clients.length);
    this.mostProcesses = Math.max(this.mostProcesses, coverage.processes_seen);
    for (const { client_id: id } of clients) this.highestId = Math.max(this.highestId, Number(id));
    this.sweepNs.push(scan.duration_ns);
    const found = [...broken, ...wrongs(tick, this.#herd), ...stale(tick, this.#before)];
    this.#before = tick;
    if (this.#quietSinceNs !== null && BigInt(tick.t_mono_ns) > this.#quietSinceNs) {
      found.push(...risen(tick, this.#herd, this.#deadUpTo));
      if (this.#isQuiet) {
        found.push(...quietWrongs(tick, this.#herd));
        this.quietTicks++;
        this.#saw();
      }
    }
    const room = MOST_PROBLEMS - this.#problems.length;
    this.#problems.push(...found.slice(0, room).map((problem) => `${this.name}, tick ${this.ticks}: ${problem}`));
  }
}
