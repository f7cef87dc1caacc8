import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/procfs/files.js';
import { drmFile, plainFile, silentFile, SimProcfs } from '../support/sim-procfs.js';
import { seen, simScanner } from '../support/scan.js';

const SECOND = 1_000_000_000n;

/** A machine with a few processes that hold nothing of interest, and a scanner that has seen them once. */
async function settled(options: Parameters<typeof simScanner>[1] = {}) {
  const sim = new SimProcfs();
  for (let pid = 1; pid <= 10; pid++)
    sim.start(
      pid,
      `p${pid}`,
      [0, 1, 2].map((fd) => [fd, plainFile(`/var/log/${fd}`)]),
    );
  const scanner = simScanner(sim, { budgetNsPerSecond: 0, ...options });
  const tick = async () => {
    sim.pass(SECOND);
    return scanner.sweep();
  };
  await scanner.sweep();
  return { sim, tick };
}

function process(sim: SimProcfs, pid: number) {
  const found = sim.processes.get(pid);
  if (found === undefined) throw new Error(`no process ${pid}`);
  return found;
}

describe('a steady tick', () => {
  test('makes one listing of /proc and one stat per process, and one read per known DRM fd and holder', async () => {
    const { sim, tick } = await settled();
    process(sim, 3).fds.set(7, drmFile(1));
    process(sim, 3).fds.set(8, drmFile(1));
    await tick();
    const before = sim.calls;
    const { cost } = await tick();
    const debugfs = 2;
    expect(sim.calls - before).toBe(1 + 10 + 2 + 1 + debugfs);
    expect(cost).toMatchObject({ processes: 10, processesListed: 0, fdsChecked: 0, drmFds: 2 });
  });

  test('makes as many calls with 65 fds per process as with 5', async () => {
    const callsWith = async (fds: number) => {
      const { sim, tick } = await settled();
      for (const { fds: open } of sim.processes.values())
        for (let fd = 3; fd < fds; fd++) open.set(fd, plainFile(`/var/log/${fd}`));
      await tick();
      const before = sim.calls;
      await tick();
      return sim.calls - before;
    };
    expect(await callsWith(65)).toBe(await callsWith(5));
  });

  test('never lists kernel threads and zombies, which have no fds', async () => {
    const { sim, tick } = await settled({ budgetNsPerSecond: 1e9 });
    sim.start(2, 'kthreadd');
    await tick();
    const listed: string[] = [];
    sim.before = (call, path) => {
      if (path.startsWith('/proc/2/') && call !== 'stat') listed.push(path);
      return undefined;
    };
    await tick();
    expect(listed).toEqual([]);
  });
});

