/**
 * Random histories of processes and fds: whatever happened, once the stated delay has passed, the incremental scanner
 * sees what a full walk sees.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScannerOptions } from '../../src/scan/scanner.js';
import { drmFile, plainFile, silentFile, SimProcfs, type SimFile } from '../support/sim-procfs.js';
import { countedDevice, isSecondHeld, type Modules, OTHER_NODE, seen, simScanner } from '../support/scan.js';

const SECOND = 1_000_000_000n;
const pid = fc.integer({ min: 2, max: 7 });
const fd = fc.integer({ min: 0, max: 40 });

/** All that a fd can be: clients on plain and odd paths, silent nodes, plain files, things that are no files. */
const file: fc.Arbitrary<SimFile> = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('/dev/dri/renderD128', '/opt/gpu0', '/srv/cr/dev/dri/card0 (deleted)'))
    .map(([client, link]) => drmFile(client, link)),
  fc.constantFrom(
    silentFile(),
    plainFile('/opt/notes'),
    plainFile('/var/log/x'),
    plainFile('socket:[7]'),
    plainFile('/dev/dri/notes'),
  ),
);

type Step = (sim: SimProcfs, modules: Modules) => void;

const withProcess = (
  at: number,
  change: (sim: SimProcfs, process: NonNullable<ReturnType<SimProcfs['processes']['get']>>) => void,
): Step => {
  return (sim) => {
    const process = sim.processes.get(at);
    if (process !== undefined) change(sim, process);
  };
};

const step: fc.Arbitrary<readonly [string, Step]> = fc.oneof(
  fc
    .tuple(pid, fc.array(fc.tuple(fd, file), { maxLength: 4 }))
    .map(([at, fds]) => [`start ${at}`, (sim: SimProcfs) => void sim.start(at, `p${at}`, fds)] as const),
  pid.map((at) => [`exit ${at}`, (sim: SimProcfs) => void sim.processes.delete(at)] as const),
  fc
    .tuple(pid, fd, file)
    .map(
      ([at, number, what]) =>
        [`open ${at}/${number} ${what.link}`, withProcess(at, (_, { fds }) => fds.set(number, what))] as const,
    ),
  fc
    .tuple(pid, fd)
    .map(([at, number]) => [`close ${at}/${number}`, withProcess(at, (_, { fds }) => fds.delete(number))] as const),
  fc.tuple(pid, fd, file).map(
    ([at, to, what]) =>
      [
        `swap one of ${at} for ${to} ${what.link}`,
        withProcess(at, (_, { fds }) => {
          const [first] = fds.keys();
          if (first === undefined || fds.has(to)) return;
          fds.delete(first);
          fds.set(to, what);
        }),
      ] as const,
  ),
  fc
    .tuple(pid, fc.constantFrom('blender', 'game'))
    .map(([at, comm]) => [`exec ${at} ${comm}`, withProcess(at, (_, process) => void (process.comm = comm))] as const),
  fc
    .tuple(pid, fc.constantFrom('fd', 'links', 'fdinfo'))
    .map(([at, what]) => [`refuse ${at} ${what}`, withProcess(at, (_, { refused }) => refused.add(what))] as const),
  pid.map((at) => [`permit ${at}`, withProcess(at, (_, { refused }) => refused.clear())] as const),
  fc.constantFrom(
    [
      'load the second driver',
      (_: SimProcfs, modules: Modules): void => {
        modules.isSecondLoaded = true;
      },
    ] as const,
    [
      'unload it',
      (sim: SimProcfs, modules: Modules): void => {
        if (!isSecondHeld(sim)) modules.isSecondLoaded = false;
      },
    ] as const,
  ),
  fc.tuple(pid, fd, fc.integer({ min: 5, max: 7 })).map(
    ([at, number, client]) =>
      [
        `open ${at}/${number} ${OTHER_NODE.link}`,
        (sim: SimProcfs, modules: Modules): void => {
          if (modules.isSecondLoaded) sim.processes.get(at)?.fds.set(number, { ...drmFile(client), ...OTHER_NODE });
        },
      ] as const,
  ),
  fc
    .integer({ min: 0, max: 2 })
    .map(
      (count) => [`${count} other references`, (_: SimProcfs, modules: Modules) => void (modules.references = count)] as const,
    ),
  fc.constant(['tick', () => undefined] as const),
);

