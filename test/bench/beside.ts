/**
 * This checkout beside another one, in turn, so that what else the machine does meets both:
 * `npm run bench:beside -- DIR [hot|cold|whole] [--rounds N] [--seconds N]`, where DIR is another checkout, built (`npm run build`) and compiled for
 * benchmarks (`npx tsc -p test/bench`). Of milliseconds and percents on a shared machine little can be said; of the ratio of neighbours much can.
 *
 * `hot`: a process of each, drawing blocks of frames in turn after warming up; told is the CPU time of a frame. `cold`: processes of
 * their own in turn, of each the very first frame and those of its first seconds. `whole`: both built programs at the same time over one
 * tree of 200 working clients; CPU from the start and then, each process by itself, and memory.
 */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type * as V8Module from '../../src/helper/v8.js';
import type * as AppModule from '../../src/tui/app.js';
import type * as StateModule from '../../src/tui/state/state.js';
import { type Builders, busyTick } from './busy-tick.js';
import { type DrawnScreen, GIVEN_UP, openScreen, type Took } from './drawn-screen.js';
import { Terminal, useOf, type Use } from './terminal.js';
import { withWorkingTree } from './working-tree.js';

const WARM_UP = 400;
/** Of a block; the first ones pay for the caches that the other program used. */
const FRAMES = 20;
const LEFT_OUT = 3;
const COLD_FRAMES = 60;
const COLD_PAUSE_MS = 50;
const SCRIPT = join(import.meta.dirname, 'beside.js');
const HERE = join(import.meta.dirname, '../../../..');
const COMPILED = 'coverage/bench';

const { values: given, positionals } = parseArgs({
  options: {
    rounds: { type: 'string', default: '24' },
    seconds: { type: 'string', default: '30' },
    // Of this program's own children: draw frames of one checkout.
    'cold-of': { type: 'string' },
    'hot-of': { type: 'string' },
  },
  allowPositionals: true,
});
const ROUNDS = Number(given.rounds);
const SECONDS = Number(given.seconds);

/** The first of several places that a module has had. */
async function load<T>(root: string, ...paths: readonly string[]): Promise<T> {
  const found = paths.map((path) => join(root, COMPILED, path)).find((path) => existsSync(path));
  if (found === undefined)
    throw new Error(`${root} has no ${COMPILED}/${paths.join(' or ')}: run \`npx tsc -p test/bench\` there`);
  return (await import(pathToFileURL(found).href)) as T;
}

interface Drawn extends DrawnScreen {
  next(): Promise<Took>;
}

async function open(root: string): Promise<Drawn> {
  // What the program tells V8 first; the program of 22 November told it nothing.
  const v8 = 'src/helper/v8.js';
  if (existsSync(join(root, COMPILED, v8))) {
    const { compileLess, workBySeconds } = await load<typeof V8Module>(root, v8);
    workBySeconds();
    compileLess();
  }
  const { createApp } = await load<typeof AppModule>(root, 'src/tui/app.js');
  const { initialState } = await load<typeof StateModule>(root, 'src/tui/state/state.js', 'src/tui/state.js');
  const builders = await load<Builders>(root, 'test/support/snapshots.js');
  const screen = await openScreen(createApp, { ...initialState(), hidden: new Set(GIVEN_UP) });
  let tick = 0;
  return { ...screen, next: () => screen.frame(busyTick((tick += 1), undefined, builders)) };
}

function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Both medians, and the ratio of neighbours with its spread. */
function say(what: string, other: readonly number[], own: readonly number[]): void {
  const ratios = own.map((value, i) => value / (other[i] ?? NaN));
  const spread = `${at(ratios, 0.25).toFixed(2)} to ${at(ratios, 0.75).toFixed(2)}`;
  process.stdout.write(
    `${what.padEnd(18)} that one ${at(other, 0.5).toFixed(2)} ms, this one ${at(own, 0.5).toFixed(2)} ms   ` +
      `ratio ${at(ratios, 0.5).toFixed(3)} (half of them ${spread}, ${own.length} pairs)\n`,
  );
}

/** Of each in turn: a block is drawn when the parent asks for it, and answered with the CPU time of one of its frames, ms. */
async function hot(roots: readonly [string, string]): Promise<void> {
  const children = roots.map((root) => fork(SCRIPT, ['--hot-of', root]));
  const times: [number[], number[]] = [[], []];
  try {
    for (const child of children) await answerOf(child);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [which, child] of children.entries()) {
        child.send('draw');
        times[which]?.push(await answerOf(child));
      }
    }
  } finally {
    for (const child of children) if (child.connected) child.disconnect();
  }
  say('hot frame, CPU', ...times);
}

