/** The machine of `--demo=lab`: one of as many kinds of device as gpu-top reads. */
import type { Machine } from '../machine.js';
import { BACKGROUND } from '../background.js';
import { CLIENTS } from './clients.js';
import { ARC, INTEGRATED, NPU, RADEON } from './devices.js';
import { START_SECONDS, USERS } from '../parts.js';
import { GPU_PROCESSES } from './programs.js';

export const LAB: Machine = {
  host: 'demo',
  devices: [INTEGRATED, RADEON, ARC, NPU],
  processes: [...BACKGROUND, ...GPU_PROCESSES],
  clients: CLIENTS,
  users: Object.values(USERS),
  startSeconds: START_SECONDS,
};
