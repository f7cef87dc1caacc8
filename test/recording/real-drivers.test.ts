/**
 * A recording made under real drivers (three GPUs of the test machine, test/vm), scrubbed, with what gpu-top said of it there and with
 * the log of the pretended silicon.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { gpuTop, jsonLines } from '../support/gpu-top.js';
import { compareTicks, worst } from '../vm/scenes/compare.js';
import { parseTicks } from '../vm/tick.js';

const FOLDER = 'fixtures/recordings';
const NAME = 'v1-vm-multi-6.12';

describe('the recording of three real drivers', () => {
  let replayed = '';
  beforeAll(async () => {
    const { code, stdout, stderr } = await gpuTop(['replay', '--json', `${NAME}.gputop`], { cwd: FOLDER });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    replayed = stdout;
  });

  it('gives all that was said where it was made', () => {
    const said = jsonLines(readFileSync(`${FOLDER}/${NAME}.ndjson`, 'utf8'));
    expect(said.length).toBeGreaterThan(3);
    // Facts may be added, and the file has another name here.
    expect(jsonLines(replayed)).toMatchObject(
      said.map((tick) => ({ ...tick, source: { kind: 'replay', root: `${NAME}.gputop` } })),
    );
  });

  it('gives busy ratios within 4 points of what the silicon did', () => {
    const ticks = parseTicks(replayed);
    const all = compareTicks(ticks, readFileSync(`${FOLDER}/${NAME}.truth`, 'utf8'));
    const { off, what } = worst(all);
    expect(off, what).toBeLessThan(4);
    const loaded = all.filter(({ truth }) => truth > 0.2);
    expect(new Set(loaded.map(({ pid }) => pid)).size).toBe(3);
    expect(loaded.length).toBeGreaterThanOrEqual(3 * (ticks.length - 1));
  });
});
