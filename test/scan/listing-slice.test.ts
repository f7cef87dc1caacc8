/** A sweep lists for so long, and the next one goes on: whoever holds a million fds holds up nobody. */
import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/procfs/files.js';
import type { Sweep } from '../../src/scan/sweep.js';
import { drmFile, plainFile, type SimFile, SimProcfs } from '../support/sim-procfs.js';
import { countedDevice, deviceFacts, devicesOf, seen, simScanner } from '../support/scan.js';

const NODE = '/dev/dri/renderD128';
const SECOND = 1_000_000_000n;
const ON_DISK = '26 1 8:1 / /dev/dri rw - ext4 /dev/sda1 rw\n';

/** Calls so slow that a sweep can do about 3,000 of them. */
function slowProcfs(): SimProcfs {
  const sim = new SimProcfs();
  sim.callNs = 600_000n;
  return sim;
}

function held(fds: number, file: (at: number) => SimFile): [number, SimFile][] {
  return Array.from({ length: fds }, (_, at) => [at, file(at)]);
}

/** Sweeps a second apart until nobody waits. */
async function untilDone(sim: SimProcfs, sweep: () => Promise<Sweep>): Promise<Sweep[]> {
  const sweeps: Sweep[] = [];
  do {
    sim.pass(SECOND);
    sweeps.push(await sweep());
    expect(sweeps.length).toBeLessThan(60);
  } while (sweeps.at(-1)?.coverage.processesWaiting !== 0);
  return sweeps;
}

function last(sweeps: readonly Sweep[]): Sweep {
  const sweep = sweeps.at(-1);
  if (sweep === undefined) throw new Error('no sweep');
  return sweep;
}

describe.each([
  ['where sizes tell', true],
  ['before Linux 6.2', false],
])('a herd of opens, %s', (_, sizesTell) => {
  test('is looked through in many sweeps of a bounded time each, and what is counted at the end is all', async () => {
    const sim = slowProcfs();
    sim.sizesTell = sizesTell;
    const fds = 2000;
    for (let at = 0; at < 5; at++)
      sim.start(
        100 + at,
        'herd',
        held(fds, (fd) => plainFile(NODE, 9000 + fd)),
      ).mountinfo = ON_DISK;
    sim.processes.get(102)?.fds.set(fds, drmFile(7));
    const scanner = simScanner(sim, { devices: devicesOf(deviceFacts('gpu', { renderD128: '226:128' })) });
    const sweeps = await untilDone(sim, () => scanner.sweep());
    expect(sweeps.length).toBeGreaterThan(2);
    // Two seconds, and what stands between two looks at the clock.
    for (const { cost } of sweeps) expect(cost.cpuNs).toBeLessThan(5e9);
    const full = await simScanner(sim, {
      mode: 'full',
      devices: devicesOf(deviceFacts('gpu', { renderD128: '226:128' })),
    }).sweep();
    expect(full.cost.cpuNs).toBeGreaterThan(12e9);
    expect(seen(last(sweeps))).toEqual(seen(full));
    expect(last(sweeps).coverage.fdsUnlisted).toBe(full.coverage.fdsUnlisted);
    expect(seen(last(sweeps))).toContain('102/2000 7 herd');
  });
});

test('whoever has few fds is seen in the first sweep, whatever the others hold', async () => {
  const sim = slowProcfs();
  for (let at = 0; at < 4; at++)
    sim.start(
      100 + at,
      'herd',
      held(1500, (fd) => plainFile(NODE, 9000 + fd)),
    ).mountinfo = ON_DISK;
  sim.start(900, 'game', [[3, drmFile(1)]]);
  const { readings, coverage } = await simScanner(sim, { devices: countedDevice(sim) }).sweep();
  expect(readings.some(({ pid }) => pid === 900)).toBe(true);
  expect(coverage.processesWaiting).toBe(4);
});

test('a sweep goes on with them also while no DRM file is opened, and reads the known clients meanwhile', async () => {
  const sim = slowProcfs();
  sim.start(
    100,
    'herd',
    held(6000, (fd) => plainFile(NODE, 9000 + fd)),
  ).mountinfo = ON_DISK;
  sim.processes.get(100)?.fds.set(3, drmFile(2));
  sim.start(900, 'game', [[3, drmFile(1)]]);
  const scanner = simScanner(sim, { devices: countedDevice(sim) });
  const sweeps = await untilDone(sim, () => scanner.sweep());
  expect(sweeps.slice(1).map(({ cost }) => cost.gate)).not.toContain('moved');
  for (const sweep of sweeps) {
    expect(seen(sweep)).toEqual(expect.arrayContaining(['100/3 2 herd', '900/3 1 game']));
    expect(sweep.readings.every(({ atNs }) => atNs >= sweep.atNs)).toBe(true);
  }
});

