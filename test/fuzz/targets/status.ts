/** /proc/PID/status: whose a process is, and what gpu-top itself may do. */
import { parseCredentials } from '../../../src/doctor/rights.js';
import { parseUid } from '../../../src/procfs/status.js';
import { processTexts } from '../corpus.js';
import { mutatedText } from '../mutate.js';
import { must, mustBeU64, mustCount } from '../sound.js';
import { target } from '../target.js';

const REAL =
  'Name:\tnode\nUmask:\t0022\nState:\tR (running)\nPid:\t7\nUid:\t1000\t1000\t1000\t1000\nGid:\t0\t0\t0\t0\nCapInh:\t0000000000000000\n'.concat(
    'CapPrm:\t000001ffffffffff\nCapEff:\t000001ffffffffff\nCapBnd:\t000001ffffffffff\nCapAmb:\t0000000000080000\n',
  );

export const status = target({
  name: 'status',
  shortCases: 2000,
  arbitrary: mutatedText(
    [REAL, ...processTexts('status')],
    ['Uid:', 'Uid:\t', 'CapEff:', 'CapAmb:\t', 'ffffffffffffffffffff', '\t0\t0\t0\t0', '\rUid:\t0\t', '\u2028Uid:\t0 '],
  ),
  check(text) {
    const uid = parseUid(text);
    mustCount(uid, 'uid');
    // The name of the process stands before it, and may hold anything but a newline.
    const said = text.split('\n').filter((line) => line.startsWith('Uid:'));
    must(uid === null || said.some((line) => line.includes(String(uid))), `uid ${uid}, not of the line that says so`);
    const own = parseCredentials(text, 'node');
    if (own === null) return;
    mustCount(own.uid, 'own uid');
    mustBeU64(own.effective, 'effective capabilities');
    mustBeU64(own.ambient, 'ambient capabilities');
  },
});
