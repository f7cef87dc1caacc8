/**
 * Short intervals on a machine whose /proc takes long to walk: the time of the walk must not end up in the percentages.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeShapeTree } from '../../src/bench/workloads/shape-tree.js';
import { steady } from '../../src/demo/curve.js';
import type { Machine, SimulatedDevice } from '../../src/demo/machine.js';
import { gpuTop, jsonLines } from '../support/gpu-top.js';
import { whyNoTmux } from '../support/tmux.js';
import { Stage, whyNoStage } from './stage.js';
import { gputop } from './watch/gputop.js';
import { meanPercent, type Frame } from './watch/watch.js';

const DELAY_SECONDS = 0.1;
const TICKS = 50;
/** About 60 ms of walk for gputop on a computer of 2026; the test prints what it is. */
const CROWD = { processes: 700, fdsPerProcess: 20, clients: 0 };

const GPU: SimulatedDevice = {
  tree: {
    driver: 'i915',
    bus: { kind: 'pci', address: '0000:00:02.0', vendor: '8086', device: '9a49' },
    nodes: ['card1', 'renderD129'],
  },
  format: 'i915',
  engines: { render: {} },
};
/** Ratio by pid; the pids are below those of the crowd. */
const RATIOS = [
  [110, 0.1],
  [150, 0.5],
] as const;
const MACHINE: Machine = {
  host: 'crowded',
  devices: [GPU],
  processes: RATIOS.map(([pid]) => ({ pid, comm: `p${pid}`, life: { bornSeconds: 0 } })),
  clients: RATIOS.map(([pid, ratio]) => ({
    device: GPU,
    node: '/dev/dri/renderD129',
    clientId: pid,
    holders: [{ pid, fds: [5] }],
    load: { render: steady(ratio) },
    memory: {},
  })),
  users: [],
  startSeconds: 100,
};

interface Client {
  readonly client_id: string;
  readonly read_mono_ns: string;
  readonly engines: { readonly render: { readonly raw_ratio: number; readonly busy_ns: string } };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const noStage = whyNoStage();

describe.skipIf(noStage !== null)('clients of 10 % and 50 % at intervals of 0.1 s in a crowd of processes', () => {
  let stage: Stage;
  beforeAll(() => {
    stage = new Stage(MACHINE);
    writeShapeTree(stage.tree.root, CROWD);
    stage.start();
  }, 60_000);
  afterAll(() => stage[Symbol.dispose]());

  it.each(['incremental', 'full'])(
    'are shown within a point by gpu-top (--scan %s)',
    async (mode) => {
      const args = ['--root', stage.tree.root, '--scan', mode, '--json', '-d', `${DELAY_SECONDS}s`, '-n', String(TICKS)];
      stage.takeLongestGapMs();
      const { stdout } = await gpuTop(args, { timeoutMs: 60_000 });
      const lines = jsonLines(stdout) as unknown as { scan: { duration_ns: number }; clients: Client[] }[];
      expect(lines).toHaveLength(TICKS);
      const walkMs = mean(lines.map(({ scan }) => scan.duration_ns)) / 1e6;
      const gapSeconds = stage.takeLongestGapMs() / 1000;
      const means = RATIOS.map(([pid, ratio]) => {
        const history = lines.map(({ clients }) => clients.find(({ client_id }) => client_id === String(pid)));
        const ratios = history.slice(1).map((now, at) => {
          const before = history[at];
          if (now === undefined || before === undefined) throw new Error(`client ${pid} is missing at tick ${at}`);
          // What the counter did between the two reads of this client, whenever those were.
          const moved = BigInt(now.engines.render.busy_ns) - BigInt(before.engines.render.busy_ns);
          const movedRatio = Number(moved) / Number(BigInt(now.read_mono_ns) - BigInt(before.read_mono_ns));
          // The raw ratio: after a moment in which nobody moved the counters, they move by more than the time.
          expect(Math.abs(now.engines.render.raw_ratio - movedRatio), `tick ${at}`).toBeLessThan(0.01);
          return now.engines.render.raw_ratio;
        });
        // A counter that stood still because nobody moved it is no error of the reader's.
        const seconds = TICKS * DELAY_SECONDS;
        const allowed = 0.01 + (ratio * gapSeconds) / seconds;
        expect(Math.abs(mean(ratios) - ratio), `mean ${mean(ratios)} for ${ratio}`).toBeLessThan(allowed);
        return `${(100 * mean(ratios)).toFixed(1)} %`;
      });
      process.stdout.write(`gpu-top, ${mode}, a sweep of ${walkMs.toFixed(1)} ms: ${means.join(', ')}\n`);
    },
    90_000,
  );

  it('are shown too high by gputop, by as much as its walk is long (or right, by now)', async (context) => {
    const program = gputop(DELAY_SECONDS);
    const why = program.whyNot() ?? whyNoTmux();
    if (why !== null) return context.skip(why);

    // Without a terminal it walks all the same, and shows nothing.
    const [unshare = '', ...args] = stage.inside(['gputop', '-d', String(DELAY_SECONDS), '-n', '20']);
    const begin = performance.now();
    await once(spawn(unshare, args, { stdio: 'ignore' }), 'exit');
    const walkMs = (performance.now() - begin) / 20 - 1000 * DELAY_SECONDS;

    await using watch = await program.start(stage);
    const frames: Frame[] = [];
    for (let look = 0; look < TICKS; look++) {
      await sleep(1000 * DELAY_SECONDS);
      frames.push(await watch.frame());
    }
    const shown = RATIOS.map(([pid]) => meanPercent(frames.slice(10), [pid], 'render') ?? Number.NaN);
    process.stdout.write(
      `gputop, a walk of ${walkMs.toFixed(0)} ms: ${shown.map((value) => `${value.toFixed(1)} %`).join(', ')}\n`,
    );
    for (const [at, [, ratio]] of RATIOS.entries()) {
      const percent = shown[at] ?? Number.NaN;
      if (Math.abs(percent - 100 * ratio) >= 1) expect(percent).toBeGreaterThan(100 * ratio);
    }
  }, 60_000);
});
