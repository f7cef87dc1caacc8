/**
 * The same machine under gpu-top and under the programs that people use now: they must agree, or be known to differ.
 *
 * All run at once over one tree with steady loads, so a number may be compared with any other; the tolerance is for counters that
 * move in steps and for refreshes of not quite a second.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { gpuTop, jsonLines } from '../support/gpu-top.js';
import { whyNoTmux } from '../support/tmux.js';
import { COMPARISONS, idOf, rightPercent, type Comparison } from './comparisons.js';
import { SCENE } from './scene.js';
import { Stage, whyNoStage } from './stage.js';
import { gputop } from './watch/gputop.js';
import { HTOP } from './watch/htop.js';
import { INTEL_GPU_TOP } from './watch/intel-gpu-top.js';
import { NVTOP } from './watch/nvtop.js';
import { lookAt, meanPercent, type Frame, type Watch } from './watch/watch.js';

const TOLERANCE = 5;
/** htop looks at a process without GPU time once in 5 s, and shows that time as one tick's. */
const SETTLE_MS = 7000;
const LOOKS = 6;

interface Line {
  readonly clients: readonly {
    readonly client_id: string;
    readonly pid: number;
    readonly engines: Readonly<Record<string, { readonly raw_ratio: number | null }>>;
  }[];
}

const noStage = whyNoStage();
const noTmux = whyNoTmux();
const reasons = new Map<string, string | null>();
const programs = [gputop(1), HTOP, NVTOP, INTEL_GPU_TOP];

describe.skipIf(noStage !== null || noTmux !== null)('one machine seen by several programs', () => {
  const watches = new Map<string, Watch>();
  let frames = new Map<string, Frame[]>();
  let ours: Line[] = [];

  beforeAll(async () => {
    using stage = new Stage(SCENE);
    for (const { name, whyNot, start } of programs) {
      reasons.set(name, whyNot());
      if (reasons.get(name) === null) watches.set(name, await start(stage));
    }
    stage.start();
    await sleep(SETTLE_MS);
    const [{ stdout }, seen] = await Promise.all([
      gpuTop(['--root', stage.tree.root, '--json', '-d', '1', '-n', String(LOOKS)], { timeoutMs: 60_000 }),
      lookAt(watches, LOOKS),
    ]);
    frames = seen;
    ours = jsonLines(stdout) as unknown as Line[];
    for (const watch of watches.values()) await watch[Symbol.asyncDispose]();
    watches.clear();
  }, 120_000);

  afterAll(async () => {
    for (const watch of watches.values()) await watch[Symbol.asyncDispose]();
  });

  const percentOfGpuTop = (pids: readonly number[], engines: readonly string[]): number => {
    const sums = ours.map(({ clients }) =>
      clients
        .filter(({ pid }) => pids.includes(pid))
        .flatMap((client) => engines.map((name) => 100 * (client.engines[name]?.raw_ratio ?? 0)))
        .reduce((sum, value) => sum + value, 0),
    );
    return sums.reduce((sum, value) => sum + value, 0) / sums.length;
  };

  it.each(SCENE.clients.map((client) => [idOf(client), client] as const))(
    'gpu-top shows client %s as it is, once',
    (id, client) => {
      for (const { clients } of ours) expect(clients.filter((one) => one.client_id === id)).toHaveLength(1);
      const shown = Object.keys(client.load).map(
        (engine) => [engine, percentOfGpuTop([client.holders[0].pid], [engine])] as const,
      );
      for (const [engine, percent] of shown) {
        const others = SCENE.clients.filter(({ holders }) => holders[0].pid === client.holders[0].pid);
        const right = others.reduce((sum, { load }) => sum + 100 * (load[engine]?.at(0) ?? 0), 0);
        expect(Math.abs(percent - right), `${engine}: ${percent} for ${right}`).toBeLessThan(TOLERANCE);
      }
    },
  );

  const shownBy = ({ program, pids, figure }: Comparison, context: TestContext): number => {
    const why = reasons.get(program) ?? null;
    if (why !== null) context.skip(why);
    return meanPercent(frames.get(program) ?? [], pids, figure) ?? Number.NaN;
  };
  it.for(COMPARISONS.filter(({ differs }) => differs === undefined))(
    '$program agrees on $figure of process $pids',
    (comparison, context) => {
      const shown = shownBy(comparison, context);
      const own = percentOfGpuTop(comparison.pids, comparison.engines);
      expect(Math.abs(shown - own), `it shows ${shown}, gpu-top ${own}`).toBeLessThan(TOLERANCE);
    },
  );

  it.for(COMPARISONS.filter(({ differs }) => differs !== undefined))(
    '$program differs on $figure of process $pids as known, or agrees by now',
    (comparison, context) => {
      const shown = shownBy(comparison, context);
      const right = rightPercent(comparison);
      const known = comparison.differs?.shows ?? Number.NaN;
      expect(Math.abs(percentOfGpuTop(comparison.pids, comparison.engines) - right)).toBeLessThan(TOLERANCE);
      if (Math.abs(shown - right) < TOLERANCE) {
        process.stdout.write(`${comparison.program} is right by now on ${comparison.figure} of ${comparison.pids.join(', ')}\n`);
        return;
      }
      // What is wrong by a factor carries its wobble by that factor.
      expect(Math.abs(shown - known), `it shows ${shown}, known is ${known}`).toBeLessThan(TOLERANCE * Math.max(1, known / 50));
    },
  );
});
