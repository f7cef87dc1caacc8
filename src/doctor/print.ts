/** Findings as text: a mark, the finding, and below it the reason and what to do. */
import { styleText } from 'node:util';
import { toAscii } from '../view/text/ascii.js';
import { count } from '../view/coverage/coverage.js';
import { printable } from '../view/text/printable.js';
import type { Finding } from './finding.js';

const MARKS = { ok: 'ok', note: 'note', problem: 'PROBLEM' } as const;
const COLOURS = { ok: 'green', note: 'yellow', problem: 'red' } as const;
const MARK_WIDTH = 8;
const TOPIC_WIDTH = 11;

/** What to do stands unwrapped on a line of its own, so that a command in it can be copied. */
export function printFindings(findings: readonly Finding[], { colour, ascii }: { colour: boolean; ascii: boolean }): string {
  const safe = (text: string): string => (ascii ? toAscii(printable(text)) : printable(text));
  const indent = ' '.repeat(MARK_WIDTH + TOPIC_WIDTH);
  const lines = findings.flatMap(({ state, topic, text, why, todo }) => {
    const mark = MARKS[state].padEnd(MARK_WIDTH);
    return [
      (colour ? styleText(COLOURS[state], mark, { validateStream: false }) : mark) + topic.padEnd(TOPIC_WIDTH) + safe(text),
      ...(why === null ? [] : [`${indent}why: ${safe(why)}`]),
      ...(todo === null ? [] : [`${indent}do:  ${safe(todo)}`]),
    ];
  });
  const number = (wanted: Finding['state']): number => findings.filter(({ state }) => state === wanted).length;
  const sum = `${count(number('problem'), 'problem', 'problems')}, ${count(number('note'), 'note', 'notes')}`;
  return `${lines.join('\n')}\n\n${sum}\n`;
}
