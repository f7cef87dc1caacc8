/**
 * Every read of a sweep can fail, in every way, alone and together: nothing throws, no number is wrong, what could not be seen is
 * counted, and afterwards all is seen again.
 */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { violations } from '../../src/ledger/check.js';
import { createLedger } from '../../src/ledger/ledger.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import type { StrategyName } from '../../src/drm/strategies/strategy.js';
import { createScanner } from '../../src/scan/scanner.js';
import { type Call, ERRNOS, type Fault, faultyFiles } from '../support/faulty-files.js';
import { deviceFacts, devicesOf } from '../support/scan.js';
import { coverageFaults, missing, uncounted, unknownFacts, wrongs } from './judge.js';
import { noise } from '../support/noise.js';
import { FaultTally } from './tally.js';
import { GPU, makeWorld, worldRoot } from './world.js';

interface Setting {
  readonly strategy: StrategyName;
  readonly mode: 'full' | 'incremental';
  /** False: a kernel before 6.2. */
  readonly sizesTell: boolean;
}

const SETTINGS: readonly Setting[] = [
  { strategy: 'auto', mode: 'incremental', sizesTell: true },
  { strategy: 'auto', mode: 'incremental', sizesTell: false },
  { strategy: 'auto', mode: 'full', sizesTell: true },
  { strategy: 'stat', mode: 'incremental', sizesTell: true },
  { strategy: 'name', mode: 'full', sizesTell: false },
  { strategy: 'fdinfo', mode: 'incremental', sizesTell: true },
  { strategy: 'clients', mode: 'incremental', sizesTell: true },
];

/** Texts are cut at their beginning, in the middle, and just before their end. */
const FAULTS: readonly Fault[] = [...ERRNOS, 0, 0.25, 0.5, 0.75, 0.999];

/** Set for a long run; else only so much that every run of the tests shows something. */
const RUNS = Number(process.env.GPU_TOP_FAULT_RUNS ?? 100);
const IS_LONG = process.env.GPU_TOP_FAULT_RUNS !== undefined;

/** All of them by the default strategy; by the others a third, another at each call. */
function faultsAt(number: number, setting: Setting): readonly Fault[] {
  return IS_LONG || setting === SETTINGS[0] ? FAULTS : FAULTS.filter((_, index) => index % 3 === number % 3);
}

const FAULTY_TICKS = 2;
/** After the last fault: one to list again what was missed, one more for a second reading. */
const HEALTHY_TICKS = 3;
const SECOND_NS = 1_000_000_000n;

interface Ran {
  readonly snapshots: readonly Snapshot[];
  /** Calls of the ticks with faults. */
  readonly calls: number;
  readonly problems: readonly string[];
}

type Choose = (call: Call) => Fault | null;

const isGone = (fault: Fault): boolean => fault === 'ENOENT' || fault === 'ESRCH';

/** Where only fd/ is refused fdinfo/ tells the clients, but no driver without statistics. */
const isLeftToFdinfo = (fd: string, faults: readonly Fault[]): boolean => fd.startsWith('silent') && faults.includes('EACCES');

const tally = new FaultTally();
afterAll(() => tally.report('faults'));

/** Ticks with faults, then ticks without. */
async function run({ strategy, mode, sizesTell }: Setting, choose: Choose, blind: readonly string[] | null = null): Promise<Ran> {
  const { sim, files } = makeWorld();
  sim.sizesTell = sizesTell;
  let calls: number | null = null;
  const faulty = faultyFiles(files, (call) => (calls === null ? choose(call) : null));
  const scanner = createScanner({
    root: { ...worldRoot(files), files: faulty },
    ...{ strategy, mode, sourceKind: 'live', clock: sim, host: 'sim' },
    rescanWithinNs: mode === 'full' ? null : 500_000_000,
    devices: devicesOf(deviceFacts(GPU, { card0: '226:0', renderD128: '226:128' })),
  });
  const ledger = createLedger();
  const snapshots: Snapshot[] = [];
  const problems: string[] = [];
  let injectedBefore = 0;
  for (let tick = 0; tick < FAULTY_TICKS + HEALTHY_TICKS; tick++) {
    if (tick === FAULTY_TICKS) calls = faulty.calls;
    sim.pass(SECOND_NS);
    const snapshot = ledger.fold(await scanner.sweep());
    const injected = faulty.faults.map(({ fault }) => fault);
    const now = injected.slice(injectedBefore);
    injectedBefore = injected.length;
    const shortTexts = injected.some((fault) => typeof fault === 'number');
    const told = [
      ...wrongs(snapshot, sim, shortTexts),
      ...coverageFaults(snapshot, injected),
      ...(now.some((fault) => !isGone(fault)) ? uncounted(snapshot, blind).filter((fd) => !isLeftToFdinfo(fd, now)) : []),
      ...violations(snapshot, snapshots.at(-1) ?? null),
    ];
    problems.push(...told.map((problem) => `tick ${tick}: ${problem}`));
    snapshots.push(snapshot);
  }
  tally.add(faulty.faults);
  return { snapshots, calls: calls ?? 0, problems };
}

