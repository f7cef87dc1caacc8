/** Parts that the demo's machines are put together from: users, ordinary fds, cgroups as systemd and runtimes name them, xe's engines. */
import { fdKind } from '../procfs-tree/fd-mix.js';
import { fileFd, socketFd } from '../procfs-tree/tree-fd.js';
import { steady } from './curve.js';
import type { SimulatedClient, SimulatedDevice } from './machine.js';
import type { TreeFd } from '../procfs-tree/tree-writer.js';

/** The show begins three hours after boot: nobody's counters start at 0. */
export const START_SECONDS = 11_220;

export const USERS = {
  root: { name: 'root', uid: 0 },
  anna: { name: 'anna', uid: 1000 },
  ben: { name: 'ben', uid: 1001 },
  jellyfin: { name: 'jellyfin', uid: 109 },
} as const;

/** Standard input and output and `count` more fds of every kind, from 100 on, so that they never meet those of a client. */
export function ordinaryFds(pid: number, count: number): Record<number, TreeFd> {
  const journal = socketFd(20_000 + pid);
  const fds: Record<number, TreeFd> = { 0: fileFd('/dev/null', 4), 1: journal, 2: journal };
  for (let index = 1; index <= count; index++) fds[99 + index] = fdKind(index)(30_000 + pid * 4 + index);
  return fds;
}

export const MIB = 2 ** 20;
export const GIB = 2 ** 30;

/** What xe's clients have beside the card's memory. */
export function xeMemory(systemMib: number, gttMib: number): SimulatedClient['memory'] {
  return {
    system: { residentBytes: steady(systemMib * MIB) },
    gtt: { residentBytes: steady(gttMib * MIB) },
    stolen: { residentBytes: steady(0) },
  };
}

/** Engines of xe's cards. The timestamp that xe prints as total-cycles runs at 19.2 MHz on them. */
export const XE_ENGINES: SimulatedDevice['engines'] = {
  rcs: { clockHz: 19_200_000 },
  bcs: { clockHz: 19_200_000 },
  vcs: { clockHz: 19_200_000, capacity: 2 },
  vecs: { clockHz: 19_200_000, capacity: 2 },
  ccs: { clockHz: 19_200_000 },
};

/** A system service. */
export function service(name: string): string {
  return `0::/system.slice/${name}.service\n`;
}

/** A service of a user's own systemd, in one of its slices. */
export function userService(slice: string, name: string): string {
  return `${ofAnna()}/${slice}/${name}.service\n`;
}

/** An application started from a desktop. */
export function appScope(app: string, pid: number): string {
  return `${ofAnna()}/app.slice/app-${app}-${pid}.scope\n`;
}

export function flatpakScope(app: string, pid: number): string {
  return `${ofAnna()}/app.slice/app-flatpak-${app}-${pid}.scope\n`;
}

export function snapScope(snap: string, app: string): string {
  return `${ofAnna()}/app.slice/snap.${snap}.${app}-8d1f6c5e-47a4-4d0a-9f39-1c2b7a0e6b11.scope\n`;
}

/** A container of docker under systemd; `id` is repeated to the 64 digits of a real one. */
export function dockerScope(id: string): string {
  return `0::/system.slice/docker-${id.repeat(4).slice(0, 64)}.scope\n`;
}

function ofAnna(): string {
  const { uid } = USERS.anna;
  return `0::/user.slice/user-${uid}.slice/user@${uid}.service`;
}
