import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { deflateRawSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { skipped } from '../support/tools.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockHead, LIMITS, MAGIC } from '../../src/recording/format.js';
import { openRecording } from '../../src/recording/reader.js';
import { createRecorder } from '../../src/recording/recorder.js';
import type { Sweep } from '../../src/scan/sweep.js';
import { UsageError } from '../../src/errors/usage-error.js';
import { anySweep } from '../support/any-sweep.js';
import { madeSweep, takeSweeps } from '../support/made-sweeps.js';
import { mountSmallDisk } from '../support/small-disk.js';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'gpu-top-recording-'))));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const newPath = (): string => join(folder, `${++files}.gputop`);

async function record(path: string, sweeps: readonly Sweep[], sweepsPerBlock = 4): Promise<number[]> {
  const recorder = await createRecorder(path, { program: '0.1.0', sweepsPerBlock });
  const ends: number[] = [];
  for (const sweep of sweeps) {
    await recorder.write(sweep);
    ends.push(recorder.bytes);
  }
  await recorder.close();
  return ends;
}

async function replay(path: string): Promise<{ sweeps: Sweep[]; damage: readonly string[] }> {
  const recording = await openRecording(path);
  const sweeps: Sweep[] = [];
  for await (const { sweep } of recording.sweepsFrom(0)) sweeps.push(sweep);
  await recording.close();
  return { sweeps, damage: recording.damage };
}

