/** Findings as text: a mark, the finding, and below it the reason and what to do. */
import { styleText } from 'node:util';
import { printable } from '../../view/printable.js';
import type { Finding } from './finding.js';

const MARKS = { ok: 'ok', note: 'note', problem: 'PROBLEM' } as const;
const COLOURS = { ok: 'green', note: 'yellow', problem: 'red' } as const;

export function printFindings(findings: readonly Finding[], colour: boolean): string {
  const lines = findings.flatMap(({ state, topic, text, why, todo }) => {
    const mark = MARKS[state].padEnd(8);
    const indent = ' '.repeat(8 + 11);
    return [
      `${colour ? styleText(COLOURS[state], mark, { validateStream: false }) : mark}${topic.padEnd(10)} ${printable(text)}`,
      ...(why === null ? [] : [`${indent}why: ${printable(why)}`]),
      ...(todo === null ? [] : [`${indent}do:  ${printable(todo)}`]),
    ];
  });
  const problems = findings.filter(({ state }) => state === 'problem').length;
  const notes = findings.filter(({ state }) => state === 'note').length;
  return `${lines.join('\n')}\n\n${problems} problems, ${notes} notes\n`;
}
