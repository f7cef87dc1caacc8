/** What is fuzzed: cases from a generator, and what must hold of each. */
import fc from 'fast-check';

export interface Target {
  readonly name: string;
  /** Cases of the short run that is part of the tests. */
  readonly shortCases: number;
  /** Tries cases until one fails, shrinks that one, and says how it went. */
  run(parameters: Limits): Promise<Outcome>;
  /** Gives back what the target holds: a server, a folder. */
  close(): Promise<void>;
}

export interface Limits {
  readonly seed: number;
  readonly cases: number;
  readonly seconds?: number;
  /** Begins at this case of the seed. */
  readonly path?: string;
}

export interface Outcome {
  readonly cases: number;
  readonly failure: Failed | null;
}

export interface Failed {
  /** With the seed: this case again. */
  readonly path: string;
  /** The smallest input that still fails, as text. */
  readonly input: string;
  readonly reason: string;
}

/** Every parser here is linear and fed at most some 100 KiB: whoever takes so long is not. CPU time: others run beside us. */
const SLOW_MS = 1000;
/** The compiler and the collector are at work once, a parser that is not linear every time. */
const TRIES = 3;

interface Making<T> {
  readonly name: string;
  readonly shortCases: number;
  readonly arbitrary: fc.Arbitrary<T>;
  /** Throws when something does not hold. */
  readonly check: (value: T) => void | Promise<void>;
  readonly close?: () => Promise<void>;
}

/** A target whose check is one plain call. */
export function target<T>({ name, shortCases, arbitrary, check, close }: Making<T> & { check: (value: T) => void }): Target {
  const property = fc.property(arbitrary, (value) => {
    let ms = Infinity;
    for (let tries = 0; ms > SLOW_MS && tries < TRIES; tries++) {
      const before = process.cpuUsage();
      void check(value);
      ms = Math.min(ms, cpuMsSince(before));
    }
    mustBeQuick(ms);
  });
  return {
    ...{ name, shortCases, close: close ?? nothing },
    run: (limits) => Promise.resolve(outcomeOf(fc.check(property, parametersOf(limits)))),
  };
}

/** A target whose check reads files, or waits for a socket. */
export function asyncTarget<T>({ name, shortCases, arbitrary, check, close }: Making<T>): Target {
  const property = fc.asyncProperty(arbitrary, async (value) => {
    let ms = Infinity;
    for (let tries = 0; ms > SLOW_MS && tries < TRIES; tries++) {
      const before = process.cpuUsage();
      await check(value);
      ms = Math.min(ms, cpuMsSince(before));
    }
    mustBeQuick(ms);
  });
  return {
    ...{ name, shortCases, close: close ?? nothing },
    run: async (limits) => outcomeOf(await fc.check(property, parametersOf(limits))),
  };
}

const nothing = (): Promise<void> => Promise.resolve();

function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function mustBeQuick(ms: number): void {
  if (ms > SLOW_MS) throw new Error(`took ${Math.round(ms)} ms of CPU time`);
}

function parametersOf({ seed, cases, seconds, path }: Limits): fc.Parameters<unknown> {
  return {
    ...{ seed, numRuns: cases },
    ...(seconds === undefined ? {} : { plugins: [fc.interruptAfterTimeLimit(seconds * 1000)] }),
    ...(path === undefined ? {} : { path }),
  };
}

function outcomeOf<T>(details: fc.RunDetails<T>): Outcome {
  const { numRuns, failed, counterexamplePath, counterexample, errorInstance } = details;
  if (!failed) return { cases: numRuns, failure: null };
  const reason = errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
  return { cases: numRuns, failure: { path: counterexamplePath ?? '', input: fc.stringify(counterexample), reason } };
}
