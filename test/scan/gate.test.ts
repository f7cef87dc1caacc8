/** What a tick does not do while the kernel's count of open files stands still. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Scanner } from '../../src/scan/scanner.js';
import type { Sweep } from '../../src/scan/sweep.js';
import { countedDevice, deviceFacts, devicesOf, seen, simScanner } from '../support/scan.js';
import { drmFile, plainFile, SimProcfs } from '../support/sim-procfs.js';

const SECOND = 1_000_000_000n;

let sim: SimProcfs;
let scanner: Scanner;

const PROCESSES = 512;

/** Parts of a round, one a tick. */
const PARTS = 24;

/** A tick a second later, and the calls that it made. */
async function tick(): Promise<{ sweep: Sweep; calls: number }> {
  sim.pass(SECOND);
  const before = sim.calls;
  const sweep = await scanner.sweep();
  return { sweep, calls: sim.calls - before };
}

beforeEach(async () => {
  sim = new SimProcfs();
  for (let pid = 1; pid <= PROCESSES; pid++) sim.start(pid, `p${pid}`, [[0, plainFile('/dev/null')]]);
  sim.processes.get(7)?.fds.set(3, drmFile(1));
  scanner = simScanner(sim, { devices: countedDevice(sim) });
  await scanner.sweep();
});

describe('while no DRM file is opened', () => {
  it('reads the known clients, and looks at a small part of all processes', async () => {
    await tick();
    let all = 0;
    let idle = 0;
    for (let each = 0; each < PARTS; each++) {
      const { sweep, calls } = await tick();
      expect(sweep.cost).toMatchObject({ gate: 'still', drmFds: 1, worstDelayNs: expect.closeTo(1e9, -8) as number });
      expect(seen(sweep)).toEqual(['7/3 1 p7']);
      expect(sweep.coverage.processesSeen).toBe(PROCESSES);
      all += calls;
      // One fdinfo, the stat of its holder, and debugfs now and then.
      if (sweep.cost.processes === 1 && sweep.cost.processesListed === 0 && calls <= 4) idle++;
      expect(sweep.cost.processes).toBeLessThanOrEqual(1 + 4 * 16);
    }
    // And by turns a stat for each of 16 in the mean, or of a few the one fd that each has.
    expect(all / PARTS).toBeLessThan(16 + 7 + 10);
    expect(idle).toBeGreaterThanOrEqual(PARTS / 2);
  });

  it('costs the same on a machine with ten times the processes', async () => {
    const costOf = async (): Promise<number> => {
      let calls = 0;
      for (let each = 0; each < PARTS; each++) calls += (await tick()).calls;
      return calls;
    };
    const few = await costOf();
    for (let pid = 1000; pid < 4600; pid++) sim.start(pid, `p${pid}`, [[0, plainFile('/dev/null')]]);
    // So that they are no news.
    sim.processes.get(8)?.fds.set(3, drmFile(2));
    await tick();
    sim.processes.get(8)?.fds.delete(3);
    await tick();
    expect(await costOf()).toBeLessThanOrEqual(few * 1.2);
  });

  it('finds a new holder of a known client within the time that it says', async () => {
    await tick();
    const { sweep } = await tick();
    const withinNs = sweep.cost.holderDelayNs ?? 0;
    expect(withinNs).toBeGreaterThan(1e9);
    sim.start(9999, 'child', [[3, drmFile(1)]]);
    const bornNs = sim.nowNs();
    while (!seen((await tick()).sweep).includes('9999/3 1 child')) expect(Number(sim.nowNs() - bornNs)).toBeLessThan(withinNs);
  });

  it.each([
    ['a quiet machine', 2_000n],
    ['one that is five times as slow', 10_000n],
  ])(
    'finds a client that was handed over for another file within eight minutes among 550 processes of 20 fds, on %s',
    async (_, callNs) => {
      sim = new SimProcfs();
      sim.callNs = callNs;
      const plain = Array.from({ length: 20 }, (_unused, fd) => [fd, plainFile('/dev/null')] as const);
      for (let pid = 1; pid <= 550; pid++) sim.start(pid, `p${pid}`, plain);
      sim.processes.get(7)?.fds.set(20, drmFile(1));
      scanner = simScanner(sim, { devices: countedDevice(sim) });
      await scanner.sweep();
      for (let each = 0; each < PARTS; each++) await tick();
      sim.processes.get(300)?.fds.set(19, drmFile(1));
      const handedNs = sim.nowNs();
      const { sweep } = await tick();
      const withinNs = sweep.cost.holderDelayNs ?? NaN;
      expect(withinNs).toBeLessThan(480e9);
      while (!seen((await tick()).sweep).includes('300/19 1 p300')) expect(Number(sim.nowNs() - handedNs)).toBeLessThan(withinNs);
    },
  );

  it('notices at once that a known client closed, and looks at everybody', async () => {
    await tick();
    sim.processes.get(7)?.fds.delete(3);
    const gone = await tick();
    expect(gone.sweep.readings).toEqual([]);
    expect(gone.sweep.cost.processes).toBe(PROCESSES);
  });

  it('keeps counting who refused to be looked at', async () => {
    for (const pid of [20, 21, 22]) sim.processes.get(pid)?.refused.add('fd').add('links').add('fdinfo');
    for (let each = 0; each < 30; each++) await tick();
    sim.processes.get(8)?.fds.set(3, drmFile(2));
    const moved = await tick();
    const still = await tick();
    expect([moved.sweep.cost.gate, still.sweep.cost.gate]).toEqual(['moved', 'still']);
    expect(still.sweep.coverage.processesUnreadable).toBe(moved.sweep.coverage.processesUnreadable);
  });
});

