/**
 * Busy ratios against the silicon's own log, tick by tick: every tick spans a known interval, and the log says what share
 * of just that interval each process's jobs took, also while loads come and go.
 */
import { expect } from 'vitest';
import type { SceneEvidence } from '../evidence.js';
import type { SceneCase, Scene } from '../scene.js';
import { compare, means, steady, worst } from './compare.js';

/** Points of a hundred by which a ratio may differ from the truth (issue 5, item 1). */
const POINTS = 4;

function phase(name: string, from: string, to: string, notOn: SceneCase['notOn'] = () => null): SceneCase {
  return {
    title: `busyness of ${name} is within ${POINTS} points of the truth`,
    notOn,
    check: (evidence) => {
      const comparisons = steady(evidence, from, to);
      expect(comparisons.length, 'whole ticks in this phase').toBeGreaterThan(0);
      const { off, what } = worst(comparisons);
      expect(off, what).toBeLessThan(POINTS);
      return means(comparisons.filter(({ engine }) => LOADED.has(engine)));
    },
  };
}

/** The engine that busy.sh loads. */
const LOADED = new Set(['render', 'fragment']);

/** Its clock of a job starts when the job is queued behind another (panfrost_job_hw_submit, 6.12). */
const countsWaiting = (evidence: SceneEvidence) =>
  evidence.text('truth').startsWith('panfrost')
    ? 'panfrost itself counts the time that a job waits behind another one as busy'
    : null;

function pidOf(evidence: SceneEvidence, name: string): number {
  return Number(evidence.rows(`${name}.load`)[0]?.[1]);
}

export const busy: Scene = {
  name: 'busy',
  cases: [
    phase('a 10 % load', 'start-10', 'stop-10'),
    phase('a 30 % load', 'start-30', 'stop-30'),
    phase('a 60 % load', 'start-60', 'stop-60'),
    phase('a 95 % load', 'start-95', 'stop-95'),
    phase('two clients on one engine', 'start-two', 'rest', countsWaiting),
    phase('a client that rests beside one that works', 'rest', 'wake'),
    {
      title: 'a client that only holds buffers stays at 0 %',
      check: (evidence) => {
        const holder = Number(evidence.rows('idle.hold').find(([role]) => role === 'open')?.[1]);
        const shown = evidence.ticks('ticks').flatMap((tick) => tick.clients.filter((client) => client.pid === holder));
        expect(shown.length).toBeGreaterThan(20);
        const ratios = shown.flatMap((client) => Object.values(client.engines).map((engine) => engine.busy_ratio));
        expect(ratios.filter((ratio) => ratio !== null && ratio !== 0)).toEqual([]);
        expect(ratios).toContain(0);
        return undefined;
      },
    },
    {
      title: 'a client has no ratio at first sight, and the right one from its second reading on',
      check: (evidence) => {
        const pid = pidOf(evidence, 'p60');
        const seen = evidence
          .ticks('ticks')
          .flatMap((tick) => tick.clients)
          .filter((client) => client.pid === pid);
        expect(seen.length).toBeGreaterThanOrEqual(3);
        const ratios = seen.map((client) => Object.values(client.engines).map((engine) => engine.busy_ratio));
        expect(ratios[0]?.every((ratio) => ratio === null)).toBe(true);
        expect(ratios.slice(1).flat()).not.toContain(null);
        return undefined;
      },
    },
    {
      title: 'a client that ended is gone from the next tick on',
      check: (evidence) => {
        const pid = pidOf(evidence, 'p30');
        const ended = Number(evidence.rows('marks').find(([name]) => name === 'start-60')?.[1]);
        const late = evidence.ticks('ticks').filter((tick) => Number(tick.t_mono_ns) / 1e9 > ended);
        expect(late.length).toBeGreaterThan(0);
        expect(late.flatMap((tick) => tick.clients).filter((client) => client.pid === pid)).toEqual([]);
        return undefined;
      },
    },
    {
      title: "a device's engine is the sum of its clients, each once",
      check: (evidence) => {
        for (const tick of evidence.ticks('ticks')) {
          for (const device of tick.devices) {
            for (const [name, { busy_ratio: ratio }] of Object.entries(device.engines)) {
              const clients = tick.clients.filter((client) => client.device === device.id);
              const sum = clients.reduce((total, client) => total + (client.engines[name]?.busy_ratio ?? 0), 0);
              if (ratio !== null) expect(ratio, `${device.id} ${name}`).toBeCloseTo(sum, 6);
            }
          }
        }
        return undefined;
      },
    },
    {
      title: 'no ratio is negative, or above 1 by more than clocks explain',
      check: (evidence) => {
        const all = compare(evidence);
        expect(all.length).toBeGreaterThan(15);
        for (const { what, shown } of all) {
          expect(shown, what).toBeGreaterThanOrEqual(0);
          expect(shown, what).toBeLessThan(1 + POINTS / 100);
        }
        return `${all.length} ratios`;
      },
    },
  ],
};
