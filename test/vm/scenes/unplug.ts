/**
 * A GPU that goes away while a process has it open.
 */
import { expect } from 'vitest';
import type { SceneEvidence } from '../evidence.js';
import type { Scene } from '../scene.js';

function parts(evidence: SceneEvidence) {
  const ticks = evidence.ticks('ticks');
  const at = Number(evidence.rows('marks')[0]?.[1]);
  return {
    before: ticks.filter((tick) => Number(tick.t_mono_ns) / 1e9 + 0.2 < at),
    after: ticks.filter((tick) => Number(tick.t_mono_ns) / 1e9 > at + 0.5),
    gone: Number(evidence.rows('gone')[0]?.[1]),
    stays: Number(evidence.rows('stays')[0]?.[1]),
  };
}

export const unplug: Scene = {
  name: 'unplug',
  cases: [
    {
      title: 'an unplugged GPU takes its clients and its row with it; the run goes on',
      check: (evidence) => {
        const { before, after, gone, stays } = parts(evidence);
        expect(before.length).toBeGreaterThan(0);
        expect(after.length).toBeGreaterThan(0);
        expect(evidence.ticks('ticks')).toHaveLength(7);
        for (const tick of before) expect(tick.clients.map(({ pid }) => pid)).toContain(gone);
        for (const tick of after) {
          expect(tick.clients.map(({ pid }) => pid)).toEqual([stays]);
          expect(tick.devices.map(({ driver }) => driver)).not.toContain('xe');
        }
        return undefined;
      },
    },
    {
      title: 'the client of another GPU keeps its numbers while one is unplugged',
      check: (evidence) => {
        const ratios = evidence
          .ticks('ticks')
          .slice(1)
          .map((tick) => tick.clients.find(({ pid }) => pid === parts(evidence).stays)?.engines.gfx?.busy_ratio);
        for (const ratio of ratios) expect(ratio).toBeCloseTo(0.5, 1);
        return undefined;
      },
    },
    {
      title: 'an fd of an unplugged GPU counts as one without statistics',
      check: (evidence) => {
        expect(evidence.ticks('after')[0].coverage.drm_fds_without_stats).toBe(1);
        return undefined;
      },
    },
  ],
};
