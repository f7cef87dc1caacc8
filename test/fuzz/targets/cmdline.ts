/** /proc/PID/cmdline and /proc/PID/comm: free text. What is shown of it must be printable, in cells and in lines. */
import fc from 'fast-check';
import { Proc } from '../../../src/procfs/proc.js';
import { toAscii } from '../../../src/view/text/ascii.js';
import { csvText } from '../../../src/output/csv-lines.js';
import { safeJson } from '../../../src/output/safe-json.js';
import { oneLine, printable } from '../../../src/view/text/printable.js';
import { cellWidth, cut, fit, wrap } from '../../../src/view/text/text.js';
import { HOSTILE_TEXTS } from '../../support/hostile-text.js';
import { processTexts } from '../corpus.js';
import { mutatedText } from '../mutate.js';
import { oneFile } from '../one-file.js';
import { must, mustBeOneLine } from '../sound.js';
import { target } from '../target.js';

const corpus = [...processTexts('cmdline'), ...processTexts('comm'), ...HOSTILE_TEXTS.values()];

export const cmdline = target({
  name: 'cmdline',
  shortCases: 200,
  arbitrary: fc.tuple(mutatedText(corpus, ['\0', '--', '\0\0']), fc.nat(200)),
  check([text, width]) {
    const process = new Proc({ proc: '/proc', files: oneFile(text) }, 7);
    const line = process.cmdline();
    must(line === null || (line !== '' && !line.includes('\0')), 'the command line');
    const comm = process.comm() ?? '';
    for (const raw of [line ?? '', comm]) {
      const shown = printable(raw);
      mustBeOneLine(shown, 'printable text');
      mustBeOneLine(oneLine(raw), 'a line');
      must(printable(shown) === shown, 'printable twice is another text');
      must(cellWidth(fit(shown, width)) === width, `fitted to ${width} cells it takes ${cellWidth(fit(shown, width))}`);
      must(cellWidth(cut(shown, width)) <= width, 'cut, and wider');
      if (width > 0) for (const each of wrap(shown, width)) must(cellWidth(each) <= width, 'wrapped, and wider');
      must(toAscii(shown).length === cellWidth(shown), 'in ASCII of another width');
      mustBeOneLine(csvText(raw) ?? '', 'a cell');
      must(!/^\s*[=+\-@＝＋－＠]/.test(csvText(raw) ?? ''), 'a formula');
      must(JSON.parse(safeJson(raw)) === raw, 'JSON is another text');
      mustBeOneLine(safeJson(raw), 'JSON');
    }
  },
});
