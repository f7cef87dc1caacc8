/** Recordings as files: bytes changed anywhere, cut, joined, and packed again around lines that were changed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { createLedger } from '../../../src/ledger/ledger.js';
import { BLOCK_MARKER, blockHead } from '../../../src/recording/format.js';
import { openRecording } from '../../../src/recording/reader.js';
import { headerShape } from '../../../src/recording/shapes.js';
import { UsageError } from '../../../src/errors/usage-error.js';
import { takeSweeps } from '../../support/made-sweeps.js';
import { FIXTURES } from '../corpus.js';
import { mutatedBytes, mutatedText } from '../mutate.js';
import { must, mustBeFinite } from '../sound.js';
import { asyncTarget } from '../target.js';
import { linesOf } from './recording-line.js';

const header = JSON.stringify(
  headerShape.encode({
    ...{ magic: 'gpu-top-recording', version: 1, section: 'a1', program: '0.1.0', host: 'box', bootId: 'b' },
    ...{ startWallMs: 1.7e12, startAtNs: 5n, clockTicksPerSecond: 100, scrubbed: false },
  }),
);
const text = [header, ...linesOf(takeSweeps(3, { clients: 1 })), ''].join('\n');

/** A block with a right checksum around any text. */
function pack(content: string, block = 0): Buffer {
  const bytes = Buffer.from(content);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(bytes), 0);
  trailer.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([blockHead({ section: 'a1', block, atNs: 5n, wallMs: 1.7e12 }), deflateRawSync(bytes), trailer]);
}

const whole = [
  pack(text),
  Buffer.concat([pack(text), pack(text, 1)]),
  readFileSync(join(FIXTURES, 'recordings/v1-desktop.gputop')).subarray(0, 9000),
];
const bytes = fc.oneof(
  { weight: 4, arbitrary: mutatedBytes([...whole, BLOCK_MARKER, Buffer.from('\x1f\x8b\x08')]) },
  {
    weight: 4,
    arbitrary: mutatedText([text], ['{', '}', '"at":', 'null', '1e999', '[-1,200000]']).map((content) => pack(content)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...whole), mutatedText([text]))
      .map(([first, content]) => Buffer.concat([first, pack(content, 1)])),
  },
);

const folder = mkdtempSync(join(tmpdir(), 'gpu-top-fuzz-recording-'));
const path = join(folder, 'x.gputop');

export const recording = asyncTarget({
  name: 'recording',
  shortCases: 200,
  arbitrary: bytes,
  async check(content) {
    writeFileSync(path, content);
    try {
      const opened = await openRecording(path);
      try {
        mustBeFinite(opened.durationNs, 'duration');
        const ledger = createLedger();
        for await (const { sweep, positionNs } of opened.sweepsFrom(0)) {
          mustBeFinite(positionNs, 'position');
          ledger.fold(sweep);
        }
        must(
          opened.damage.every((note) => note.startsWith('block ')),
          'damage of no block',
        );
      } finally {
        await opened.close();
      }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
    }
  },
  close() {
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  },
});
