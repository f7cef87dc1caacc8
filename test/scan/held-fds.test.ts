/** What a scanner keeps is bounded by what it shows, whatever the processes of others hold. */
import { describe, expect, test } from 'vitest';
import { HELD_LIMITS } from '../../src/scan/held-fds.js';
import { drmFile, plainFile, type SimFile, silentFile, SimProcfs } from '../support/sim-procfs.js';
import { deviceFacts, devicesOf, simScanner } from '../support/scan.js';

const NODE = '/dev/dri/renderD128';
const devices = devicesOf(deviceFacts('gpu', { renderD128: '226:128' }));
/** A file system that is asked nothing: it may be dead. */
const ON_DISK = '26 1 8:1 / /dev/dri rw - ext4 /dev/sda1 rw\n';
const IN_MEMORY = '26 1 0:77 / /dev/dri rw,relatime - tmpfs tmpfs rw\n';

function held(fds: number, file: (at: number) => SimFile): [number, SimFile][] {
  return Array.from({ length: fds }, (_, at) => [at, file(at)]);
}

/** 20 processes of one user, each with so many fds. */
function herd(fds: number, file: (at: number) => SimFile, mountinfo: string): SimProcfs {
  const sim = new SimProcfs();
  for (let at = 0; at < 20; at++) sim.start(100 + at, 'bloat', held(fds, file)).mountinfo = mountinfo;
  return sim;
}

describe.each(['full', 'incremental'] as const)('of a user who opens files called like a node (%s)', (mode) => {
  test('so many are listed of each process, and the others are counted', async () => {
    const fds = 2000;
    const sim = herd(fds, (at) => plainFile(NODE, 9000 + at), ON_DISK);
    const scanner = simScanner(sim, { devices, mode });
    for (let tick = 0; tick < 3; tick++) {
      const { readings, coverage } = await scanner.sweep();
      expect(readings).toHaveLength(20 * HELD_LIMITS.silentOfProcess);
      expect(coverage.fdsUnlisted).toBe(20 * (fds - HELD_LIMITS.silentOfProcess));
    }
    for (const pid of [...sim.processes.keys()].slice(1)) sim.processes.delete(pid);
    expect((await scanner.sweep()).coverage.fdsUnlisted).toBe(fds - HELD_LIMITS.silentOfProcess);
  });

  test('none is a DRM fd where the file system is in memory: the device number decides', async () => {
    const sim = herd(100, (at) => plainFile(NODE, 9000 + at), IN_MEMORY);
    sim.start(7, 'container', [[3, silentFile(NODE, 77)]]).mountinfo = IN_MEMORY;
    const card0 = devicesOf(deviceFacts('gpu', { renderD128: '226:128' }), deviceFacts('other', { card0: '226:0' }));
    const { readings, coverage } = await simScanner(sim, { devices: card0, mode }).sweep();
    // Whatever the container calls it: `silentFile` has the number 226:0.
    expect(readings).toMatchObject([{ pid: 7, device: 'other' }]);
    expect(coverage.fdsUnlisted).toBe(0);
  });

  test('a client among them is seen, however many fds stand before it', async () => {
    const sim = herd(500, (at) => plainFile(NODE, 9000 + at), ON_DISK);
    sim.processes.get(105)?.fds.set(1000, drmFile(7));
    const { readings } = await simScanner(sim, { devices, mode }).sweep();
    expect(readings.filter(({ text }) => text.includes('drm-client-id'))).toMatchObject([{ pid: 105, fd: 1000 }]);
  });

  test('a client is read through so many fds of a process, and a thousand clients are all shown', async () => {
    const sim = new SimProcfs();
    sim.start(
      5,
      'dup',
      held(1000, () => drmFile(1)),
    );
    sim.start(
      6,
      'many',
      held(1000, (at) => drmFile(10 + at)),
    );
    const { readings, coverage } = await simScanner(sim, { devices, mode }).sweep();
    expect(readings.filter(({ pid }) => pid === 5)).toHaveLength(HELD_LIMITS.ofOneClient);
    expect(readings.filter(({ pid }) => pid === 6)).toHaveLength(1000);
    expect(coverage.fdsUnlisted).toBe(1000 - HELD_LIMITS.ofOneClient);
  });

  test('of all processes together there is a bound too', async () => {
    const sim = new SimProcfs();
    const processes = Math.ceil(HELD_LIMITS.silent / HELD_LIMITS.silentOfProcess) + 20;
    for (let at = 0; at < processes; at++)
      sim.start(
        100 + at,
        'bloat',
        held(HELD_LIMITS.silentOfProcess, (fd) => plainFile(NODE, 9000 + fd)),
      ).mountinfo = ON_DISK;
    const { readings, coverage } = await simScanner(sim, { devices, mode }).sweep();
    expect(readings).toHaveLength(HELD_LIMITS.silent);
    expect(coverage.fdsUnlisted).toBe(20 * HELD_LIMITS.silentOfProcess);
  });
});
