/**
 * Three GPUs, two of one driver and none on PCI: each client belongs to its own.
 */
import { expect } from 'vitest';
import type { SceneEvidence } from '../evidence.js';
import type { Scene } from '../scene.js';
import type { TickClient } from '../tick.js';
import { compare, means, worst } from './compare.js';

const LOADS = ['first', 'second', 'third', 'tiler'];

function pidOf(evidence: SceneEvidence, name: string): number {
  return Number(evidence.rows(`${name}.load`)[0]?.[1]);
}

function clientsOf(evidence: SceneEvidence, name: string): TickClient[] {
  const pid = pidOf(evidence, name);
  return evidence
    .ticks('ticks')
    .flatMap((tick) => tick.clients)
    .filter((client) => client.pid === pid);
}

export const three: Scene = {
  name: 'three',
  cases: [
    {
      title: 'three GPUs at once: every load is within 4 points of the truth',
      check: (evidence) => {
        const all = compare(evidence);
        const { off, what } = worst(all);
        expect(off, what).toBeLessThan(4);
        for (const name of LOADS) expect(all.filter(({ pid }) => pid === pidOf(evidence, name)).length, name).toBeGreaterThan(2);
        return LOADS.map((name) =>
          means(all.filter(({ pid, truth, shown }) => pid === pidOf(evidence, name) && truth + shown > 0.05)),
        ).join(', ');
      },
    },
    {
      title: 'two GPUs of one driver without PCI addresses stay two devices',
      check: (evidence) => {
        const [tick] = evidence.ticks('ticks');
        const v3d = tick.devices.filter(({ driver }) => driver === 'v3d');
        expect(v3d.map(({ nodes }) => nodes).sort()).toEqual([
          ['card0', 'renderD128'],
          ['card1', 'renderD129'],
        ]);
        expect(new Set(tick.devices.map(({ id }) => id)).size).toBe(tick.devices.length);
        return undefined;
      },
    },
    {
      title: 'isolation: a client is on its own GPU only',
      check: (evidence) => {
        const devices = LOADS.map((name) => new Set(clientsOf(evidence, name).map(({ device }) => device)));
        for (const ids of devices) expect(ids.size).toBe(1);
        const [first, second, third, tiler] = devices.map((ids) => [...ids][0]);
        expect(new Set([first, second, third]).size).toBe(3);
        expect(tiler).toBe(third);
        for (const tick of evidence.ticks('ticks')) {
          for (const client of tick.clients) expect(tick.devices.map(({ id }) => id)).toContain(client.device);
        }
        return undefined;
      },
    },
  ],
};