const last = ({ snapshots }: Ran): Snapshot => {
  const snapshot = snapshots.at(-1);
  if (snapshot === undefined) throw new Error('no tick was run');
  return snapshot;
};

describe.each(SETTINGS)('by $strategy, $mode, sizes tell: $sizesTell', (setting) => {
  test('without a fault everything that the strategy can see is seen, and nothing is counted', async () => {
    const ran = await run(setting, () => null);
    expect(ran.problems).toEqual([]);
    expect(last(ran).coverage.byErrno.size).toBe(0);
    expect(unknownFacts(last(ran))).toEqual([]);
    if (setting.strategy === 'auto') expect(missing(last(ran))).toEqual([]);
  });

  test('any single read may fail in any way', async () => {
    const whole = await run(setting, () => null);
    const blind = missing(last(whole));
    const failures: unknown[] = [];
    for (let number = 0; number < whole.calls; number++) {
      for (const fault of faultsAt(number, setting)) {
        let hit: Call | null = null;
        const ran = await run(
          setting,
          (call) => {
            if (call.number !== number) return null;
            hit = call;
            return fault;
          },
          blind,
        );
        const lost = missing(last(ran)).filter((each) => !blind.includes(each));
        const unknown = unknownFacts(last(ran));
        if (ran.problems.length + lost.length + unknown.length > 0)
          failures.push({ fault, hit, problems: ran.problems, lost, unknown });
      }
    }
    expect(failures).toEqual([]);
  }, 120_000);

  test('any listing may end in the middle: what is missing then comes back', async () => {
    const whole = await run(setting, () => null);
    const blind = missing(last(whole));
    const failures: unknown[] = [];
    let cut = 0;
    for (let number = 0; number < whole.calls; number++) {
      const ran = await run(setting, (call) => {
        if (call.number !== number || call.name !== 'list') return null;
        cut++;
        return 'half a list';
      });
      const lost = missing(last(ran)).filter((each) => !blind.includes(each));
      if (ran.problems.length + lost.length > 0) failures.push({ number, problems: ran.problems, lost });
    }
    expect(failures).toEqual([]);
    expect(cut).toBeGreaterThan(0);
  }, 120_000);

  test('any number of reads may fail together', async () => {
    const blind = missing(last(await run(setting, () => null)));
    const faults = fc.record({
      // Not fc.double, which is even over the representable numbers: nearly all of them are next to 0.
      share: fc.integer({ min: 1, max: 100 }).map((percent) => percent / 100),
      kinds: fc.uniqueArray(fc.constantFrom(...ERRNOS, 'cut' as const), { minLength: 1 }),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(faults, async ({ share, kinds, seed }) => {
        const ran = await run(
          setting,
          ({ number }) => {
            const roll = (more: number): number => noise(seed + number * 3 + more);
            if (roll(0) >= share) return null;
            const kind = kinds[Math.floor(roll(1) * kinds.length)] ?? 'cut';
            return kind === 'cut' ? roll(2) : kind;
          },
          null,
        );
        expect(ran.problems).toEqual([]);
        expect(missing(last(ran))).toEqual(blind);
      }),
      { numRuns: RUNS },
    );
  });
});
