import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gpuTop, jsonLines } from '../support/gpu-top.js';
import { temporaryTree } from '../support/tree.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'gpu-top-record-'));
  writeFileSync(join(dir, 'notes.txt'), 'keep me\n');
});
afterAll(() => rmSync(dir, { recursive: true }));

test('what was recorded is replayed, tick for tick', async () => {
  using made = temporaryTree();
  const file = join(dir, 'a.gputop');
  const recorded = await gpuTop(['record', file, '--root', made.root, '-n', '3', '-d', '0.05']);
  expect(recorded).toMatchObject({ code: 0, stdout: '' });
  expect(recorded.stderr).toMatch(/^gpu-top: 4 sweeps, \d+ bytes written to .*a\.gputop\n$/);
  const { stdout } = await gpuTop(['replay', file, '--json']);
  expect(jsonLines(stdout)).toHaveLength(3);
});

describe('a recording that cannot be begun is one line and an end', () => {
  test.each([
    ['notes.txt', 2, 'exists and is no recording'],
    ['', 1, 'it is a folder'],
    ['missing/a.gputop', 1, 'there is no such file or folder'],
  ])('%j', async (name, exitCode, message) => {
    using made = temporaryTree();
    const { code, signal, stderr } = await gpuTop(['record', join(dir, name), '--root', made.root, '-n', '1', '-d', '0.05']);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect([code, signal]).toEqual([exitCode, null]);
  });
});
