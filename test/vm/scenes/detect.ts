/**
 * `gpu-top detect` against what a shell says that is held: each strategy alone, with just the misses and false hits that it is
 * said to have.
 */
import { expect } from 'vitest';
import type { Detection } from '../../../src/bench/detect/compare.js';
import type { WayName } from '../../../src/bench/detect/walk-answer.js';
import type { SceneEvidence } from '../evidence.js';
import type { Scene, SceneCase } from '../scene.js';
import { at, drmFds, ELSEWHERE, keyOf, openers, SILENT, type DrmFd } from './held.js';

function detectionOf(evidence: SceneEvidence): Detection {
  expect(evidence.text('detect.status').trim(), evidence.text('detect.err')).toBe('0');
  return JSON.parse(evidence.text('detect.json')) as Detection;
}

const isSilent = ({ clientId }: DrmFd): boolean => clientId === SILENT;

/** A silent fd at a path that is no node of ours; a bind mount has the inode of ours. */
function isHidden(evidence: SceneEvidence, fd: DrmFd): boolean {
  return isSilent(fd) && at(evidence, ...ELSEWHERE.filter((place) => place !== 'bound')).includes(keyOf(fd));
}

/** Drivers that are built into a kernel count nothing that can be read. */
function whyNotCounted(evidence: SceneEvidence): string | null {
  const row = detectionOf(evidence).rows.find(({ strategy }) => strategy === 'gated');
  return row?.state === 'unavailable' ? row.note : null;
}

function alone(
  strategy: WayName,
  what: string,
  misses: (evidence: SceneEvidence, fd: DrmFd) => boolean,
  takesPlainFile: boolean,
): SceneCase {
  return {
    title: `detect: ${strategy} ${what}`,
    ...(strategy === 'gated' && { notOn: whyNotCounted }),
    check: (evidence) => {
      const { rows, disagreements } = detectionOf(evidence);
      const row = rows.find((each) => each.strategy === strategy);
      const all = drmFds(evidence);
      const missed = all.filter((fd) => misses(evidence, fd)).map(keyOf);
      const said = (kind: string) =>
        disagreements.filter((each) => each.strategy === strategy && each.kind === kind).map((each) => keyOf(each));
      expect(said('missed').sort()).toEqual(missed.sort());
      expect(said('false hit')).toEqual(takesPlainFile ? at(evidence, 'plain-file') : []);
      expect(row).toMatchObject({ state: 'ok', found: all.length - missed.length, missed: missed.length });
      return `${all.length - missed.length} of ${all.length} fds`;
    },
  };
}

export const detect: Scene = {
  name: 'detect',
  cases: [
    {
      title: 'detect counts DRM fds, clients and fds without statistics as a shell does',
      check: (evidence) => {
        const all = drmFds(evidence);
        const ids = new Set(all.filter((fd) => !isSilent(fd)).map(({ clientId }) => clientId));
        expect(detectionOf(evidence)).toMatchObject({
          drmFds: all.length,
          clients: ids.size,
          silentFds: all.filter(isSilent).length,
        });
        return `${all.length} fds, ${ids.size} clients`;
      },
    },
    alone('stat', 'misses nothing and takes no other file', () => false, false),
    alone('auto', 'misses only silent fds at unknown paths', isHidden, true),
    alone('gated', 'misses what auto does, and takes no other file', isHidden, false),
    alone('name', 'misses what lies elsewhere', (evidence, fd) => at(evidence, ...ELSEWHERE).includes(keyOf(fd)), true),
    alone('fdinfo', 'misses fds without statistics, and takes no other file', (_, fd) => isSilent(fd), false),
    alone(
      'clients',
      'misses those who opened nothing themselves',
      (evidence, fd) => !openers(evidence).has(fd.pid) || isHidden(evidence, fd),
      false,
    ),
  ],
};
