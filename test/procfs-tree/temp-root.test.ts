import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { makeTempRoot, memoryFolder, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { compileRooms } from '../support/compile.js';

let compiled: string;
beforeAll(() => {
  compiled = mkdtempSync(join(tmpdir(), 'gpu-top-compiled-'));
  compileRooms(['helper', 'procfs-tree'], compiled);
});
afterAll(() => rmSync(compiled, { recursive: true }));

const SCRIPT = `
  import { makeTempRoot } from './procfs-tree/temp-root.js';
  import { TreeWriter } from './procfs-tree/tree-writer.js';
  const root = makeTempRoot('ends');
  new TreeWriter(root).putProcess({ pid: 5, comm: 'x', denied: ['fd', 'fdinfo'], fds: { 1: { link: 'a', fdinfo: 'b' } } });
  const how = process.argv[1];
  if (how === 'a handled') process.on('SIGINT', () => process.exit(7));
  if (how.endsWith('handled') || how === 'a plain') setInterval(() => {}, 1000);
  process.stdout.write(root + '\\n', () => {
    if (how === 'an exception') throw new Error('as asked');
    if (how === 'process.exit') process.exit(3);
  });
`;

it.each([
  ['returning', null, { code: 0, signal: null }],
  ['an exception', null, { code: 1, signal: null }],
  ['process.exit', null, { code: 3, signal: null }],
  ['a plain', 'SIGINT', { code: null, signal: 'SIGINT' }],
  ['a plain', 'SIGTERM', { code: null, signal: 'SIGTERM' }],
  ['a handled', 'SIGINT', { code: 7, signal: null }],
] as const)('leaves no folder behind when the program ends by $0 ($1)', async (how, signal, outcome) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, how], { cwd: compiled });
  const ended = new Promise((resolve) => child.on('close', (code, by) => resolve({ code, signal: by })));
  const root = await new Promise<string>((resolve) =>
    child.stdout.once('data', (text: Buffer) => resolve(text.toString().trim())),
  );
  expect(root).toContain('gpu-top-ends-');
  if (signal !== null) {
    expect(existsSync(join(root, 'proc/5/stat'))).toBe(true);
    child.kill(signal);
  }
  expect(await ended).toEqual(outcome);
  expect(existsSync(root)).toBe(false);
});

it('takes its signal listeners away with the last folder', () => {
  const before = process.listenerCount('SIGINT');
  const [first, second] = [makeTempRoot('a'), makeTempRoot('b')];
  removeTempRoot(first);
  expect(process.listenerCount('SIGINT')).toBe(before + 1);
  removeTempRoot(second);
  removeTempRoot(second);
  expect(process.listenerCount('SIGINT')).toBe(before);
});

it('goes where TMPDIR says, else into memory where there is such a folder', () => {
  vi.stubEnv('TMPDIR', '/somewhere');
  expect(memoryFolder()).toBe('/somewhere');
  vi.stubEnv('TMPDIR', undefined);
  expect(memoryFolder()).toBe(existsSync('/dev/shm') ? '/dev/shm' : tmpdir());
  vi.unstubAllEnvs();
});
