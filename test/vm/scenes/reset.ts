/**
 * A GPU reset: the driver forgets what the aborted job had counted, so the raw counter goes back.
 */
import { expect } from 'vitest';
import type { SceneEvidence } from '../evidence.js';
import type { Scene } from '../scene.js';

/** The counter as a shell read it every 0.1 s, and how often it went back. */
function rawCounter(evidence: SceneEvidence): { readonly values: number[]; readonly drops: number } {
  const values = evidence
    .rows('counter')
    .map(([ns]) => Number(ns))
    .filter(Number.isFinite);
  return { values, drops: values.filter((ns, index) => ns < (values[index - 1] ?? 0)).length };
}

const goesBack = (evidence: SceneEvidence) =>
  rawCounter(evidence).drops > 0 ? null : 'the counter does not go back on this kernel';

function renderOf(evidence: SceneEvidence) {
  const pid = Number(evidence.rows('hang.load')[0]?.[1]);
  return evidence
    .ticks('ticks')
    .flatMap((tick) => tick.clients)
    .filter((client) => client.pid === pid)
    .map((client) => client.engines.render ?? { busy_ratio: null, busy_ns: null });
}

export const reset: Scene = {
  name: 'reset',
  cases: [
    {
      title: 'counters that go back at a GPU reset never give a negative ratio or a spike',
      notOn: goesBack,
      check: (evidence) => {
        const ratios = renderOf(evidence).flatMap(({ busy_ratio: ratio }) => (ratio === null ? [] : [ratio]));
        expect(ratios.length).toBeGreaterThan(5);
        for (const ratio of ratios) {
          expect(ratio).toBeGreaterThanOrEqual(0);
          expect(ratio).toBeLessThan(1.04);
        }
        expect(Math.max(...ratios)).toBeGreaterThan(0.2);
        return `${rawCounter(evidence).drops} drops`;
      },
    },
    {
      title: 'the busy time of a client keeps its high-water mark over a GPU reset',
      notOn: goesBack,
      check: (evidence) => {
        const shown = renderOf(evidence).map(({ busy_ns: ns }) => Number(ns));
        expect(shown).toEqual([...shown].sort((a, b) => a - b));
        expect(Math.max(...shown)).toBeLessThanOrEqual(Math.max(...rawCounter(evidence).values) * 1.5);
        return undefined;
      },
    },
  ],
};
