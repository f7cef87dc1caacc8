import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { tooOldOrMissing } from '../installed.js';
import { type Stage, TREE_INSIDE } from '../stage.js';
import type { Frame, Program, Watch } from './watch.js';

interface Element {
  readonly clients?: Readonly<
    Record<string, { readonly pid: string; readonly 'engine-classes': Readonly<Record<string, { readonly busy: string }>> }>
  >;
}

/** Rows of the newest whole element of `intel_gpu_top -J`. The list is no JSON before it ends, and in 1.27 not then: no commas. */
export function parseIntelGpuTop(text: string): Frame {
  const end = text.lastIndexOf('\n}') + 2;
  const begin = text.lastIndexOf('\n{', end) + 1;
  if (end < 2 || begin < 1) return [];
  const element = JSON.parse(text.slice(begin, end)) as Element;
  return Object.values(element.clients ?? {}).map(({ pid, 'engine-classes': engines }) => ({
    pid: Number(pid),
    percent: Object.fromEntries(Object.entries(engines).map(([name, { busy }]) => [name, Number(busy)])),
  }));
}

class JsonWatch implements Watch {
  readonly #child: ChildProcess;
  #text = '';

  constructor([program = '', ...args]: readonly string[]) {
    this.#child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.#text += chunk.toString()));
  }

  frame(): Promise<Frame> {
    return Promise.resolve(parseIntelGpuTop(this.#text));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || !this.#child.kill('SIGINT')) return;
    await once(this.#child, 'exit');
  }
}

function whyNoPmu(): string | null {
  const { error } = spawnSync('cc', ['--version']);
  if (error === undefined) return null;
  process.stdout.write(
    'skipped: intel_gpu_top needs a PMU to stand in for that of i915, and there is no C compiler to build it\n',
  );
  return 'no C compiler';
}

/** Puts the library that stands in for the PMU of i915 (pmu.c) into the tree. */
function buildPmu(stage: Stage, name: string): void {
  const library = join(stage.tree.root, name);
  const { status, stderr } = spawnSync('cc', ['-shared', '-fPIC', '-o', library, join(import.meta.dirname, '../pmu.c')]);
  if (status !== 0) throw new Error(stderr.toString());
}

export const INTEL_GPU_TOP: Program = {
  name: 'intel_gpu_top',
  whyNot: () => tooOldOrMissing('intel_gpu_top', ['-h'], /\[-J\]/, 'intel-gpu-tools') ?? whyNoPmu(),
  start: (stage) => {
    buildPmu(stage, 'pmu.so');
    const preload = `LD_PRELOAD=${TREE_INSIDE}/pmu.so`;
    const device = 'sys:/sys/devices/pci0000:00/0000:00:02.0';
    return Promise.resolve(new JsonWatch(stage.inside(['env', preload, 'intel_gpu_top', '-J', '-s', '1000', '-d', device])));
  },
};
