/** What goes from the scanner's process to the screen's is what was scanned, whatever of it was sent before. */
import fc from 'fast-check';
import { deserialize, serialize } from 'node:v8';
import { expect, test } from 'vitest';
import { createLedger } from '../../src/ledger/ledger.js';
import type { PackedSweep } from '../../src/sources/scanner-process/packed-sweep.js';
import { sweepPacker, sweepUnpacker } from '../../src/sources/scanner-process/packed-sweep.js';
import type { Ancestor, ProcessFacts, Reading, Sweep } from '../../src/scan/sweep.js';
import { makeUnit } from '../../src/units/unit.js';
import { countedDevice, simScanner } from '../support/scan.js';
import { drmFile, plainFile, SimProcfs } from '../support/sim-procfs.js';

const text = fc.constantFrom('a', 'b', 'ü\u001b[31m', '');
const few = fc.integer({ min: 1, max: 3 });
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 3 });
const ancestor: fc.Arbitrary<Ancestor> = fc.record({ pid: few, comm: text });
const units = [makeUnit('docker', { container_id: 'a' }), makeUnit('docker', { container_id: 'b' })];
const facts: fc.Arbitrary<ProcessFacts> = fc
  .record({
    pid: fc.integer({ min: 1, max: 5 }),
    startTimeTicks: orNull(few),
    parentPid: orNull(few),
    ancestors: orNull(fc.array(ancestor, { maxLength: 2 })),
    comm: orNull(text),
    cmdline: orNull(text),
    uid: orNull(few),
    user: orNull(text),
    unit: orNull(fc.constantFrom(...units)),
    cpuTicks: orNull(fc.nat(3)),
    holdsKfd: orNull(fc.boolean()),
    dmem: fc.option(fc.constant({ cgroup: 1, usedBytes: new Map([['0/vram', 7]]) }), { nil: undefined }),
  })
  .map(({ dmem, ...each }) => (dmem === undefined ? each : { ...each, dmem }));
const reading: fc.Arbitrary<Reading> = fc.record({
  pid: few,
  fd: few,
  link: orNull(text),
  device: orNull(text),
  text,
  atNs: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
});

/** The same processes, of which every second one used the CPU. */
function workedOn({ processes, ...sweep }: Sweep): Sweep {
  const worked = (each: ProcessFacts, at: number): ProcessFacts =>
    at % 2 === 0 ? each : { ...each, cpuTicks: each.cpuTicks === null ? 1 : each.cpuTicks + 1 };
  return { ...sweep, processes: new Map([...processes].map(([pid, each], at) => [pid, worked(each, at)])) };
}

test('any sweeps, one after another', async () => {
  const sim = new SimProcfs();
  sim.start(1, 'init', [[0, plainFile('/dev/null')]]);
  const empty = await simScanner(sim, { devices: countedDevice(sim) }).sweep();
  const sweep = fc
    .record({ readings: fc.array(reading, { maxLength: 4 }), processes: fc.array(facts, { maxLength: 4 }) })
    .map(({ readings, processes }): Sweep => ({
      ...empty,
      readings,
      processes: new Map(processes.map((each) => [each.pid, each])),
    }));
  // Each once more, as most are, or by who used a bit of the CPU in between.
  const sweeps = fc.array(fc.tuple(sweep, fc.constantFrom(0, 1, 2)), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(sweeps, (list) => {
      const [pack, unpack] = [sweepPacker(), sweepUnpacker()];
      for (const each of list.flatMap(([one, again]) => [one, structuredClone(one), workedOn(one)].slice(0, again + 1))) {
        const sent = deserialize(serialize(pack(each))) as PackedSweep;
        expect(unpack(sent)).toEqual(each);
      }
    }),
  );
});

test('who holds what is sent once, and so is what it says', async () => {
  const sim = new SimProcfs();
  for (const pid of [1, 2, 3]) sim.start(pid, `p${pid}`, [[3, drmFile(pid)]]);
  const scanner = simScanner(sim, { devices: countedDevice(sim) });
  const pack = sweepPacker();
  const sent: PackedSweep[] = [];
  for (let each = 0; each < 4; each++) {
    sim.pass(1_000_000_000n);
    sent.push(pack(await scanner.sweep()));
  }
  expect(sent.map(({ places }) => places === null)).toEqual([false, true, true, true]);
  expect(sent.map(({ identities }) => identities === null)).toEqual([false, true, true, true]);
  // Nor is what nothing changed in.
  expect(sent.map(({ texts }) => texts.every((each) => each === null))).toEqual([false, true, true, true]);
});

test('a process in which nothing changed is the object of before, and so are who holds its clients', async () => {
  const sim = new SimProcfs();
  for (const pid of [1, 2]) sim.start(pid, `p${pid}`, [[3, drmFile(pid)]]);
  const scanner = simScanner(sim, { devices: countedDevice(sim) });
  const [pack, unpack, ledger] = [sweepPacker(), sweepUnpacker(), createLedger()];
  const sent = (sweep: Sweep): Sweep => unpack(deserialize(serialize(pack(sweep))) as PackedSweep);
  const first = sent(await scanner.sweep());
  const [one, other] = ledger.fold(first).clients;
  sim.pass(1_000_000_000n);
  const sweep = await scanner.sweep();
  const second = sent({ ...sweep, processes: new Map([...sweep.processes].map(([pid, each]) => [pid, used(pid, each)])) });
  expect(second.processes.get(1)).toBe(first.processes.get(1));
  expect(second.processes.get(2)).toEqual({ ...first.processes.get(2), cpuTicks: 77 });
  const [oneNow, otherNow] = ledger.fold(second).clients;
  expect(oneNow?.holders).toBe(one?.holders);
  expect(otherNow?.holders).not.toBe(other?.holders);
  expect(otherNow?.holders[0]?.process.cpuTicks).toBe(77);
});

function used(pid: number, each: ProcessFacts): ProcessFacts {
  return pid === 2 ? { ...each, cpuTicks: 77 } : each;
}
