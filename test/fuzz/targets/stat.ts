/** /proc/PID/stat: numbers behind a name that may hold anything. */
import fc from 'fast-check';
import { parseProcessStat } from '../../../src/procfs/stat.js';
import { processTexts } from '../corpus.js';
import { mutatedText } from '../mutate.js';
import { must, mustCount } from '../sound.js';
import { target } from '../target.js';

const REAL =
  '4242 (blender) S 1 4242 4242 0 -1 4194304 1 2 3 4 700 300 0 0 20 0 9 0 123456 5000 900 18446744073709551615 1 1 0\n';

/** A line as the kernel prints it, of any name. */
const made = fc
  .tuple(fc.string({ unit: 'binary', maxLength: 15 }), fc.nat(), fc.nat(), fc.nat())
  .map(([name, user, system, start]) => `1 (${name}) R 2 ${'0 '.repeat(9)}${user} ${system} ${'0 '.repeat(6)}${start} 0\n`);

export const stat = target({
  name: 'stat',
  shortCases: 2000,
  arbitrary: mutatedText([REAL, ...processTexts('stat')], ['(', ')', ') S', ')))', ' ) R 1 2 3'], made),
  check(text) {
    const found = parseProcessStat(text);
    if (found === null) {
      const open = text.indexOf('(');
      must(open < 0 || text.lastIndexOf(')') < open, 'there is a name, and it was not found');
      return;
    }
    must(text.includes(`(${found.comm})`), 'the name is not in the text');
    mustCount(found.parentPid, 'parent');
    mustCount(found.cpuTicks, 'CPU ticks');
    mustCount(found.startTimeTicks, 'start time');
  },
});