const variants: [string, Partial<ScannerOptions> & { sizesTell: boolean; counted?: boolean }][] = [
  ['auto', { strategy: 'auto', sizesTell: true }],
  ['auto before Linux 6.2', { strategy: 'auto', sizesTell: false }],
  ['name', { strategy: 'name', sizesTell: true }],
  ['stat', { strategy: 'stat', sizesTell: true }],
  ['fdinfo', { strategy: 'fdinfo', sizesTell: true }],
  ['auto with a small budget', { strategy: 'auto', sizesTell: false, budgetNsPerSecond: 5_000 }],
  ['auto with a fixed delay', { strategy: 'auto', sizesTell: false, rescanWithinNs: 3e9 }],
  ['auto by the count of open files', { strategy: 'auto', sizesTell: true, counted: true }],
  ['auto by the count, before Linux 6.2', { strategy: 'auto', sizesTell: false, counted: true }],
  ['name by the count', { strategy: 'name', sizesTell: true, counted: true }],
  ['auto by the count with a fixed delay', { strategy: 'auto', sizesTell: true, rescanWithinNs: 3e9, counted: true }],
];

test.each(variants)(
  '%s sees after the stated delay what a full walk sees',
  async (_, { sizesTell, counted = false, ...given }) => {
    const history = fc.array(fc.tuple(step, fc.boolean()), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const sim = new SimProcfs();
        sim.sizesTell = sizesTell;
        sim.start(1, 'init', [[0, plainFile('/dev/null')]]);
        const modules: Modules = { isSecondLoaded: false, references: 0 };
        const options = counted ? { ...given, devices: countedDevice(sim, modules) } : given;
        const scanner = simScanner(sim, options);
        await scanner.sweep();
        for (const [[, change], tick] of steps) {
          change(sim, modules);
          sim.pass(SECOND / 10n);
          if (tick) await scanner.sweep();
        }
        const quietSinceNs = sim.nowNs();
        for (let ticks = 0; ; ticks++) {
          sim.pass(SECOND);
          const sweep = await scanner.sweep();
          const delayNs = sweep.cost.holderDelayNs;
          if (delayNs !== null && Number(sim.nowNs() - quietSinceNs) >= delayNs) {
            const full = await simScanner(sim, { ...options, mode: 'full' }).sweep();
            expect(seen(sweep)).toEqual(seen(full));
            expect(sweep.coverage.processesUnreadable).toBe(full.coverage.processesUnreadable);
            return;
          }
          expect(ticks).toBeLessThan(1000);
        }
      }),
      { numRuns: 200 },
    );
  },
);

test.each([true, false])(
  'a client that opens the device is seen at the next tick, among 300 processes (sizes tell: %s)',
  async (sizesTell) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 2, max: 300 }), fc.integer({ min: 1, max: 9 })), { maxLength: 12 }),
        async (opens) => {
          const sim = new SimProcfs();
          sim.sizesTell = sizesTell;
          for (let each = 1; each <= 300; each++)
            sim.start(each, `p${each}`, [
              [0, plainFile('/dev/null')],
              [1, plainFile('/opt/x')],
            ]);
          const scanner = simScanner(sim, { devices: countedDevice(sim) });
          await scanner.sweep();
          let client = 100;
          for (const [at, quiet] of opens) {
            for (let tick = 0; tick < quiet; tick++) {
              sim.pass(SECOND);
              await scanner.sweep();
            }
            const { fds } = sim.processes.get(at) ?? sim.start(at);
            // In the place of another file: their number does not tell.
            if (!(fds.get(1)?.fdinfo ?? '').includes('drm-')) fds.set(1, drmFile(++client, '/opt/gpu0'));
            else fds.set(fds.size, drmFile(++client));
            sim.pass(SECOND);
            const { readings, cost } = await scanner.sweep();
            expect(cost.gate).toBe('moved');
            expect(readings.some(({ text }) => text.includes(`drm-client-id:\t${client}\n`))).toBe(true);
          }
        },
      ),
      { numRuns: 30 },
    );
  },
);
