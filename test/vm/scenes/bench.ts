/** `gpu-top bench` on a machine with DRM drivers: that it ends with a report, and of what. */
import { expect } from 'vitest';
import type { BenchReport } from '../../../src/bench/report.js';
import type { SceneEvidence } from '../evidence.js';
import type { Scene } from '../scene.js';

/** As guest/bench.sh asks for. */
const PROCESSES = 20;
const FDS = 8;

/** Fds of `vmhelp hold`: three, three of the child that it forks, one that is passed on. */
const HELD = 7;

const WALKS = ['name', 'stat', 'fdinfo', 'auto'];

function reportOf(evidence: SceneEvidence): BenchReport {
  expect(evidence.text('status').trim(), evidence.text('stderr')).toBe('0');
  expect(evidence.text('stderr')).toBe('');
  return JSON.parse(evidence.text('report.json')) as BenchReport;
}

export const bench: Scene = {
  name: 'bench',
  cases: [
    {
      title: 'gpu-top bench ends with a report that names the machine and what was measured',
      check: (evidence) => {
        const { schema, machine, workload, iterations, missing, verdicts } = reportOf(evidence);
        expect(schema).toBe('gpu-top-bench/1');
        expect(machine.kernel).toBe(evidence.text('release').trim());
        expect(workload).toMatchObject({ kind: 'live' });
        expect(workload.label).toContain(`${PROCESSES} real processes, ${FDS} fds each`);
        expect(iterations).toBe(2);
        expect(missing.map(({ key }) => key)).not.toContain('clients');
        for (const { statement, measured } of verdicts) expect(measured, statement).not.toBe('');
        return undefined;
      },
    },
    {
      title: 'gpu-top bench measures every way of finding DRM fds, debugfs too',
      check: (evidence) => {
        const { rows } = reportOf(evidence);
        expect(rows.map(({ key }) => key)).toEqual(
          expect.arrayContaining([...WALKS, 'clients', 'incremental', 'gated', 'alarmed']),
        );
        for (const { key, cpuNs, cpu } of rows) {
          expect(cpuNs.length, key).toBeGreaterThan(0);
          expect(cpu.min, key).toBeGreaterThan(0);
        }
        for (const { key, visited } of rows.filter((row) => WALKS.includes(row.key))) {
          expect(visited.processes, key).toBeGreaterThanOrEqual(PROCESSES);
          expect(visited.fds, key).toBeGreaterThanOrEqual(PROCESSES * FDS);
          // Of a driver without statistics, fdinfo knows nothing; the node's name and number do.
          if (key !== 'fdinfo') expect(visited.gpuFds, key).toBe(HELD);
        }
        // Two walks of each, in instructions of an emulated processor, are figures of nothing else.
        return `${rows.length} ways`;
      },
    },
  ],
};
