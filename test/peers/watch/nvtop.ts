import { tooOldOrMissing } from '../installed.js';
import { TREE_INSIDE } from '../stage.js';
import { ScreenWatch } from './screen.js';
import type { Frame, Program } from './watch.js';

/** Columns with a percentage, as headed; there are others with one (CPU) that say nothing of the GPU. */
const FIGURES = ['GPU', 'ENC', 'DEC'];

/** All columns that have a number of the GPU; by default it shows neither encoder nor decoder of a process. */
const SETTINGS = `[ProcessListOption]
${['pId', 'user', 'gpuId', 'type', 'gpuRate', 'encRate', 'decRate', 'cmdline'].map((name) => `DisplayField = ${name}\n`).join('')}`;

/** Rows of a screen of nvtop: a process on a GPU each. `listed on GPU N` is 100 on every row of that GPU. */
export function parseNvtop(screen: string): Frame {
  const lines = screen.split('\n');
  const head = lines.findIndex((line) => /^\s*PID\s+USER\s+DEV/.test(line));
  const headings = lines[head]?.replace('GPU MEM', 'GPU-MEM').replace('HOST MEM', 'HOST-MEM').trim().split(/\s+/) ?? [];
  return lines.slice(head + 1).flatMap((line) => {
    // The percentage of memory stands in the column of its bytes.
    const words = line
      .replace(/(\d\w?i?B)\s+\d+%/g, '$1')
      .trim()
      .split(/\s+/);
    if (head < 0 || !/^\d+$/.test(words[0] ?? '')) return [];
    const percent: Record<string, number | null> = { [`listed on GPU ${words[headings.indexOf('DEV')] ?? ''}`]: 100 };
    for (const name of FIGURES) {
      const text = words[headings.indexOf(name)];
      percent[name] = text?.endsWith('%') === true ? Number.parseFloat(text) : null;
    }
    return [{ pid: Number(words[0]), percent }];
  });
}

export const NVTOP: Program = {
  name: 'nvtop',
  whyNot: () =>
    tooOldOrMissing('nvtop', ['--version'], /version (3\.([2-9]|\d\d)|[4-9]|\d\d)/, 'nvtop 3.2, of Debian 13 contrib'),
  start: (stage) => {
    stage.tree.writeFile('etc/nvtop.ini', SETTINGS);
    const command = ['nvtop', '-C', '-p', '-c', `${TREE_INSIDE}/etc/nvtop.ini`];
    return ScreenWatch.start(stage.inside(command), /^\s*PID\s+USER/m, parseNvtop);
  },
};
