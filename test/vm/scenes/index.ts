/** All scenes by the name of their guest script. */
import type { Scene } from '../scene.js';
import { bench } from './bench.js';
import { busy } from './busy.js';
import { detect } from './detect.js';
import { found } from './found.js';
import { gate } from './gate.js';
import { record } from './record.js';
import { reset } from './reset.js';
import { rights } from './rights.js';
import { run } from './run.js';
import { screen } from './screen.js';
import { standin } from './standin.js';
import { three } from './three.js';
import { unplug } from './unplug.js';

export const SCENES: Readonly<Record<string, Scene>> = Object.fromEntries(
  [busy, found, gate, rights, reset, run, screen, three, standin, unplug, detect, bench, record].map((scene) => [
    scene.name,
    scene,
  ]),
);