describe('a count that moves for another reason', () => {
  /** Dma-bufs that a player exports: references on the module that no fd shows. */
  let exported = 0;

  beforeEach(async () => {
    exported = 0;
    sim.callNs = 20_000n;
    const counted = countedDevice(sim);
    const devices = {
      read: () => counted.read().map((each) => ({ ...each, openFiles: (each.openFiles ?? 0) + exported })),
      troubles: [],
    };
    scanner = simScanner(sim, { devices });
    await scanner.sweep();
  });

  it('has everybody listed twice in a minute, and no more', async () => {
    let lists = 0;
    for (let each = 0; each < 60; each++) {
      exported++;
      if ((await tick()).sweep.cost.processesListed >= PROCESSES) lists++;
    }
    expect(lists).toBe(2);
  });

  it('is no reason to promise what it hides: a client in the place of another file is seen within the time that is said', async () => {
    for (let each = 0; each < 12; each++) {
      exported++;
      await tick();
    }
    exported++;
    sim.processes.get(400)?.fds.set(0, drmFile(2));
    const openedNs = sim.nowNs();
    let { sweep } = await tick();
    const withinNs = sweep.cost.worstDelayNs ?? 0;
    expect(withinNs).toBeGreaterThan(2e9);
    for (; !seen(sweep).includes('400/0 2 p400'); { sweep } = await tick())
      expect(Number(sim.nowNs() - openedNs)).toBeLessThan(withinNs);
    for (let each = 0; each < 120; each++) await tick();
    expect((await tick()).sweep.cost.worstDelayNs).toBeCloseTo(1e9, -8);
  });
});

describe('where a driver has no count', () => {
  it('looks at every process, as ever', async () => {
    scanner = simScanner(sim, { devices: devicesOf(deviceFacts('gpu', { renderD128: '226:128' })) });
    await scanner.sweep();
    const { sweep } = await tick();
    expect(sweep.cost).toMatchObject({ gate: 'none', processes: PROCESSES });
    expect(sweep.cost.holderDelayNs).toBe(sweep.cost.worstDelayNs);
  });
});
