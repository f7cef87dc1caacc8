/**
 * What a tick costs gpu-top itself where NVIDIA's tool tells of processes: 8 GPUs and 40 processes. `npm run bench:occupants`.
 *
 * Counted is what is done for them in each tick: taking in the lines of a round, asking the tool's part what they are, and folding the
 * sweep. The tool is a stand-in that prints one round and then waits, so none of its own work is in the figures.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createLedger } from '../../src/ledger/ledger.js';
import { Rounds } from '../../src/nvidia/rounds.js';
import { NvidiaSmi } from '../../src/nvidia/tool.js';
import type { Reading } from '../../src/scan/sweep.js';
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

async function main(): Promise<void> {
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
  const gpus = devices.map(({ id }) => ({ id, runtimeStatus: 'active' }));
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
      const processReadings = said.map((reading) => ({
        ...{ ...reading, source: 'nvidia-smi' as const, isOurs: true, atNs: BigInt(at) },
      }));
      ledger.fold({ ...sweep(tick, readings, { people, devices }), processReadings });
      if (tick <= WARM_UP) continue;
      wallMs.push(Number(process.hrtime.bigint() - startNs) / 1e6);
      if ((tick - WARM_UP) % BATCH !== 0) continue;
      const { user, system } = process.cpuUsage(before);
      cpuMs.push((user + system) / 1000 / BATCH);
    }
    const load = loadavg().map((each) => each.toFixed(1));
    process.stdout.write(
      `${GPUS} GPUs, ${PROCESSES} processes, ${TICKS} ticks: CPU of all threads ${spread(cpuMs)}; wall ${spread(wallMs)}; load ${load.join(' ')}\n`,
    );
  } finally {
    tool.close();
    rmSync(folder, { recursive: true });
  }
}

function spread(ms: readonly number[]): string {
  const sorted = [...ms].sort((a, b) => a - b);
  const place = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(2);
  return `median ${place(0.5)} ms, nine of ten below ${place(0.9)} ms`;
}

await main();