describe('a recording', () => {
  it('replays exactly what was recorded, over block borders', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anySweep, { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 4 }),
        async (sweeps, perBlock) => {
          const path = newPath();
          await record(path, sweeps, perBlock);
          expect(await replay(path)).toStrictEqual({ sweeps, damage: [] });
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is a gzip file of JSON lines with the magic in clear at its start', async () => {
    const path = newPath();
    await record(path, takeSweeps(10, { clients: 2 }));
    expect(readFileSync(path).subarray(0, 64).toString('latin1')).toContain(`${MAGIC} 1 `);
    execFileSync('gzip', ['-t', '-S', '.gputop', path]);
    const lines = execFileSync('gzip', ['-dc', '-S', '.gputop', path], { encoding: 'utf8' }).trimEnd().split('\n');
    expect(lines.map((line) => Object.keys(JSON.parse(line) as object)[0])).toEqual([
      ...['magic', 'at', 'at', 'at', 'at'],
      ...['magic', 'at', 'at', 'at', 'at'],
      ...['magic', 'at', 'at'],
    ]);
  });

  it('is readable by its owner only, since it holds command lines', async () => {
    const path = newPath();
    await record(path, takeSweeps(1, { clients: 1 }));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('cut at any byte replays every sweep that was whole', async () => {
    const path = newPath();
    const sweeps = takeSweeps(6, { clients: 2 });
    const ends = await record(path, sweeps, 3);
    const bytes = readFileSync(path);
    const cutPath = newPath();
    for (let length = 0; length < bytes.length; length += 1) {
      writeFileSync(cutPath, bytes.subarray(0, length));
      const whole = ends.filter((end) => end <= length).length;
      const { sweeps: replayed, damage } = await replay(cutPath).catch((error: unknown) => {
        expect(error, `cut at ${length}`).toBeInstanceOf(UsageError);
        return { sweeps: [], damage: [] };
      });
      // The newline of a sweep may be readable some bytes before its flush ends.
      expect([whole, whole + 1], `cut at ${length}`).toContain(replayed.length);
      expect(replayed, `cut at ${length}`).toStrictEqual(sweeps.slice(0, replayed.length));
      expect(damage, `cut at ${length}`).toEqual([]);
    }
  }, 180_000);

  it('cut anywhere, appended to, and cut again loses only what was cut', async () => {
    const first = takeSweeps(5, { clients: 2, seed: 7 });
    const second = takeSweeps(4, { clients: 1, seed: 8, startWallMs: 1_800_000_100_000 });
    const path = newPath();
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (cut, cutAgain) => {
          rmSync(path, { force: true });
          const firstEnds = await record(path, first, 2);
          const whole = readFileSync(path);
          // At least the first sweep: a file that holds none is refused when appended to only if it is no recording.
          const start = firstEnds[0] ?? 0;
          const kept = Math.round(start + (whole.length - start) * cut);
          writeFileSync(path, whole.subarray(0, kept));
          const secondEnds = (await record(path, second, 2)).map((end) => end + kept);
          const joined = readFileSync(path);
          const end = Math.round(kept + (joined.length - kept) * cutAgain);
          writeFileSync(path, joined.subarray(0, end));
          const replayed = await replay(path);
          const times = replayed.sweeps.map(({ wallMs }) => wallMs);
          const wholeSweeps = [
            ...first.slice(0, firstEnds.filter((at) => at <= kept).length),
            ...second.slice(0, secondEnds.filter((at) => at <= end).length),
          ];
          expect(times).toEqual(expect.arrayContaining(wholeSweeps.map(({ wallMs }) => wallMs)));
          expect([...first, ...second]).toEqual(expect.arrayContaining(replayed.sweeps));
          expect(replayed.damage).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('joined with another by cat is one recording, with the time between them', async () => {
    const [early, late, joined] = [newPath(), newPath(), newPath()];
    await record(early, takeSweeps(5, { clients: 1 }));
    await record(late, takeSweeps(5, { clients: 1, startWallMs: 1_800_000_060_000 }));
    writeFileSync(joined, Buffer.concat([readFileSync(early), readFileSync(late)]));
    const recording = await openRecording(joined);
    const positions: number[] = [];
    for await (const { positionNs } of recording.sweepsFrom(0)) positions.push(Math.round(positionNs / 1e9));
    await recording.close();
    expect(positions).toEqual([0, 1, 2, 3, 4, 60, 61, 62, 63, 64]);
    expect(recording.durationNs).toBeCloseTo(64e9, -9);
  });

  it('loses one block, says so and goes on where bytes were changed', async () => {
    const path = newPath();
    const sweeps = takeSweeps(12, { clients: 2 });
    const ends = await record(path, sweeps, 4);
    const bytes = readFileSync(path);
    const at = Math.round(((ends[4] ?? 0) + (ends[5] ?? 0)) / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    writeFileSync(path, bytes);
    const { sweeps: replayed, damage } = await replay(path);
    expect(replayed).toStrictEqual([...sweeps.slice(0, 4), ...sweeps.slice(8)]);
    expect(damage).toEqual([expect.stringMatching(/^block 2 of 3: /)]);
  });

  it('goes down a stream as well as into a file', async () => {
    const stream = new PassThrough();
    const written = buffer(stream);
    const recorder = await createRecorder(stream, { program: '0.1.0' });
    const sweeps = takeSweeps(3, { clients: 1 });
    for (const sweep of sweeps) await recorder.write(sweep);
    await recorder.close();
    stream.end();
    const path = newPath();
    writeFileSync(path, await written);
    expect((await replay(path)).sweeps).toStrictEqual(sweeps);
  });
});

describe('a hostile file', () => {
  /** Reads all there is; anything but a UsageError is a fault. */
  async function readAll(bytes: Uint8Array): Promise<readonly string[]> {
    const path = newPath();
    writeFileSync(path, bytes);
    try {
      return (await replay(path)).damage;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return [error.message];
    } finally {
      rmSync(path);
    }
  }

  it('made of a recording by changing bytes is read as far as it goes, without a crash', async () => {
    const path = newPath();
    await record(path, takeSweeps(6, { clients: 2 }), 2);
    const bytes = readFileSync(path);
    const change = fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), async (changes) => {
        const changed = Buffer.from(bytes);
        for (const [at, byte] of changes) changed[at] = byte;
        await readAll(changed);
      }),
      { numRuns: 300 },
    );
  });

  const block = (text: string): Buffer =>
    Buffer.concat([blockHead({ section: 'ab', block: 0, atNs: 0n, wallMs: 0 }), deflateRawSync(text, { level: 9 })]);
  const header = `${JSON.stringify({ magic: MAGIC, version: 1, section: 'ab', program: '', host: '', startWallMs: 0, startAtNs: 0, clockTicksPerSecond: 100, scrubbed: false })}\n`;

  it.each([
    ['unpacks to more than any recorder writes', 'x'.repeat(LIMITS.blockBytes + 1)],
    ['has a line longer than any recorder writes', `${header}${' '.repeat(LIMITS.lineBytes + 1)}\n`],
    ['is no JSON', `${header}{"at":\n`],
    ['has a header of another kind', '{"magic":"mine"}\n'],
    ['copies a list again and again', `${header}{"at":0,"wallMs":0,"readings":{"order":[-1,1],"added":[{}]}}\n`],
  ])('that %s is refused in bounded memory', async (_, text) => {
    expect(await readAll(block(text))).toEqual([expect.stringMatching(/holds no whole sweep/)]);
  });
});

describe('a recording that cannot be', () => {
  it('passed on, because the reader of the stream has gone, says so', async () => {
    const stream = new PassThrough();
    stream.resume();
    const recorder = await createRecorder(stream, { program: '0.1.0' });
    await recorder.write(madeSweep({ clients: 1 }));
    stream.destroy();
    const message = "cannot write 'the output': the reader has gone; 1 sweeps recorded before are kept";
    await expect(recorder.write(madeSweep({ clients: 1 }))).rejects.toThrow(message);
    await recorder.close();
  });

  it.each([
    ['written into a folder that is not there', () => join(folder, 'none', 'x.gputop'), /no such file or folder/],
    ['written over a folder', () => folder, /it is a folder/],
    [
      'appended to another file',
      () => {
        const path = newPath();
        writeFileSync(path, 'my diary');
        return path;
      },
      /exists and is no recording/,
    ],
  ])('%s is refused and harms nothing', async (_, make, message) => {
    await expect(createRecorder(make(), { program: '0.1.0' })).rejects.toThrow(message);
  });

  it('written further says why once the disk is full, and keeps what was written', async ({ skip }) => {
    const mounted = mountSmallDisk(16);
    if (typeof mounted === 'string') return skip(skipped('mount', mounted));
    using disk = mounted;
    const path = join(disk.folder, 'x.gputop');
    const recorder = await createRecorder(path, { program: '0.1.0' });
    const sweeps = takeSweeps(1000, { clients: 20 });
    let written = 0;
    const writing = (async () => {
      for (const sweep of sweeps) {
        await recorder.write(sweep);
        written += 1;
      }
    })();
    await expect(writing).rejects.toMatchObject({ name: 'UsageError', exitCode: 1 });
    expect(written).toBeGreaterThan(10);
    const message = `cannot write '${path}': the disk is full; ${written} sweeps recorded before are kept`;
    await expect(recorder.write(madeSweep({ clients: 1 }))).rejects.toThrow(message);
    await recorder.close();
    await recorder.close();
    expect(await replay(path)).toStrictEqual({ sweeps: sweeps.slice(0, written), damage: [] });
  });

  it.each([
    ['', /is empty/],
    ['my diary', /is no recording/],
    ['\x1f\x8b\x08\x00plain gzip', /is no recording/],
    ['\x1f\x8b', /ends inside its header/],
    ['\x1f\x8b\x08\x10\0\0\0\0\0\xffgpu-top-recording 1 ab', /ends inside its header/],
    ['\x1f\x8b\x08\x10\0\0\0\0\0\xffgpu-top-recording 1 ab 0 5 5\0', /holds no whole sweep/],
    ['\x1f\x8b\x08\x10\0\0\0\0\0\xffgpu-top-recording 1 ab 0 5 5\0\xff\xff\xff\xff', /holds no whole sweep/],
    ['\x1f\x8b\x08\x10\0\0\0\0\0\xffgpu-top-recording 2 whatever comes\0', /is of format 2, this gpu-top reads format 1/],
  ])('read (%j) is a UsageError', async (content, message) => {
    const path = newPath();
    writeFileSync(path, content, 'latin1');
    const opening = openRecording(path);
    await expect(opening).rejects.toThrow(UsageError);
    await expect(opening).rejects.toThrow(message);
  });

  it('found is a UsageError', async () => {
    await expect(openRecording(newPath())).rejects.toThrow(/cannot read the recording .*: there is no such file/);
  });
});