test('what such a process opens and closes meanwhile does not begin it anew, and its end is the end of the wait', async () => {
  const sim = slowProcfs();
  const { fds } = sim.start(
    100,
    'herd',
    held(6000, (fd) => plainFile('/var/x', fd)),
  );
  const scanner = simScanner(sim);
  let at = 6000;
  const sweeps = await untilDone(sim, () => {
    fds.delete(at - 4000);
    fds.set(at++, plainFile('/var/x'));
    return scanner.sweep();
  });
  expect(sweeps.length).toBeLessThan(12);
  fds.set(at, plainFile('/var/x'));
  sim.pass(SECOND);
  expect((await scanner.sweep()).coverage.processesWaiting).toBe(1);
  sim.processes.delete(100);
  sim.pass(SECOND);
  expect((await scanner.sweep()).coverage.processesWaiting).toBe(0);
});

test('what such a process closes meanwhile hides none of its last fds', async () => {
  const sim = slowProcfs();
  const { fds } = sim.start(
    100,
    'herd',
    held(8000, (fd) => (fd === 7999 ? drmFile(5) : plainFile('/var/x', fd))),
  );
  const scanner = simScanner(sim);
  let at = 0;
  const sweeps = await untilDone(sim, () => {
    if (at > 0 && at < 3) fds.delete(at);
    at++;
    return scanner.sweep();
  });
  expect(seen(last(sweeps))).toEqual(['100/7999 5 herd']);
});

test('a client that comes and goes among its first fds keeps nobody from looking at the last', async () => {
  const sim = slowProcfs();
  const { fds } = sim.start(
    100,
    'herd',
    held(8000, (fd) => (fd === 7999 ? drmFile(5) : plainFile('/var/x', fd))),
  );
  fds.set(0, drmFile(6));
  fds.set(1, drmFile(1000));
  const scanner = simScanner(sim);
  let client = 1000;
  const sweeps = await untilDone(sim, () => {
    fds.set(1, drmFile(client++));
    return scanner.sweep();
  });
  expect(seen(last(sweeps))).toEqual(expect.arrayContaining(['100/0 6 herd', '100/7999 5 herd']));
  // Others stayed in view meanwhile, and what took the place of a client is found by the next look at all.
  for (const sweep of sweeps) expect(seen(sweep)).toContain('100/0 6 herd');
  const more = await untilDone(sim, () => scanner.sweep());
  expect(seen(last(more))).toContain(`100/1 ${client - 1} herd`);
});

test('processes that change all the time do not keep a larger one from being looked at', async () => {
  const sim = slowProcfs();
  const herd = Array.from({ length: 600 }, (_, at) =>
    sim.start(
      1000 + at,
      'herd',
      held(10, (fd) => plainFile('/var/x', fd)),
    ),
  );
  sim.start(
    100,
    'game',
    held(300, (fd) => (fd === 299 ? drmFile(5) : plainFile('/var/x', fd))),
  );
  const scanner = simScanner(sim);
  let sweeps = 0;
  for (let isSeen = false; !isSeen;) {
    expect(++sweeps).toBeLessThan(20);
    for (const { fds } of herd) if (!fds.delete(9)) fds.set(9, plainFile('/var/x'));
    sim.pass(SECOND);
    isSeen = seen(await scanner.sweep()).includes('100/299 5 game');
  }
});

test('clients that take longer to read than a sweep lists do not keep a new process from being seen', async () => {
  const sim = slowProcfs();
  sim.start(
    100,
    'hog',
    held(4000, (fd) => drmFile(10_000 + fd)),
  );
  const scanner = simScanner(sim);
  await untilDone(sim, () => scanner.sweep());
  sim.start(900, 'game', [[3, drmFile(1)]]);
  sim.pass(SECOND);
  expect(seen(await scanner.sweep())).toContain('900/3 1 game');
});

test('a folder that takes longer to list than a sweep may is gone through all the same', async () => {
  const sim = slowProcfs();
  sim.sizesTell = false;
  sim.start(
    100,
    'herd',
    held(200, (fd) => (fd === 199 ? drmFile(5) : plainFile('/var/x', fd))),
  );
  sim.before = (call, path) => {
    if (call === 'list' && path.startsWith('/proc/100/')) sim.pass(3n * SECOND);
    return undefined;
  };
  const scanner = simScanner(sim);
  const sweeps = await untilDone(sim, () => scanner.sweep());
  expect(seen(last(sweeps))).toEqual(['100/199 5 herd']);
});

test('a process that was refused meanwhile is looked at from the beginning', async () => {
  const sim = slowProcfs();
  const { fds } = sim.start(
    100,
    'herd',
    held(6000, (fd) => plainFile('/var/x', fd)),
  );
  fds.set(3, drmFile(2));
  // Without a budget, nobody is listed who shows no change.
  const scanner = simScanner(sim, { budgetNsPerSecond: 0 });
  expect((await scanner.sweep()).coverage.processesWaiting).toBe(1);
  sim.before = (_, path) => (path.startsWith('/proc/100/') ? new Failure('EACCES', path) : undefined);
  sim.pass(SECOND);
  expect((await scanner.sweep()).coverage).toMatchObject({ processesWaiting: 0, processesUnreadable: 1 });
  sim.before = () => undefined;
  const sweeps = await untilDone(sim, () => scanner.sweep());
  expect(seen(last(sweeps))).toEqual(['100/3 2 herd']);
});
