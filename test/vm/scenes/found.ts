/**
 * Who holds which client, against what a shell that looks at every fd's device number and fdinfo says (`fds` in the
 * evidence: PID FD CLIENT-ID, with `-` for a DRM fd without statistics).
 */
import { expect } from 'vitest';
import { STRATEGY_NAMES } from '../../../src/drm/strategies/strategy.js';
import type { SceneEvidence } from '../evidence.js';
import type { Scene, SceneCase } from '../scene.js';
import type { Tick } from '../tick.js';
import { at, drmFds, ELSEWHERE, keyOf, openers, role, SILENT, type DrmFd } from './held.js';

function tickOf(evidence: SceneEvidence, strategy: string): Tick {
  expect(evidence.text(`${strategy}.status`).trim(), evidence.text(`${strategy}.err`)).toBe('0');
  return evidence.ticks(`${strategy}.json`, `${strategy}.err`)[0];
}

/** `PID:FD` of every holder by client id. */
function held(fds: readonly DrmFd[]): Record<string, string[]> {
  const byId: Record<string, string[]> = {};
  for (const fd of fds) {
    if (fd.clientId !== SILENT) (byId[fd.clientId] ??= []).push(keyOf(fd));
  }
  for (const holders of Object.values(byId)) holders.sort();
  return byId;
}

function shown(tick: Tick): Record<string, string[]> {
  return Object.fromEntries(
    tick.clients.map((client) => [
      client.client_id,
      client.holders.flatMap(({ pid, fds }) => fds.map((fd) => `${pid}:${fd}`)).sort(),
    ]),
  );
}

const needsStatistics = (evidence: SceneEvidence) =>
  drmFds(evidence).some(({ clientId }) => clientId !== SILENT) ? null : 'no driver here prints statistics on this kernel';

function place(name: string, title: string): SceneCase {
  return {
    title: `a client of ${title} is found`,
    notOn: needsStatistics,
    check: (evidence) => {
      const [holder] = at(evidence, name);
      expect(Object.values(shown(tickOf(evidence, 'auto'))).flat()).toContain(holder);
      return undefined;
    },
  };
}

function clientOf(evidence: SceneEvidence, holder: string | undefined): [string, string[]] | undefined {
  return Object.entries(shown(tickOf(evidence, 'auto'))).find(([, holders]) => holders.includes(holder ?? ''));
}

function sameAsTruth(strategy: string, title: string, truth: (evidence: SceneEvidence) => DrmFd[]): SceneCase {
  return {
    title,
    notOn: needsStatistics,
    check: (evidence) => {
      expect(shown(tickOf(evidence, strategy))).toEqual(held(truth(evidence)));
      return `${Object.keys(held(truth(evidence))).length} clients`;
    },
  };
}

export const found: Scene = {
  name: 'found',
  cases: [
    {
      title: 'a dup, a forked child and an SCM_RIGHTS copy hold one client',
      notOn: needsStatistics,
      check: (evidence) => {
        const [, holders = []] = clientOf(evidence, role(evidence, 'open')) ?? [];
        for (const name of ['open', 'dup', 'fork', 'scm']) expect(holders, name).toContain(role(evidence, name));
        return undefined;
      },
    },
    {
      title: 'a second open() is another client',
      notOn: needsStatistics,
      check: (evidence) => {
        const first = clientOf(evidence, role(evidence, 'open'));
        const second = clientOf(evidence, role(evidence, 'open2'));
        expect(second).toBeDefined();
        expect(second?.[0]).not.toBe(first?.[0]);
        return undefined;
      },
    },
    place('renamed', 'a node with another name'),
    place('bound', 'a bind-mounted node'),
    place('linked', 'a node opened through a symbolic link'),
    place('deleted', 'a node whose name was removed'),
    place('namespace', 'a node in another mount namespace'),
    place('chroot', 'a node in a chroot'),
    sameAsTruth('auto', 'auto finds every client with all its holders', drmFds),
    sameAsTruth('stat', 'stat finds every client with all its holders', drmFds),
    sameAsTruth('fdinfo', 'fdinfo finds every client with all its holders', drmFds),
    sameAsTruth('name', 'name finds every client except at nodes that lie elsewhere', (evidence) => {
      const elsewhere = new Set(at(evidence, ...ELSEWHERE));
      return drmFds(evidence).filter((fd) => !elsewhere.has(keyOf(fd)));
    }),
    {
      title: 'clients (debugfs) finds every client at the process that opened it',
      notOn: needsStatistics,
      check: (evidence) => {
        const opened = drmFds(evidence).filter(({ pid }) => openers(evidence).has(pid));
        const clients = shown(tickOf(evidence, 'clients'));
        expect(Object.keys(clients).sort()).toEqual(Object.keys(held(opened)).sort());
        for (const [id, holders] of Object.entries(held(opened))) expect(clients[id]).toEqual(expect.arrayContaining(holders));
        return `${Object.keys(clients).length} clients`;
      },
    },
    {
      title: 'stat shows every DRM fd without statistics, and counts it',
      check: (evidence) => {
        const silent = silentFds(drmFds(evidence));
        expect(shownSilent(evidence, 'stat')).toEqual(silent);
        return `${silent.length} fds`;
      },
    },
    {
      title: 'auto shows every DRM fd without statistics that lies where nodes lie, and no other file',
      check: (evidence) => {
        const elsewhere = new Set(at(evidence, ...ELSEWHERE));
        const silent = silentFds(drmFds(evidence));
        const shownByAuto = shownSilent(evidence, 'auto');
        // Without statistics there is nothing but its name to tell a device by, unless the fd's target is asked: so one
        // that lies elsewhere may be missed.
        expect(shownByAuto).toEqual(expect.arrayContaining(silent.filter((fd) => !elsewhere.has(fd))));
        expect(silent).toEqual(expect.arrayContaining(shownByAuto));
        return `${shownByAuto.filter((fd) => silent.includes(fd)).length} of ${silent.length}`;
      },
    },
    {
      title: "an ordinary file with a node's name is no DRM fd, by whichever strategy",
      check: (evidence) => {
        const [plain = ''] = at(evidence, 'plain-file');
        expect(plain).toMatch(/^\d+:7$/);
        for (const strategy of STRATEGY_NAMES) expect(shownSilent(evidence, strategy), strategy).not.toContain(plain);
        return undefined;
      },
    },
  ],
};

function silentFds(fds: readonly DrmFd[]): string[] {
  return fds
    .filter(({ clientId }) => clientId === SILENT)
    .map(keyOf)
    .sort();
}

function shownSilent(evidence: SceneEvidence, strategy: string): string[] {
  const { fds_without_stats: shownFds, coverage } = tickOf(evidence, strategy);
  expect(coverage.drm_fds_without_stats).toBe(shownFds.length);
  return shownFds.map(keyOf).sort();
}
