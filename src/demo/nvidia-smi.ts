/**
 * What nvidia-smi would print of the machine's NVIDIA GPUs, line by line: no process is started. Who reads it is what reads the real one.
 */
import { type BeginTool, fieldsAsked, type ToolChild } from '../sources/scan-source.js';
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
  const query = (fields: readonly string[], line: (text: string) => void) => (second: number) => {
    nvidia.forEach((gpu, index) => {
      const known = answers(gpu, index, startSeconds + second);
      line(fields.map((field) => known[field] ?? '[N/A]').join(', '));
    });
  };
  return {
    begin({ command, line }): ToolChild {
      const fields = fieldsAsked(command);
      const print = fields === null ? pmon(line) : query(fields, line);
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

/** By field, what it would say; it has no error correction, and no instances. */
function answers(
  { pciAddress, uses, vramMib, capWatts }: SimulatedNvidia,
  index: number,
  seconds: number,
): Readonly<Record<string, string>> {
  const busy = Math.min(
    100,
    uses.reduce((sum, { sm }) => sum + percent(sm, seconds), 0),
  );
  const usedMib = uses.reduce((sum, { fbMib }) => sum + fbMib.at(seconds), 310);
  const warm = uses.reduce((sum, { sm }) => sum + (sm.integral(seconds) - sm.integral(seconds - 30)) / 30, 0);
  const watts = 18 + (busy / 100) * (capWatts - 34);
  const clockMhz = busy === 0 ? 210 : 2475 + Math.round(busy / 10) * 15;
  const celsius = Math.round(38 + warm * 30);
  return {
    index: `${index}`,
    'pci.bus_id': `0000${pciAddress}`,
    'utilization.gpu': `${busy}`,
    'memory.used': `${Math.round(usedMib)}`,
    'memory.total': `${vramMib}`,
    'temperature.gpu': `${celsius}`,
    'power.draw': watts.toFixed(2),
    'power.limit': capWatts.toFixed(2),
    'clocks.current.sm': `${clockMhz}`,
    'utilization.memory': `${Math.round(busy / 3)}`,
    'fan.speed': `${celsius < 50 ? 0 : Math.round((celsius - 40) * 1.5)}`,
    'clocks_throttle_reasons.active': watts > capWatts * 0.85 ? '0x0000000000000004' : '0x0000000000000000',
    ...Object.fromEntries(['encoder', 'decoder', 'jpeg', 'ofa'].map((engine) => [`utilization.${engine}`, '0'])),
    pstate: busy === 0 ? 'P8' : 'P2',
    'pcie.link.gen.current': busy === 0 ? '1' : '4',
    'pcie.link.width.current': '16',
  };
}
