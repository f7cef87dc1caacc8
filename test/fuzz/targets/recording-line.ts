/** One line of a recording, as JSON: any of its values may be anything. What is believed must go through ledger and outputs. */
import fc from 'fast-check';
import { createLedger } from '../../../src/ledger/ledger.js';
import { decodeSweep } from '../../../src/recording/decode-sweep.js';
import { encodeSweep } from '../../../src/recording/encode-sweep.js';
import { Damage } from '../../../src/recording/shape.js';
import { NOTHING, type PlainSweep } from '../../../src/recording/sweep-line.js';
import type { Sweep } from '../../../src/scan/sweep.js';
import { takeSweeps } from '../../support/made-sweeps.js';
import { mustBeMetrics, mustShowEverywhere } from '../all-outputs.js';
import { mutatedText, NUMBERS } from '../mutate.js';
import { must, mustBeFinite } from '../sound.js';
import { asyncTarget } from '../target.js';

/** Lines of a section, whole and as differences. */
export function linesOf(sweeps: readonly Sweep[]): string[] {
  let plain: PlainSweep = NOTHING;
  return sweeps.map((sweep) => {
    const encoded = encodeSweep(plain, sweep);
    plain = encoded.plain;
    return encoded.line;
  });
}

const sweeps = takeSweeps(4, { clients: 2 });
const fleet = sweeps.map((each): Sweep => ({
  ...each,
  ...{ devices: [], readings: [], processes: new Map(), kernelClients: [] },
  hosts: [
    { host: 'box', sweep: each, trouble: null },
    { host: 'lab', sweep: null, trouble: 'Connection refused', isSlow: false },
  ],
}));
const lines = [...linesOf(sweeps), ...linesOf(fleet)];
const values = [
  'null',
  'true',
  '{}',
  '[]',
  '[[]]',
  '"x"',
  '-1',
  '1e999',
  '-1e999',
  '0.5',
  '9007199254740993',
  '"\\ud800"',
  '[-1,3]',
  '"__proto__"',
];
const keys = [
  'at',
  'wallMs',
  'origin',
  'readings',
  'order',
  'added',
  'changed',
  'texts',
  'times',
  'processes',
  'pid',
  'deviceTimes',
  'counters',
  'hosts',
  'line',
];
const line = mutatedText(lines, [...values, ...keys.map((key) => `"${key}":`), ...NUMBERS]);

export const recordingLine = asyncTarget({
  name: 'recording-line',
  shortCases: 200,
  arbitrary: fc.array(line, { minLength: 1, maxLength: 4 }),
  async check(texts) {
    let plain = NOTHING;
    const ledger = createLedger();
    let shown = null;
    for (const text of texts) {
      try {
        const decoded = decodeSweep(plain, text);
        plain = decoded.plain;
        mustBeFinite({ ...decoded.sweep, processes: [...decoded.sweep.processes.values()] }, 'sweep');
        must(encodeSweep(NOTHING, decoded.sweep).line !== '', 'a sweep that cannot be recorded again');
        shown = ledger.fold(decoded.sweep);
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        break;
      }
    }
    if (shown === null) return;
    mustShowEverywhere(shown, 80);
    await mustBeMetrics(shown);
  },
});