describe('in the next tick it sees', () => {
  test('a client that a known process opened', async () => {
    const { sim, tick } = await settled();
    process(sim, 3).fds.set(9, drmFile(4));
    expect(seen(await tick())).toEqual(['3/9 4 p3']);
  });

  test('another client under the same fd number of a holder', async () => {
    const { sim, tick } = await settled();
    process(sim, 3).fds.set(9, drmFile(4));
    await tick();
    process(sim, 3).fds.set(9, drmFile(5));
    const { cost, ...sweep } = await tick();
    expect(seen({ cost, ...sweep })).toEqual(['3/9 5 p3']);
    expect(cost.processesListed).toBe(1);
  });

  test('what a holder opened when it closed its DRM fd in exchange', async () => {
    const { sim, tick } = await settled();
    process(sim, 3).fds.set(9, drmFile(4));
    await tick();
    process(sim, 3).fds.delete(9);
    process(sim, 3).fds.set(10, drmFile(6));
    expect(seen(await tick())).toEqual(['3/10 6 p3']);
  });

  test('that the device was unplugged: the fd stays, its statistics are gone', async () => {
    const { sim, tick } = await settled();
    process(sim, 3).fds.set(9, drmFile(4));
    await tick();
    process(sim, 3).fds.set(9, { ...drmFile(4), fdinfo: silentFile('', 500).fdinfo });
    expect(seen(await tick())).toEqual(['3/9 silent p3']);
  });

  test.each([
    ['by its inode', plainFile('/dev/dri/card0', 700)],
    ['by its link before Linux 5.14', { link: '/var/x', fdinfo: 'pos:\t0\nflags:\t02\nmnt_id:\t26\n' }],
  ])('that an ordinary file took the number of a DRM fd without statistics, %s', async (_, file) => {
    const { sim, tick } = await settled({ strategy: 'stat' });
    const silent = silentFile();
    process(sim, 3).fds.set(9, { ...silent, fdinfo: file.fdinfo.includes('ino:') ? silent.fdinfo : file.fdinfo });
    expect(seen(await tick())).toEqual(['3/9 silent p3']);
    process(sim, 3).fds.set(9, file);
    expect(seen(await tick())).toEqual([]);
  });

  test('another process under a reused pid, with its own names', async () => {
    const { sim, tick } = await settled();
    process(sim, 3).fds.set(9, drmFile(4));
    await tick();
    sim.start(3, 'game', process(sim, 3).fds);
    const sweep = await tick();
    expect(seen(sweep)).toEqual(['3/9 4 game']);
    expect(sweep.processes.get(3)).toMatchObject({
      cmdline: '/usr/bin/game --flag',
      startTimeTicks: process(sim, 3).startTimeTicks,
    });
  });

  test('the new name and command line after an exec', async () => {
    const { sim, tick } = await settled();
    process(sim, 3).fds.set(9, drmFile(4));
    await tick();
    Object.assign(process(sim, 3), { comm: 'blender', cmdline: 'blender\0-b\0x.blend\0' });
    expect((await tick()).processes.get(3)).toMatchObject({ comm: 'blender', cmdline: 'blender -b x.blend' });
  });

  test('another command line under the same name within ten seconds, or as soon as a fd was opened', async () => {
    const { sim, tick } = await settled({ budgetNsPerSecond: 1e9 });
    process(sim, 3).fds.set(9, drmFile(4));
    const commandLine = async () => (await tick()).processes.get(3)?.cmdline;
    await tick();
    process(sim, 3).cmdline = 'p3\0--later\0';
    const seconds: number[] = [];
    for (let second = 1; second <= 12; second++) if ((await commandLine()) === 'p3 --later') seconds.push(second);
    expect(seconds).toEqual([10, 11, 12]);
    Object.assign(process(sim, 3), { cmdline: 'p3\0--at-once\0' }).fds.set(10, plainFile('/var/log/10'));
    expect(await commandLine()).toBe('p3 --at-once');
  });

  test('a process that became readable when its owner changed', async () => {
    const { sim, tick } = await settled();
    const hidden = sim.start(20, 'secret', [[0, drmFile(8)]]);
    for (const what of ['fd', 'fdinfo'] as const) hidden.refused.add(what);
    hidden.uid = 0;
    const before = await tick();
    expect(seen(before)).toEqual([]);
    expect(before.coverage).toMatchObject({ processesUnreadable: 1, byErrno: new Map([['EACCES', 1]]) });
    hidden.refused.clear();
    hidden.uid = 1000;
    const after = await tick();
    expect(seen(after)).toEqual(['20/0 8 secret']);
    expect(after.coverage).toMatchObject({ processesUnreadable: 0, byErrno: new Map() });
  });

  test('a client opened while its process was being listed, after another fd was closed', async () => {
    const { sim, tick } = await settled();
    process(sim, 3).fds.set(7, plainFile('/var/log/7'));
    sim.before = (call, path) => {
      if (call === 'link' && path === '/proc/3/fd/0') process(sim, 3).fds.delete(7);
      return undefined;
    };
    await tick();
    sim.before = () => undefined;
    // As many as the last stat saw, but not as many as the last listing.
    process(sim, 3).fds.set(8, drmFile(4));
    expect(seen(await tick())).toEqual(['3/8 4 p3']);
  });

  test('nothing any more of a process that ended', async () => {
    const { sim, tick } = await settled();
    process(sim, 3).fds.set(9, drmFile(4));
    await tick();
    sim.processes.delete(3);
    const { readings, processes, coverage } = await tick();
    expect([readings, [...processes], coverage.processesSeen]).toEqual([[], [], 9]);
  });
});

