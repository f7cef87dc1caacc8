/**
 * What a tick costs gpu-top itself where NVIDIA's tool tells of processes: 8 GPUs and 40 processes. `npm run bench:occupants`.
 *
 * First what is done for them alone: taking in the lines of a round, asking the tool's part what they are, and folding the sweep. Then
 * whole ticks over a tree of such a machine, by their parts. The tool is a stand-in, so none of its own work is in the figures.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createLedger } from '../../src/ledger/ledger.js';
import { Rounds } from '../../src/nvidia/rounds.js';
import { type BeginTool, NvidiaSmi } from '../../src/nvidia/tool.js';
import { openRoot } from '../../src/procfs/root.js';
import { makeTempRoot, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { TreeWriter } from '../../src/procfs-tree/tree-writer.js';
import type { Reading, Sweep } from '../../src/scan/sweep.js';
import { createScanSource } from '../../src/sources/scan-source.js';
import { deviceFacts } from '../support/scan.js';
import { processFacts } from '../support/snapshots.js';
import { sweep } from '../support/sweeps.js';

const GPUS = 8;
const PROCESSES = 40;
const WARM_UP = 200;
const TICKS = 200;
/** Asking for CPU time costs some itself. */
const BATCH = 10;

const HEADER = '#Date Time gpu pid type sm mem enc dec jpg ofa fb ccpm command';
const idOf = (gpu: number): string => `0000:${(gpu + 1).toString(16).padStart(2, '0')}:00.0`;
const gpuOf = (at: number): number => at % GPUS;
const rowOf = (at: number, sm: number): string =>
  ` 20261125 12:00:00 ${gpuOf(at)} ${4000 + at} C ${sm} 22 - - - - 8192 0 python train.py`;

function fakeTool(folder: string): string {
  const path = join(folder, 'nvidia-smi');
  const lines = [HEADER, ...Array.from({ length: PROCESSES }, (_, at) => rowOf(at, 50))];
  writeFileSync(path, `#!/bin/sh\ncase $1 in pmon) cat <<'END'\n${lines.join('\n')}\nEND\n;; esac\nexec sleep 600\n`);
  chmodSync(path, 0o755);
  return path;
}

async function occupantsAlone(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-top-bench-'));
  // The clock stands still for the tool, so that what it said once stands for all ticks.
  const tool = new NvidiaSmi({ shell: ['/bin/sh'], path: fakeTool(folder), nowNs: () => 1_000_000_000n });
  const people = Array.from({ length: PROCESSES }, (_, at) =>
    processFacts({ pid: 4000 + at, startTimeTicks: at, comm: 'python' }),
  );
  const readings = people.map(({ pid }, at): Reading => {
    const gpu = gpuOf(at);
    return { pid, fd: 7, link: `/dev/nvidia${gpu}`, device: idOf(gpu), text: '', atNs: 0n };
  });
  const devices = Array.from({ length: GPUS }, (_, gpu) => ({
    ...deviceFacts(idOf(gpu), { [`nvidia${gpu}`]: `195:${gpu}` }),
    driver: 'nvidia',
  }));
  const gpus = devices.map(({ id }) => ({ id, runtimeStatus: 'active', isHeldUnseen: false }));
  const holders = people.map(({ pid, startTimeTicks, comm }, at) => ({
    ...{ device: idOf(gpuOf(at)), pid, startTimeTicks, comm, ancestorPids: [1] },
  }));
  try {
    while (tool.take(gpus, holders).length < PROCESSES) await pause(20);
    const rounds = new Rounds();
    rounds.add(HEADER, 0n);
    const ledger = createLedger();
    const wallMs: number[] = [];
    const cpuMs: number[] = [];
    let before = process.cpuUsage();
    for (let tick = 1; tick <= WARM_UP + TICKS; tick++) {
      if (tick > WARM_UP && (tick - WARM_UP) % BATCH === 1) before = process.cpuUsage();
      const startNs = process.hrtime.bigint();
      for (let at = 0; at < PROCESSES; at++) rounds.add(rowOf(at, tick % 100), BigInt(tick));
      const said = tool.take(gpus, holders);
      const at = tick * 1e9;
      const atNs = BigInt(at);
      const processReadings = said.map(({ device, pid, text }) => {
        return { source: 'nvidia-smi' as const, device, pid, isOurs: true, text, atNs };
      });
      ledger.fold({ ...sweep(tick, readings, { people, devices }), processReadings });
      if (tick <= WARM_UP) continue;
      wallMs.push(Number(process.hrtime.bigint() - startNs) / 1e6);
      if ((tick - WARM_UP) % BATCH !== 0) continue;
      const { user, system } = process.cpuUsage(before);
      cpuMs.push((user + system) / 1000 / BATCH);
    }
    print(`lines, tool and fold: CPU of all threads ${spread(cpuMs)}; wall ${spread(wallMs)}`);
  } finally {
    tool.close();
    rmSync(folder, { recursive: true });
  }
}

