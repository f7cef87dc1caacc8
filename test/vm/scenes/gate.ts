/**
 * The kernel's count of open files as a trigger: what a tick looks at while it stands still, and when what it shows and what it
 * does not show is seen.
 */
import { expect } from 'vitest';
import type { SceneEvidence } from '../evidence.js';
import type { Scene, SceneCase } from '../scene.js';
import type { Tick } from '../tick.js';

const needsStatistics = (evidence: SceneEvidence) =>
  ticks(evidence).some(({ clients }) => clients.length > 0) ? null : 'no driver here prints statistics on this kernel';

function ticks(evidence: SceneEvidence): Tick[] {
  return evidence.ticks('ticks');
}

/** Seconds since boot at a mark. */
function at(evidence: SceneEvidence, mark: string): number {
  return Number(evidence.rows('marks').find(([name]) => name === mark)?.[1]);
}

function the(tick: Tick | undefined): Tick {
  if (tick === undefined) throw new Error('no such tick');
  return tick;
}

const startOf = ({ t_mono_ns: ns }: Tick): number => Number(ns) / 1e9;

/** The whole ticks between two marks; without `to`, up to the end. */
function between(evidence: SceneEvidence, from: string | null, to: string | null, of = ticks(evidence)): Tick[] {
  const [first, last] = [from === null ? 0 : at(evidence, from), to === null ? Infinity : at(evidence, to)];
  return of.filter((tick) => startOf(tick) > first && startOf(tick) + 0.5 < last);
}

function pidOf(evidence: SceneEvidence, name: string): number {
  return Number(evidence.rows('who').find(([who]) => who === name)?.[1]);
}

function shows(tick: Tick | undefined, pid: number): boolean {
  return tick?.clients.some(({ holders }) => holders.some((holder) => holder.pid === pid)) ?? false;
}

const deviceOf = (evidence: SceneEvidence, tick: Tick): Tick['devices'][number] | undefined =>
  tick.devices.find(({ driver }) => driver === ticks(evidence).flatMap(({ clients }) => clients)[0]?.driver);

function nextTick(title: string, from: string, to: string, who: string): SceneCase {
  return {
    title,
    notOn: needsStatistics,
    check: (evidence) => {
      const [next] = between(evidence, from, to);
      expect(shows(next, pidOf(evidence, who))).toBe(true);
      return `${(startOf(the(next)) - at(evidence, from)).toFixed(1)} s`;
    },
  };
}

export const gate: Scene = {
  name: 'gate',
  cases: [
    {
      title: 'while no file is opened, ticks look at the holders and at 16 processes a second, by turns',
      notOn: needsStatistics,
      check: (evidence) => {
        const quiet = between(evidence, null, 'opened');
        expect(quiet.map(({ scan }) => scan.gate)).not.toContain('none');
        const looks = between(evidence, 'forked', 'swapped').map(({ scan }) => scan.processes);
        const holders = 3;
        // A tick on a slow machine is not exactly a second, and a turn is the work of four.
        const most = 24;
        expect(Math.max(...looks)).toBeLessThanOrEqual(holders + 4 * most);
        expect(looks.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(looks.length * (holders + most) + 4 * most);
        expect(looks.filter((processes) => processes <= holders).length).toBeGreaterThanOrEqual(looks.length / 3);
        return `${looks.join(', ')} processes`;
      },
    },
    {
      title: 'open_files is the count of the kernel, and every open file is seen',
      notOn: needsStatistics,
      check: (evidence) => {
        const rows = evidence.rows('counts');
        for (const [index, [mark = '', counted]] of rows.entries()) {
          const tick = the(between(evidence, mark, rows[index + 1]?.[0] ?? 'end').at(-1));
          const device = deviceOf(evidence, tick);
          expect(device?.open_files, mark).toBe(Number(counted));
          expect(device?.open_files_seen, mark).toBe(Number(counted));
        }
        return rows.map(([mark, counted]) => `${mark} ${counted}`).join(', ');
      },
    },
    nextTick('a client that opens the device is there in the next tick', 'opened', 'forked', 'opened'),
    nextTick('so is one that opened it in the place of another file', 'swapped', 'closed', 'swapped'),
    {
      title: 'a child that inherited a client is seen within the time that was stated',
      notOn: needsStatistics,
      check: (evidence) => {
        const [before] = between(evidence, 'opened', 'forked').slice(-1);
        const stated = Number(before?.scan.holder_delay_ns) / 1e9;
        const child = pidOf(evidence, 'opened-child');
        const first = the(ticks(evidence).find((tick) => shows(tick, child)));
        const took = startOf(first) - at(evidence, 'forked');
        expect(took).toBeLessThan(stated);
        return `${took.toFixed(1)} of ${stated.toFixed(0)} s`;
      },
    },
    {
      title: 'a client that closed is gone from the next tick on',
      notOn: needsStatistics,
      check: (evidence) => {
        const after = between(evidence, 'closed', 'end');
        expect(after.length).toBeGreaterThan(1);
        for (const tick of after) expect(shows(tick, pidOf(evidence, 'opened'))).toBe(false);
        return undefined;
      },
    },
    {
      title: 'where the count is hidden, every tick looks at all processes, and a new client is there in the next one',
      notOn: needsStatistics,
      check: (evidence) => {
        const hidden = evidence.ticks('hidden');
        expect(hidden.length).toBeGreaterThan(3);
        for (const tick of hidden) {
          expect(tick.scan.gate).toBe('none');
          expect(tick.scan.processes).toBe(tick.coverage.processes_seen);
          expect(deviceOf(evidence, tick)?.open_files).toBeNull();
        }
        const [next] = between(evidence, 'unseen', null, hidden);
        expect(shows(next, pidOf(evidence, 'unseen'))).toBe(true);
        return undefined;
      },
    },
  ],
};
