/** The machine that the demo shows: a small computer in the evening, with a card beside the processor's own graphics. */
import { BACKGROUND } from '../background.js';
import type { Machine } from '../machine.js';
import { START_SECONDS, USERS } from '../parts.js';
import { CLIENTS } from './clients.js';
import { ARC, RADEON } from './devices.js';
import { GPU_PROCESSES } from './programs.js';

export const DESKTOP: Machine = {
  host: 'demo',
  devices: [ARC, RADEON],
  processes: [...BACKGROUND, ...GPU_PROCESSES],
  clients: CLIENTS,
  users: Object.values(USERS),
  startSeconds: START_SECONDS,
};
