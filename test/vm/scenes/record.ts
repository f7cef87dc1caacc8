/**
 * `gpu-top record` under three real drivers' load, and its replay: here, on another machine of another architecture, and where it
 * was made.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { gpuTop } from '../../support/gpu-top.js';
import type { SceneEvidence } from '../evidence.js';
import type { Scene, SceneCase } from '../scene.js';
import { compareTicks, means, worst } from './compare.js';
import { role } from './held.js';

const LOADS = ['v3d', 'v3d2', 'panfrost'];

/** What `gpu-top replay --json` says of the recording on this computer. */
async function replayHere(evidence: SceneEvidence, name: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-top-vm-replay-'));
  try {
    writeFileSync(join(folder, name), evidence.bytes(name));
    const { code, stdout, stderr } = await gpuTop(['replay', '--json', name], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sameBytes(name: string, sweeps: number): SceneCase {
  return {
    title: `a ${name} recording of three GPUs replays elsewhere to the same bytes of JSON as where it was made`,
    check: async (evidence) => {
      const there = evidence.text(`${name}.json`);
      expect(evidence.ticks(`${name}.json`, `${name}.replay-err`)).toHaveLength(sweeps);
      expect(await replayHere(evidence, `${name}.gputop`)).toBe(there);
      return `${sweeps} ticks, ${evidence.bytes(`${name}.gputop`).length} bytes recorded, ${there.length} bytes of JSON`;
    },
  };
}

export const record: Scene = {
  name: 'record',
  cases: [
    sameBytes('plain', 10),
    sameBytes('scrubbed', 6),
    {
      title: 'a replay of three GPUs is within 4 points of the truth',
      check: (evidence) => {
        const all = compareTicks(evidence.ticks('plain.json', 'plain.replay-err'), evidence.text('truth'));
        const { off, what } = worst(all);
        expect(off, what).toBeLessThan(4);
        return LOADS.map((load) => {
          const pid = Number(evidence.rows(`${load}.load`)[0]?.[1]);
          const own = all.filter((each) => each.pid === pid && each.truth > 0.05);
          expect(own.length, load).toBeGreaterThan(5);
          return means(own);
        }).join(', ');
      },
    },
    {
      title: 'a scrubbed recording keeps who holds what, and no name',
      check: (evidence) => {
        const text = evidence.text('scrubbed.json');
        expect(evidence.text('plain.json')).toContain('vmhelp');
        expect(text).not.toContain('vmhelp');
        expect(text).not.toContain('gpu-top-vm');
        const wanted = ['open', 'dup', 'fork', 'scm'].map((name) => role(evidence, name) ?? '');
        for (const tick of evidence.ticks('scrubbed.json', 'scrubbed.replay-err')) {
          const holders = tick.clients.map((client) => client.holders.flatMap(({ pid, fds }) => fds.map((fd) => `${pid}:${fd}`)));
          expect(holders.filter((each) => wanted.every((holder) => each.includes(holder)))).toHaveLength(1);
        }
        return undefined;
      },
    },
  ],
};
