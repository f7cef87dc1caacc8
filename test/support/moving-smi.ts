/** nvidia-smi whose figures follow a script: rounds of pmon and of the query for each second of a clock that the test moves. */
import type { BeginTool } from '../../src/sources/scan-source.js';

/** What one process does on one GPU, percent and MB, at a second. */
export interface ScriptedUse {
  readonly gpu: number;
  readonly pid: number;
  readonly sm: (second: number) => number;
  readonly fb: (second: number) => number;
}

export interface MovingSmi {
  readonly begin: BeginTool;
  /** Command lines in the order of their starts. */
  readonly starts: string[];
  /** How many run now. */
  readonly running: () => number;
  /** Prints the round of a second. */
  readonly tick: (second: number) => void;
}

const address = (gpu: number): string => `0000:0${gpu + 1}:00.0`;

export function movingSmi(uses: readonly ScriptedUse[]): MovingSmi {
  const starts: string[] = [];
  const open = new Map<object, (second: number) => void>();
  const isAsked = (command: string, gpu: number): boolean => command.includes(address(gpu));
  return {
    starts,
    running: () => open.size,
    begin({ command, line }) {
      starts.push(command);
      const gpus = [...new Set(uses.map(({ gpu }) => gpu))].filter((gpu) => isAsked(command, gpu));
      const of = (gpu: number) => uses.filter((use) => use.gpu === gpu);
      const child = { pid: undefined, close: () => void open.delete(child) };
      open.set(child, (second) => {
        if (command.includes('pmon')) {
          line('#Date Time gpu pid type sm mem enc dec jpg ofa fb ccpm command');
          for (const { gpu, pid, sm, fb } of gpus.flatMap(of)) {
            const percent = Math.round(sm(second));
            line(` 20261126 12:00:00 ${gpu} ${pid} C ${percent === 0 ? '-' : percent} - - - - - ${fb(second)} 0 prog ${pid}`);
          }
        } else
          for (const gpu of gpus) {
            const busy = Math.min(
              100,
              of(gpu).reduce((sum, { sm }) => sum + sm(second), 0),
            );
            line(`${gpu}, 0000${address(gpu)}, ${Math.round(busy)}, 500, 24576, 50, 120.00, 450.00, 2100`);
          }
      });
      return child;
    },
    tick: (second) => open.forEach((print) => print(second)),
  };
}