describe('a swap at an equal number of fds', () => {
  const swap = (sim: SimProcfs, pid: number) => {
    process(sim, pid).fds.delete(2);
    process(sim, pid).fds.set(5, drmFile(1));
  };

  test('is found by the queue within the delay that was stated', async () => {
    const { sim, tick } = await settled({ budgetNsPerSecond: 10_000 });
    const { cost } = await tick();
    expect(cost.worstDelayNs).toBeGreaterThan(2e9);
    swap(sim, 9);
    const swappedNs = sim.nowNs();
    while (seen(await tick()).length === 0) expect(Number(sim.nowNs() - swappedNs)).toBeLessThan(cost.worstDelayNs ?? 0);
  });

  test('is found within a fixed time where one was asked for', async () => {
    const { sim, tick } = await settled({ rescanWithinNs: 4e9 });
    expect((await tick()).cost.worstDelayNs).toBe(4e9);
    for (let pid = 1; pid <= 10; pid++) swap(sim, pid);
    const listed = [];
    for (let second = 0; second < 4; second++) listed.push((await tick()).cost.processesListed);
    expect(seen(await tick())).toHaveLength(10);
    expect(Math.max(...listed)).toBeLessThanOrEqual(5);
  });

  test('costs no more than the budget, however large one process is', async () => {
    const { sim, tick } = await settled({ budgetNsPerSecond: 50_000 });
    const huge = process(sim, 4).fds;
    for (let fd = 3; fd < 2000; fd++) huge.set(fd, plainFile('/var/log/x'));
    await tick();
    let checked = 0;
    for (let second = 0; second < 400; second++) checked += (await tick()).cost.fdsChecked;
    // A fd is one readlink of 2 µs: 400 s of budget pay for 10,000, and one listing may be overdrawn.
    expect(checked).toBeGreaterThan(8_000);
    expect(checked).toBeLessThan(12_100);
  });

  test('costs by default no more than half of what the rest of the tick takes', async () => {
    const callsPerTick = async (budgetNsPerSecond: number | undefined) => {
      const { sim, tick } = await settled({ budgetNsPerSecond });
      const before = sim.calls;
      for (let second = 0; second < 200; second++) await tick();
      return (sim.calls - before) / 200;
    };
    const steady = await callsPerTick(0);
    expect(await callsPerTick(undefined)).toBeGreaterThan(1.3 * steady);
    expect(await callsPerTick(undefined)).toBeLessThan(1.6 * steady);
  });

  test('the stated delay grows when listing gets slower', async () => {
    const { sim, tick } = await settled({ budgetNsPerSecond: 10_000 });
    const before = (await tick()).cost.worstDelayNs ?? 0;
    sim.callNs *= 10n;
    // Less than half a round, so that nobody has waited any longer yet.
    for (let second = 0; second < 30; second++) await tick();
    expect((await tick()).cost.worstDelayNs).toBeGreaterThan(Math.max(3 * before, 33e9));
  });

  test('a process that became readable without any other sign is found in its turn', async () => {
    const { sim, tick } = await settled({ budgetNsPerSecond: 10_000 });
    const hidden = sim.start(20, 'secret', [[0, drmFile(8)]]);
    hidden.refused.add('fd').add('fdinfo');
    expect((await tick()).coverage.processesUnreadable).toBe(1);
    hidden.refused.clear();
    for (let seconds = 0; ; seconds++) {
      const sweep = await tick();
      expect(seen(sweep)).toHaveLength(1 - sweep.coverage.processesUnreadable);
      if (seen(sweep).length === 1) break;
      expect(seconds).toBeLessThan(60);
    }
  });

  test('cannot be given a delay before the second sweep, or without a budget', async () => {
    const sim = new SimProcfs();
    sim.start(1);
    expect((await simScanner(sim).sweep()).cost.worstDelayNs).toBeNull();
    const { tick } = await settled({ budgetNsPerSecond: 0 });
    expect((await tick()).cost.worstDelayNs).toBeNull();
  });
});

