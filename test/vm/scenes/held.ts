/** What guest/everywhere.sh left behind: every DRM fd of the machine, who opened it where, and how it is held. */
import type { SceneEvidence } from '../evidence.js';

export interface DrmFd {
  readonly pid: number;
  readonly fd: number;
  /** `-` for a DRM fd without statistics. */
  readonly clientId: string;
}

export const SILENT = '-';

/** Where only its number tells a node. */
export const ELSEWHERE = ['renamed', 'deleted', 'bound', 'namespace', 'chroot'];

/** Every DRM fd, by its device number. */
export function drmFds(evidence: SceneEvidence): DrmFd[] {
  return evidence.rows('fds').map(([pid, fd, clientId = SILENT]) => ({ pid: Number(pid), fd: Number(fd), clientId }));
}

export function keyOf({ pid, fd }: { readonly pid: number; readonly fd: number }): string {
  return `${pid}:${fd}`;
}

/** Fds that were opened as `where` names them. */
export function at(evidence: SceneEvidence, ...names: string[]): string[] {
  return evidence
    .rows('where')
    .filter(([name = '']) => names.includes(name))
    .map(([, pid = '', fd = '']) => `${pid}:${fd}`);
}

/** The holder printed by `vmhelp hold` under that role. */
export function role(evidence: SceneEvidence, name: string): string | undefined {
  const row = evidence.rows('hold').find(([first]) => first === name);
  return row && `${row[1] ?? ''}:${row[2] ?? ''}`;
}

/** Processes that opened a node themselves, which is what debugfs knows. */
export function openers(evidence: SceneEvidence): Set<number> {
  return new Set([...evidence.rows('where').map(([, pid]) => Number(pid)), Number(role(evidence, 'open')?.split(':')[0])]);
}
