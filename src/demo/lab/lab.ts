/** The machine of `--demo=lab`: one of as many kinds of device as gpu-top reads. */
import type { Machine } from '../machine.js';
import { BACKGROUND } from '../background.js';
import { CLIENTS, KFD_USES } from './clients.js';
import { ARC, GEFORCE, INTEGRATED, NPU, RADEON } from './devices.js';
import { START_SECONDS, USERS } from '../parts.js';
import { GPU_PROCESSES } from './programs.js';

export const LAB: Machine = {
  host: 'demo',
  devices: [INTEGRATED, RADEON, ARC, NPU],
  processes: [...BACKGROUND, ...GPU_PROCESSES],
  clients: CLIENTS,
  kfd: KFD_USES,
  nvidia: [GEFORCE],
  users: Object.values(USERS),
  startSeconds: START_SECONDS,
};