describe('an unexpected failure', () => {
  test('of one read is told with its path, and the fd is back in the next tick', async () => {
    const { sim, tick } = await settled();
    process(sim, 3).fds.set(9, drmFile(4));
    await tick();
    sim.before = (_, path) => (path.includes('/3/fdinfo/') ? new Failure('EIO', path) : undefined);
    const broken = await tick();
    expect(seen(broken)).toEqual([]);
    expect(broken.coverage.troubles).toEqual([{ errno: 'EIO', path: '/proc/3/fdinfo/9' }]);
    sim.before = () => undefined;
    const mended = await tick();
    expect(seen(mended)).toEqual(['3/9 4 p3']);
    expect(mended.coverage.byErrno.size).toBe(0);
  });

  test('of the first read of a new client has its process listed again', async () => {
    const { sim, tick } = await settled();
    process(sim, 3).fds.set(9, drmFile(4));
    sim.before = (_, path) => (path.includes('/3/fdinfo/9') ? new Failure('EMFILE', path) : undefined);
    expect(seen(await tick())).toEqual([]);
    sim.before = () => undefined;
    expect(seen(await tick())).toEqual(['3/9 4 p3']);
  });

  test('of everything leaves eight messages and the full count', async () => {
    const { sim, tick } = await settled({ mode: 'full' });
    sim.before = (call, path) => (call === 'link' ? new Failure('EMFILE', path) : undefined);
    const { coverage } = await tick();
    expect(coverage.troubles).toHaveLength(8);
    expect(coverage.byErrno).toEqual(new Map([['EMFILE', 30]]));
  });

  test('of a listing has the process listed again in the next tick', async () => {
    const { sim, tick } = await settled();
    sim.start(20, 'late', [[50, drmFile(4)]]);
    sim.before = (call, path) => (call === 'list' && path === '/proc/20/fd/' ? new Failure('EMFILE', path) : undefined);
    expect(seen(await tick())).toEqual([]);
    sim.before = () => undefined;
    expect(seen(await tick())).toEqual(['20/50 4 late']);
  });
});

test.each(['auto', 'name', 'stat', 'fdinfo'] as const)(
  'a process that ends at any point of a sweep by %s leaves no half reading and no error',
  async (strategy) => {
    for (const mode of ['full', 'incremental'] as const) {
      for (let at = 1; ; at++) {
        const { sim, tick } = await settled({ mode, strategy });
        process(sim, 3).fds.set(30, drmFile(4));
        process(sim, 3).fds.set(31, silentFile());
        let calls = 0;
        sim.before = () => {
          if (++calls === at) sim.processes.delete(3);
          return undefined;
        };
        const { readings, processes, coverage } = await tick();
        expect(coverage).toMatchObject({ processesUnreadable: 0, byErrno: new Map(), troubles: [] });
        for (const { pid } of readings) expect(processes.get(pid)?.comm).toBe('p3');
        if (calls < at) break;
        sim.before = () => undefined;
        expect(seen(await tick())).toEqual([]);
      }
    }
  },
);

describe('the event loop', () => {
  /** Longest simulated time between two turns of the loop while the work is under way. */
  async function longestStretchMs(sim: SimProcfs, work: Promise<unknown>): Promise<number> {
    let longest = 0n;
    let last = sim.nowNs();
    const turn = (): void => {
      const now = sim.nowNs();
      if (now - last > longest) longest = now - last;
      last = now;
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    await work;
    clearImmediate(next);
    turn();
    clearImmediate(next);
    return Number(longest) / 1e6;
  }

  test.each(['full', 'incremental'] as const)('gets a turn every 10 ms inside a process of 100,000 fds (%s)', async (mode) => {
    const { sim, tick } = await settled({ mode, strategy: 'name' });
    const { fds } = process(sim, 5);
    for (let fd = 3; fd < 100_000; fd++) fds.set(fd, plainFile('/x'));
    const stretch = await longestStretchMs(sim, tick());
    expect(stretch).toBeLessThan(10);
    expect(stretch).toBeGreaterThan(4);
  });

  test('gets a turn every 10 ms among 20,000 processes', async () => {
    const { sim, tick } = await settled();
    for (let pid = 11; pid < 20_000; pid++) sim.start(pid, 'sleep', [[0, plainFile('/dev/null')]]);
    expect(await longestStretchMs(sim, tick())).toBeLessThan(10);
    expect(await longestStretchMs(sim, tick())).toBeLessThan(10);
  });
});