async function answerOf(child: ChildProcess): Promise<number> {
  const answered = new AbortController();
  const { signal } = answered;
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('a checkout could not be drawn: what it said stands above');
  });
  try {
    const [took] = (await Promise.race([once(child, 'message', { signal }), ended])) as [number];
    return took;
  } finally {
    answered.abort();
    await ended.catch(() => undefined);
  }
}

async function drawHot(root: string): Promise<void> {
  const screen = await open(root);
  for (let i = 0; i < WARM_UP; i += 1) await screen.next();
  const drawBlock = async (): Promise<void> => {
    let sum = 0;
    for (let i = 0; i < LEFT_OUT + FRAMES; i += 1) {
      const { cpuMs } = await screen.next();
      if (i >= LEFT_OUT) sum += cpuMs;
    }
    process.send?.(sum / FRAMES);
  };
  process.on('message', () => void drawBlock());
  process.on('disconnect', () => process.exit());
  process.send?.(0);
}

async function drawCold(root: string): Promise<void> {
  const screen = await open(root);
  const frames = [await screen.next()];
  for (let i = 0; i < COLD_FRAMES; i += 1) {
    await pause(COLD_PAUSE_MS);
    frames.push(await screen.next());
  }
  screen.close();
  process.stdout.write(JSON.stringify(frames.map(({ cpuMs }) => cpuMs)));
}

function cold(roots: readonly [string, string]): void {
  const [first, later]: [[number[], number[]], [number[], number[]]] = [
    [[], []],
    [[], []],
  ];
  for (let round = 0; round < Math.ceil(ROUNDS / 4); round += 1) {
    for (const [which, root] of roots.entries()) {
      const said = execFileSync(process.execPath, [SCRIPT, '--cold-of', root], { encoding: 'utf8' });
      const [own, ...others] = JSON.parse(said.slice(said.lastIndexOf('['))) as number[];
      first[which]?.push(own ?? NaN);
      later[which]?.push(at(others, 0.5));
    }
  }
  say('first frame, CPU', ...first);
  say('cold frame, CPU', ...later);
}

async function whole(roots: readonly [string, string]): Promise<void> {
  await withWorkingTree(async (folder) => {
    const programs = roots.map((root) => join(root, 'bin/gpu-top.js'));
    const terminals = programs.map(
      (program) => new Terminal([process.execPath, program, '--root', folder, '--no-config'], ['pid:']),
    );
    try {
      for (const terminal of terminals) await terminal.seen('pid:');
      let before: readonly (readonly [number, number])[] = terminals.map(() => [0, 0]);
      let startMs = performance.now();
      for (const [span, seconds] of [`first ${SECONDS} s`, `next ${2 * SECONDS} s`].entries()) {
        await pause((span + 1) * SECONDS * 1000);
        const uses = terminals.map(({ pid, scannerPid }) => [useOf(pid), useOf(scannerPid)] as const);
        const passed = (performance.now() - startMs) / 1000;
        startMs = performance.now();
        const percents = uses.map((pair, i) =>
          pair.map(({ cpuSeconds }, which) => ((cpuSeconds - (before[i]?.[which] ?? 0)) / passed) * 100),
        );
        before = uses.map(([screen, scanner]) => [screen.cpuSeconds, scanner.cpuSeconds] as const);
        sayWhole(seconds, percents, uses);
      }
    } finally {
      await Promise.all(terminals.map((terminal) => terminal.end().catch(() => undefined)));
    }
  });
}

function sayWhole(span: string, percents: readonly (readonly number[])[], uses: readonly (readonly [Use, Use])[]): void {
  for (const [which, name] of ['that one', 'this one'].entries()) {
    const [screen = NaN, scanner = NaN] = percents[which] ?? [];
    const [own, its] = uses[which] ?? [];
    process.stdout.write(
      `${span.padEnd(12)} ${name}   CPU of one core ${(screen + scanner).toFixed(2)} %: screen ${screen.toFixed(2)}, scanner ${scanner.toFixed(2)}   ` +
        `Pss: screen ${own?.pssMib.toFixed(0)}, scanner ${its?.pssMib.toFixed(0)} MiB\n`,
    );
  }
}

const [directory, only] = positionals;
if (given['cold-of'] !== undefined) await drawCold(given['cold-of']);
else if (given['hot-of'] !== undefined) await drawHot(given['hot-of']);
else if (directory === undefined || !['hot', 'cold', 'whole', undefined].includes(only)) {
  process.stderr.write('usage: npm run bench:beside -- DIR [hot|cold|whole] [--rounds N] [--seconds N]\n');
  process.exitCode = 2;
} else {
  const roots = [resolve(directory), HERE] as const;
  if (only === undefined || only === 'hot') await hot(roots);
  if (only === undefined || only === 'cold') cold(roots);
  if (only === undefined || only === 'whole') await whole(roots);
}
