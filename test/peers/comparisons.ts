/**
 * What is compared with whom, and where they are known to differ: who is right, and why. docs/how-it-is-tested.md shows the
 * differences, made from here.
 *
 * A difference says what the other program showed when this was written. It holds as long as the program shows either that or, once
 * mended, what gpu-top shows; anything else is news and fails.
 */
import { clientIdIn, type SimulatedClient } from '../../src/demo/machine.js';
import { PID, SCENE } from './scene.js';

export interface Comparison {
  readonly program: 'gputop' | 'htop' | 'nvtop' | 'intel_gpu_top';
  /** Rows of these processes, added up. */
  readonly pids: readonly number[];
  /** The program's own heading. */
  readonly figure: string;
  /** What says the same in gpu-top: these engines of the clients that the processes own, added up. */
  readonly engines: readonly string[];
  readonly differs?: Difference;
}

export interface Difference {
  /** What is looked at, for the table. */
  readonly what: string;
  readonly shows: number;
  readonly why: string;
}

const SHARED = [PID.shared, PID.sharer];

const CAPACITY = 'two engines are taken for one. drm-engine-capacity says that there are two';

export const COMPARISONS: readonly Comparison[] = [
  ...['render', 'video'].flatMap((engine): Comparison[] => [
    { program: 'gputop', pids: SHARED, figure: engine, engines: [engine] },
    { program: 'gputop', pids: [PID.video], figure: engine, engines: [engine] },
  ]),
  ...['rcs', 'vcs'].map((engine): Comparison => ({ program: 'gputop', pids: [PID.xe], figure: engine, engines: [engine] })),
  ...['gfx', 'enc', 'enc_1'].map((engine): Comparison => ({
    program: 'gputop',
    pids: [PID.amdgpu],
    figure: engine,
    engines: [engine],
  })),
  { program: 'gputop', pids: [PID.msm], figure: 'gpu', engines: ['gpu'] },

  { program: 'intel_gpu_top', pids: SHARED, figure: 'Render/3D', engines: ['render'] },
  { program: 'intel_gpu_top', pids: [PID.video], figure: 'Render/3D', engines: ['render'] },
  {
    program: 'intel_gpu_top',
    pids: [PID.video],
    figure: 'Video',
    engines: ['video'],
    differs: {
      what: 'i915, 80 % of two video engines',
      shows: 160,
      why: `${CAPACITY}. Its bar is scaled, its number is not`,
    },
  },

  { program: 'nvtop', pids: [PID.video], figure: 'GPU', engines: ['render'] },
  { program: 'nvtop', pids: [PID.xe], figure: 'GPU', engines: ['rcs'] },
  {
    program: 'nvtop',
    pids: SHARED,
    figure: 'GPU',
    engines: ['render'],
    differs: {
      what: 'i915, one client held by two processes, render 50 %',
      shows: 100,
      why: 'each process is charged with the whole client, and the GPU shows the sum. The two hold one drm-client-id: it is one client',
    },
  },
  {
    program: 'nvtop',
    pids: [PID.shared],
    figure: 'DEC',
    engines: ['video'],
    differs: { what: 'i915, 20 % of two video engines', shows: 40, why: CAPACITY },
  },
  {
    program: 'nvtop',
    pids: [PID.video],
    figure: 'DEC',
    engines: ['video'],
    differs: {
      what: 'i915, 80 % of two video engines',
      shows: 0,
      why: 'nvtop drops a sample in which an engine was busy for longer than the interval, as two engines can be',
    },
  },
  {
    program: 'nvtop',
    pids: [PID.xe],
    figure: 'DEC',
    engines: ['vcs'],
    differs: { what: 'xe, 12.5 % of two video engines', shows: 25, why: CAPACITY },
  },
  {
    program: 'nvtop',
    pids: [PID.msm],
    figure: 'listed on GPU 0',
    engines: [],
    differs: {
      what: 'msm, a client without drm-pdev: on the Intel GPU?',
      shows: 100,
      why: 'a client that names no PCI device is taken by the first driver that is asked. Its fd is on a node of the msm device',
    },
  },

  { program: 'htop', pids: [PID.amdgpu], figure: 'GPU%', engines: ['gfx', 'enc', 'enc_1'] },
  { program: 'htop', pids: [PID.msm], figure: 'GPU%', engines: ['gpu'] },
  {
    program: 'htop',
    pids: SHARED,
    figure: 'GPU%',
    engines: ['render', 'video'],
    differs: {
      what: 'i915, one client held by two processes, all engines together 70 %',
      shows: 180,
      why: 'twice 90: each process is charged with the whole client, and capacity is ignored. The two hold one drm-client-id',
    },
  },
  {
    program: 'htop',
    pids: [PID.video],
    figure: 'GPU%',
    engines: ['render', 'video'],
    differs: { what: 'i915, 80 % of two video engines and 10 % render', shows: 170, why: CAPACITY },
  },
  {
    program: 'htop',
    pids: [PID.xe],
    figure: 'GPU%',
    engines: ['rcs', 'vcs'],
    differs: {
      what: 'xe, all engines together 102.5 %',
      shows: 0,
      why: 'htop reads drm-engine-* (ns) only; xe prints drm-cycles-* and drm-total-cycles-*',
    },
  },
];

/** Differences that are no number on a row; each has a test of its own. */
export const OTHER_DIFFERENCES = [
  {
    program: 'gputop',
    what: 'i915, 10 % and 50 % at `-d 0.1`, a walk of about 60 ms',
    shows: 'about 16 and 80 %',
    right: '10.0 and 50.0 %',
    why: 'gputop divides by the delay that it was asked for, and the time of its walk comes on top of that. gpu-top divides by the time between the two reads of the client',
  },
  {
    program: 'gputop',
    what: 'xe, a GPU clock that stands still between two reads',
    shows: 'ends with SIGSEGV',
    right: '–',
    why: 'the ratio is 0/0. Nothing is known, which is no number and no crash',
  },
] as const;

/** Percent that gpu-top has to show for it, by the scene. */
export function rightPercent({ pids, engines }: Comparison): number {
  return SCENE.clients
    .filter(({ holders }) => pids.includes(holders[0].pid))
    .flatMap((client) => engines.map((name) => percentOf(client, name)))
    .reduce((sum, value) => sum + value, 0);
}

function percentOf(client: SimulatedClient, engine: string): number {
  return 100 * (client.load[engine]?.at(0) ?? 0);
}

/** drm-client-id as a text. */
export function idOf(client: SimulatedClient): string {
  return String(clientIdIn(client, 0));
}
