/**
 * What the whole program costs while its screen is open: `npm run bench:screen [-- seconds [later]]`.
 *
 * The built program runs in a terminal of 220x60 over a tree of 200 working clients on two devices, at one tick a second. The tree is
 * moved by this process, which is not counted; the program's own and its scanner's CPU time are, from the kernel's books
 * (/proc/PID/stat). They are asked twice: after ten seconds, while V8 still compiles what turned out to be hot, and after `later` seconds
 * (240, 0 for not at all), when it is as on any later day. Before that it is started ten times, from exec to the first frame and to the first table, with a bare node
 * beside it to tell the machine from the program.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Terminal, useOf } from './terminal.js';
import { withWorkingTree } from './working-tree.js';

const SECONDS = Number(process.argv[2] ?? 30);
const WARM_UP_SECONDS = 10;
const LATER_SECONDS = Number(process.argv[3] ?? 240);
const STARTS = 10;

/** What the program prints in its first frame, and in the first one with a table. */
const FIRST_FRAME = 'measuring';
const TABLE = 'COMMAND';

const [node, program] = [process.execPath, join(import.meta.dirname, '../../../../bin/gpu-top.js')];

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
  const { pid, scannerPid: scanner } = terminal;
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

await withWorkingTree(async (folder) => {
  const argv = [node, program, '--root', folder, '--no-config'];
  await starts('node', [node, '-e', `console.log("${FIRST_FRAME}")`], [FIRST_FRAME]);
  await starts('gpu-top', argv, [FIRST_FRAME, TABLE]);
  await open(argv);
});
