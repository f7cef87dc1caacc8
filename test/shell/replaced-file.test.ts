import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UsageError } from '../../src/errors/usage-error.js';
import { replacedFile } from '../../src/shell/replaced-file.js';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'gpu-top-replaced-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('each text takes the place of the one before, and nothing else is left in the folder', () => {
  const file = join(folder, 'page.prom');
  const write = replacedFile(file);
  const umask = process.umask(0o077);
  write('one, and long\n');
  process.umask(umask);
  const { ino } = statSync(file);
  write('two\n');
  expect(readFileSync(file, 'utf8')).toBe('two\n');
  // Another file by the same name: whoever reads the old one reads it to its end.
  expect(statSync(file).ino).not.toBe(ino);
  expect(statSync(file).mode & 0o777).toBe(0o644);
  expect(readdirSync(folder)).toEqual(['page.prom']);
});

test('a link is followed', () => {
  writeFileSync(join(folder, 'real'), 'old');
  symlinkSync('real', join(folder, 'link'));
  replacedFile(join(folder, 'link'))('new');
  expect(readFileSync(join(folder, 'real'), 'utf8')).toBe('new');
});

test('what is no plain file, or can be none, is refused at once', () => {
  mkdirSync(join(folder, 'sub'));
  for (const file of [join(folder, 'sub'), '/dev/null', join(folder, 'none', 'file')])
    expect(() => replacedFile(file), file).toThrow(UsageError);
});

test('what cannot be written leaves the old text, and no rest', () => {
  const file = join(folder, 'sub', 'page');
  mkdirSync(join(folder, 'sub'));
  const write = replacedFile(file);
  rmSync(join(folder, 'sub'), { recursive: true });
  expect(() => write('text')).toThrow(/cannot be written \(ENOENT\)/);
});
