/**
 * What nvidia-smi would print of the machine's NVIDIA GPUs, line by line: no process is started. Who reads it is what reads the real one.
 */
import type { BeginTool, ToolChild } from '../sources/scan-source.js';
import type { Curve } from './curve.js';
import type { Machine, SimulatedNvidia } from './machine.js';

export interface SimulatedSmi {
  readonly begin: BeginTool;
  /** Prints one round for each whole second since the last call. Seconds after the machine's start. */
  advanceTo(seconds: number): void;
}

/** More rounds at once would not be kept by anybody. */
const MOST_ROUNDS = 10;

const PMON_HEADER =
  '#Date        Time         gpu         pid   type     sm    mem    enc    dec    jpg    ofa     fb   ccpm    command';

export function simulateSmi({ nvidia = [], processes, startSeconds }: Machine): SimulatedSmi {
  const printers = new Set<(second: number) => void>();
  let last = -1;
  const commOf = (pid: number): string => {
    const comm = processes.find((each) => each.pid === pid)?.comm;
    return typeof comm === 'string' ? comm : '-';
  };
  const pmon = (line: (text: string) => void) => (second: number) => {
    line(PMON_HEADER);
    nvidia.forEach(({ uses }, gpu) => {
      for (const { pid, sm, fbMib } of uses) {
        const busy = percent(sm, startSeconds + second);
        const cells = [busy, Math.round(busy / 3), '-', '-', '-', '-', Math.round(fbMib.at(startSeconds + second)), 0];
        line(`20261125 22:41:07 ${gpu} ${pid} C ${cells.join(' ')} ${commOf(pid)}`);
      }
    });
  };
  const query = (line: (text: string) => void) => (second: number) => {
    nvidia.forEach((gpu, index) => line(queryLine(gpu, index, startSeconds + second)));
  };
  return {
    begin({ command, line }): ToolChild {
      const print = command.includes('pmon') ? pmon(line) : query(line);
      printers.add(print);
      return { pid: undefined, close: () => void printers.delete(print) };
    },
    advanceTo(seconds) {
      const now = Math.floor(seconds);
      for (let second = Math.max(last + 1, now - MOST_ROUNDS + 1); second <= now; second++) {
        for (const print of printers) print(second);
      }
      last = now;
    },
  };
}

/** The mean of the second before, as the library samples it. */
function percent(curve: Curve, seconds: number): number {
  return Math.round((curve.integral(seconds) - curve.integral(seconds - 1)) * 100);
}

/** In the order of QUERY_FIELDS (nvidia/query.ts). */
function queryLine({ pciAddress, uses, vramMib, capWatts }: SimulatedNvidia, index: number, seconds: number): string {
  const busy = Math.min(
    100,
    uses.reduce((sum, { sm }) => sum + percent(sm, seconds), 0),
  );
  const usedMib = uses.reduce((sum, { fbMib }) => sum + fbMib.at(seconds), 310);
  const warm = uses.reduce((sum, { sm }) => sum + (sm.integral(seconds) - sm.integral(seconds - 30)) / 30, 0);
  const watts = 18 + (busy / 100) * (capWatts - 34);
  const clockMhz = busy === 0 ? 210 : 2475 + Math.round(busy / 10) * 15;
  const cells = [index, `0000${pciAddress}`, busy, Math.round(usedMib), vramMib, Math.round(38 + warm * 30)];
  return [...cells, watts.toFixed(2), capWatts.toFixed(2), clockMhz].join(', ');
}
