/** `gpu-top run`: what it counts for a command against the silicon's own log of that command's jobs. */
import { expect } from 'vitest';
import type { SceneEvidence } from '../evidence.js';
import type { Scene } from '../scene.js';
import { parseJobs } from '../truth.js';

/** The part of schema gpu-top-run/1 that is looked at. */
interface Report {
  readonly exit_code: number;
  readonly clients: number;
  readonly longest_gap_ns: number;
  readonly devices: readonly { readonly engines: Readonly<Record<string, { readonly busy_ns: string | null }>> }[];
}

/** Busy seconds of render or fragment, as gpu-top counted them and as the silicon logged them for the same processes. */
function busySeconds(
  evidence: SceneEvidence,
  name: string,
): { readonly counted: number; readonly truth: number; readonly report: Report } {
  const report = JSON.parse(evidence.text(`${name}.json`)) as Report;
  const pids = new Set(evidence.rows(`${name}.load`).map(([, pid]) => Number(pid)));
  const jobs = parseJobs(evidence.text('truth')).filter(({ pid }) => pids.has(pid));
  const engines = new Set(jobs.map(({ engine }) => engine));
  const counted = report.devices.flatMap(({ engines: all }) =>
    [...engines].map((engine) => Number(all[engine]?.busy_ns ?? NaN) / 1e9),
  );
  const truth = jobs.reduce((sum, { startNs, endNs }) => sum + Number(endNs[1] + endNs[0] - startNs[1] - startNs[0]) / 2e9, 0);
  return { counted: counted.reduce((sum, each) => sum + each, 0), truth, report };
}

const figure = (counted: number, truth: number): string => `${counted.toFixed(3)} s (true ${truth.toFixed(3)} s)`;

export const run: Scene = {
  name: 'run',
  cases: [
    {
      title: 'gpu-top run counts the busy time of a command within 5 % of the truth',
      check: (evidence) => {
        const { counted, truth, report } = busySeconds(evidence, 'one');
        expect(truth).toBeGreaterThan(2);
        expect(Math.abs(counted - truth) / truth, figure(counted, truth)).toBeLessThan(0.05);
        expect(report.clients).toBe(1);
        return figure(counted, truth);
      },
    },
    {
      title: 'gpu-top run counts descendants that ended early, but for the time since the last sweep of each',
      check: (evidence) => {
        const { counted, truth, report } = busySeconds(evidence, 'parts');
        expect(report.clients).toBe(4);
        expect(truth).toBeGreaterThan(2);
        // v3d counts a job when it has ended: the one that was under way at the last sweep is missing too, 0.1 s at most.
        const gap = report.longest_gap_ns / 1e9;
        expect(truth - counted, figure(counted, truth)).toBeLessThan(4 * (gap + 0.1));
        expect(counted).toBeLessThan(truth * 1.05);
        return `${figure(counted, truth)}, sweeps at most ${gap.toFixed(2)} s apart`;
      },
    },
    {
      title: 'gpu-top run hands SIGTERM to the command and its exit code back',
      check: (evidence) => {
        expect(evidence.text('one.exit').trim()).toBe('0');
        expect(evidence.text('parts.exit').trim()).toMatch(/^(0|143)$/);
        return undefined;
      },
    },
  ],
};
