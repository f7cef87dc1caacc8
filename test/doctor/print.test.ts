import { describe, expect, it } from 'vitest';
import { note, ok, problem } from '../../src/doctor/finding.js';
import { printFindings } from '../../src/doctor/print.js';

const PLAIN = { colour: false, ascii: false };

describe('findings as text', () => {
  it('have a mark, a topic, a reason and what to do, and a sum', () => {
    const findings = [
      ok('kernel', 'Linux 7'),
      note('rights', 'none', 'because', 'do this'),
      problem('devices', 'no', 'gone', null),
    ];
    expect(printFindings(findings, PLAIN)).toBe(`ok      kernel     Linux 7
note    rights     none
                   why: because
                   do:  do this
PROBLEM devices    no
                   why: gone

1 problem, 1 note
`);
  });

  it.each([
    [[], '0 problems, 0 notes'],
    [[note('a', 'b', 'c', null), note('a', 'b', 'c', null)], '0 problems, 2 notes'],
  ])('are summed up in numbers: %#', (findings, sum) => {
    expect(printFindings(findings, PLAIN)).toContain(sum);
  });

  it('colour the mark alone', () => {
    const text = printFindings([ok('kernel', 'Linux 7')], { colour: true, ascii: false });
    expect(text).toMatch(/^\x1b\[32mok {6}\x1b\[39mkernel {5}Linux 7\n/);
  });

  it('are ASCII where the locale is not UTF-8', () => {
    const text = printFindings([ok('device', 'card1 · grün')], { colour: false, ascii: true });
    expect(text).toContain('card1 . grun');
  });

  it('let no device drive the terminal', () => {
    const text = printFindings([note('device', 'card\x1b]52;c;x\x07', '\x9b2J', 'a\u202eb')], PLAIN);
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  });
});
