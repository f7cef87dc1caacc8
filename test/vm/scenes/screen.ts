/**
 * The screen on a real terminal device of the guest.
 */
import xterm from '@xterm/headless';
import { expect } from 'vitest';
import type { SceneEvidence } from '../evidence.js';
import type { Scene, SceneCase } from '../scene.js';

async function screenAfter(
  text: string,
  columns: number,
  rows: number,
): Promise<{ readonly lines: string[]; readonly kind: string }> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  await new Promise<void>((resolve) => {
    terminal.write(text, resolve);
  });
  const { active } = terminal.buffer;
  const lines = Array.from({ length: rows }, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
  return { lines, kind: active.type };
}

function size(columns: number, rows: number): SceneCase[] {
  const name = `${columns}x${rows}`;
  return [
    {
      title: `the screen at ${name} shows the device and its client`,
      check: async (evidence: SceneEvidence) => {
        const beforeQ = Buffer.from(evidence.text(`${name}.screen`)).subarray(0, Number(evidence.text(`${name}.length`)));
        const { lines, kind } = await screenAfter(beforeQ.toString(), columns, rows);
        expect(kind).toBe('alternate');
        const text = lines.join('\n');
        expect(text).toMatch(/renderD128/);
        expect(text).toMatch(/vmhelp load/);
        expect(text).toMatch(/[23]\d\.\d ?%/);
        return undefined;
      },
    },
    {
      title: `q leaves a ${name} terminal as it was, with exit code 0 and nothing on stderr`,
      check: async (evidence: SceneEvidence) => {
        expect(evidence.text(`${name}.status`).trim()).toBe('0');
        expect(evidence.text(`${name}.stderr`)).toBe('');
        expect(evidence.text(`${name}.after`)).toBe(evidence.text(`${name}.before`));
        const { kind } = await screenAfter(evidence.text(`${name}.screen`), columns, rows);
        expect(kind).toBe('normal');
        const hidden = evidence.text(`${name}.screen`).lastIndexOf('\x1b[?25l');
        expect(evidence.text(`${name}.screen`).lastIndexOf('\x1b[?25h')).toBeGreaterThan(hidden);
        return undefined;
      },
    },
  ];
}

export const screen: Scene = { name: 'screen', cases: [...size(80, 24), ...size(200, 50)] };