/** A machine of 8 GPUs without DRM nodes and 40 processes that hold one each. */
function putMachine(tree: TreeWriter): void {
  for (let gpu = 0; gpu < GPUS; gpu++) {
    tree.writeFile(`proc/driver/nvidia/gpus/${idOf(gpu)}/information`, `Model: \t NVIDIA H100\nDevice Minor: \t ${gpu}\n`);
    tree.writeFile(`sys/bus/pci/devices/${idOf(gpu)}/power/runtime_status`, 'active\n');
    tree.writeFile(`dev/nvidia${gpu}`, `c 195:${gpu}\n`);
  }
  const fdinfo = 'pos:\t0\nflags:\t02\nmnt_id:\t1\nino:\t5\n';
  for (let at = 0; at < PROCESSES; at++)
    tree.putProcess({ pid: 4000 + at, comm: 'python', fds: { 7: { link: `/dev/nvidia${gpuOf(at)}`, fdinfo } } });
}

const queryOf = (gpu: number, busy: number): string =>
  `${gpu}, 0000${idOf(gpu)}, ${busy}, 40960, 81559, 55, 310.00, 700.00, 1755, 22, 2619, 1980, 2619, 700.00, 60, 96.00.74.00.01, [N/A]`;

async function wholeTicks(): Promise<void> {
  const root = makeTempRoot('bench-occupants');
  putMachine(new TreeWriter(root));
  const lines: { command: string; line: (text: string) => void }[] = [];
  const begin: BeginTool = ({ command, line }) => {
    lines.push({ command, line });
    return { pid: undefined, close: () => undefined };
  };
  const source = createScanSource({ root: openRoot({ root }), smi: { shell: [], path: 'nvidia-smi', begin } });
  const ledger = createLedger();
  const cpuMs = { whole: [] as number[], lines: [] as number[], sweep: [] as number[], fold: [] as number[] };
  const cpuNow = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  try {
    await source.next();
    if (lines.length !== 2) throw new Error(`the tool was started ${lines.length} times`);
    const told = (tick: number): void => {
      for (const { command, line } of lines) {
        if (command.includes('pmon')) {
          line(HEADER);
          for (let at = 0; at < PROCESSES; at++) line(rowOf(at, tick % 100));
        } else for (let gpu = 0; gpu < GPUS; gpu++) line(queryOf(gpu, tick % 100));
      }
    };
    const folded = (swept: Sweep, tick: number): void => {
      const { clients } = ledger.fold(swept);
      if (clients.length !== PROCESSES || clients[0]?.engines.get('sm')?.ratio !== (tick % 100) / 100)
        throw new Error('the tool was not heard');
    };
    let tick = 1;
    for (; tick <= WARM_UP + TICKS; tick++) {
      const start = cpuNow();
      told(tick);
      const toldAt = cpuNow();
      const swept = await source.next();
      const takenAt = cpuNow();
      folded(swept, tick);
      const end = cpuNow();
      if (tick <= WARM_UP) continue;
      cpuMs.lines.push(toldAt - start);
      cpuMs.sweep.push(takenAt - toldAt);
      cpuMs.fold.push(end - takenAt);
    }
    // Whole ticks in batches, since asking for CPU time in the middle of one costs as much as half of it.
    for (let batch = 0; batch < TICKS / BATCH; batch++) {
      const start = cpuNow();
      for (const last = tick + BATCH; tick < last; tick++) {
        told(tick);
        folded(await source.next(), tick);
      }
      cpuMs.whole.push((cpuNow() - start) / BATCH);
    }
    for (const [part, figures] of Object.entries(cpuMs)) print(`whole tick, ${part}: CPU of all threads ${spread(figures)}`);
  } finally {
    await source.close();
    removeTempRoot(root);
  }
}

function print(line: string): void {
  const load = loadavg().map((each) => each.toFixed(1));
  process.stdout.write(`${GPUS} GPUs, ${PROCESSES} processes, ${TICKS} ticks; ${line}; load ${load.join(' ')}\n`);
}

function spread(ms: readonly number[]): string {
  const sorted = [...ms].sort((a, b) => a - b);
  const place = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(2);
  return `median ${place(0.5)} ms, one of ten below ${place(0.1)} ms, nine of ten below ${place(0.9)} ms`;
}

await occupantsAlone();
await wholeTicks();
