/**
 * What the whole program costs while its screen is open: `npm run bench:screen [-- seconds [later]]`.
 *
 * The built program runs in a terminal of 220x60 over a tree of 200 working clients on two devices, at one tick a second. The tree is
 * moved by this process, which is not counted; the program's own and its scanner's CPU time are, from the kernel's books
 * (/proc/PID/stat). They are asked twice: after ten seconds, while V8 still compiles what turned out to be hot, and after `later` seconds
 * (240, 0 for not at all), when it is as on any later day. Before that it is started ten times, from exec to the first frame and to the first table, with a bare node
 * beside it to tell the machine from the program.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { wander } from '../../src/demo/curve.js';
import type { Machine, SimulatedDevice } from '../../src/demo/machine.js';
import { createSimulator } from '../../src/demo/simulator.js';
import { makeTempRoot, memoryFolder, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { TreeWriter } from '../../src/procfs-tree/tree-writer.js';

const SECONDS = Number(process.argv[2] ?? 30);
const WARM_UP_SECONDS = 10;
const LATER_SECONDS = Number(process.argv[3] ?? 240);
const STARTS = 10;
const CLIENTS = 200;
const ENGINES = ['gfx', 'compute', 'dma', 'dec', 'enc'];
const MIB = 2 ** 20;
const TICKS_A_SECOND = 100;

/** What the program prints in its first frame, and in the first one with a table. */
const FIRST_FRAME = 'measuring';
const TABLE = 'COMMAND';

const [node, program] = [process.execPath, join(import.meta.dirname, '../../../../bin/gpu-top.js')];

function device(at: number): SimulatedDevice {
  return {
    tree: {
      driver: 'amdgpu',
      bus: { kind: 'pci', address: `0000:0${at + 3}:00.0`, vendor: '1002', device: '747e', class: '030000' },
      nodes: [`card${at}`, `renderD${128 + at}`],
    },
    format: 'amdgpu',
    engines: Object.fromEntries(ENGINES.map((name) => [name, {}])),
  };
}

function machine(): Machine {
  const devices = [device(0), device(1)] as const;
  return {
    host: 'bench',
    devices,
    processes: Array.from({ length: CLIENTS }, (_, i) => ({
      pid: 2000 + i,
      comm: `worker-${i}`,
      cmdline: ['/usr/lib/firefox/firefox', '-contentproc', '-childID', String(i), '-isForBrowser', '-prefsLen', '31'],
      life: { bornSeconds: 0 },
      cpu: wander(`cpu ${i}`, 0, 0.5, 3),
    })),
    clients: Array.from({ length: CLIENTS }, (_, i) => ({
      device: devices[i % 2 === 0 ? 0 : 1],
      node: `/dev/dri/renderD${128 + (i % 2)}`,
      clientId: 10_000 + i,
      holders: [{ pid: 2000 + i, fds: [7] }] as const,
      load: Object.fromEntries(ENGINES.map((name) => [name, wander(`${name} ${i}`, 0.001, 0.02, 2)])),
      memory: { vram: { residentBytes: wander(`vram ${i}`, 10 * MIB, 80 * MIB, 2) } },
    })),
    users: [],
    startSeconds: 100,
  };
}

/** A program in a terminal of its own. */
class Terminal {
  bytes = 0;
  readonly #child: ChildProcess;
  readonly #startMs = performance.now();
  readonly #seenMs = new Map<string, number>();
  #tail = '';

  constructor(argv: readonly string[], marks: readonly string[]) {
    const words = argv.map((word) => `'${word}'`).join(' ');
    this.#child = spawn('script', ['-qfc', `stty cols 220 rows 60; echo "pid:$$:"; exec ${words}`, '/dev/null'], {
      env: { ...process.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.bytes += chunk.length;
      this.#tail = (this.#tail + chunk.toString()).slice(-20_000);
      for (const mark of ['pid:', ...marks]) {
        if (!this.#seenMs.has(mark) && this.#tail.includes(mark)) this.#seenMs.set(mark, performance.now() - this.#startMs);
      }
      this.#pid ??= Number(/pid:(\d+):/.exec(this.#tail)?.[1] ?? NaN) || null;
    });
  }

  #pid: number | null = null;

  get pid(): number {
    if (this.#pid === null) throw new Error('the program was not started');
    return this.#pid;
  }

  /** ms from the start of the program to the first sight of a mark. */
  async seen(mark: string): Promise<number> {
    for (let i = 0; i < 2000; i += 1) {
      const at = this.#seenMs.get(mark);
      if (at !== undefined) return at - (this.#seenMs.get('pid:') ?? 0);
      await sleep(5);
    }
    throw new Error(`'${mark}' was not drawn within 10 s`);
  }

  /** Ends the program, and the terminal with it. */
  async end(): Promise<void> {
    const isOver = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.exitCode !== null) return;
    if (this.#pid !== null) process.kill(this.#pid, 'SIGTERM');
    else this.#child.kill();
    await isOver;
  }
}

interface Use {
  readonly cpuSeconds: number;
  readonly rssMib: number;
}

function useOf(pid: number): Use {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /s, '').split(' ');
  const rss = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND, rssMib: Number(rss) / 1024 };
}

function say(name: string, values: readonly number[], unit: string): void {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(0);
  process.stdout.write(`${name.padEnd(22)} median ${at(0.5)} ${unit}   least ${at(0)}   most ${at(1)}   (${values.length})\n`);
}

async function starts(name: string, argv: readonly string[], marks: readonly string[]): Promise<void> {
  const times = marks.map((): number[] => []);
  for (let i = 0; i < STARTS; i += 1) {
    const terminal = new Terminal(argv, marks);
    try {
      for (const [at, mark] of marks.entries()) times[at]?.push(await terminal.seen(mark));
    } finally {
      await terminal.end().catch(() => undefined);
    }
  }
  for (const [at, mark] of marks.entries()) say(`${name} to '${mark}'`, times[at] ?? [], 'ms');
}

async function open(argv: readonly string[]): Promise<void> {
  const terminal = new Terminal(argv, [TABLE]);
  try {
    await terminal.seen(TABLE);
    const openedMs = performance.now();
    for (const after of LATER_SECONDS === 0 ? [WARM_UP_SECONDS] : [WARM_UP_SECONDS, LATER_SECONDS]) {
      await sleep(openedMs + after * 1000 - performance.now());
      await watch(terminal, after);
    }
  } finally {
    await terminal.end().catch(() => undefined);
  }
}

/** Prints what is used in the next seconds. */
async function watch(terminal: Terminal, after: number): Promise<void> {
  const { pid } = terminal;
  const scanner = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
  const [startMs, bytes] = [performance.now(), terminal.bytes];
  const before = [useOf(pid), useOf(scanner)] as const;
  await sleep(SECONDS * 1000);
  const now = [useOf(pid), useOf(scanner)] as const;
  const seconds = (performance.now() - startMs) / 1000;
  const percent = (at: 0 | 1): number => ((now[at].cpuSeconds - before[at].cpuSeconds) / seconds) * 100;
  process.stdout.write(
    `after ${after} s, for ${seconds.toFixed(0)} s\n` +
      `  CPU of one core      ${(percent(0) + percent(1)).toFixed(2)} %: screen ${percent(0).toFixed(2)} %, scanner ${percent(1).toFixed(2)} %\n` +
      `  written              ${((terminal.bytes - bytes) / seconds / 1000).toFixed(1)} kB/s\n` +
      `  memory               screen ${now[0].rssMib.toFixed(0)} MiB, scanner ${now[1].rssMib.toFixed(0)} MiB resident\n`,
  );
}

const folder = makeTempRoot('bench', memoryFolder());
const simulator = createSimulator(new TreeWriter(folder), machine());
const startMs = performance.now();
const move = (): void => simulator.advanceTo((performance.now() - startMs) / 1000);
const timer = setInterval(move, 500);
try {
  const argv = [node, program, '--root', folder, '--no-config'];
  await starts('node', [node, '-e', `console.log("${FIRST_FRAME}")`], [FIRST_FRAME]);
  await starts('gpu-top', argv, [FIRST_FRAME, TABLE]);
  await open(argv);
} finally {
  clearInterval(timer);
  removeTempRoot(folder);
}
