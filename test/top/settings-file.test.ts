/** Saving the settings (F12) harms nothing of what the user has there. */
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeTempRoot, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { saveScreenshot } from '../../src/top/screenshot.js';
import { hiddenProblem, loadSettings, saveSettings } from '../../src/top/settings-file.js';
import { parseSettings } from '../../src/tui/state/settings.js';
import { initialState } from '../../src/tui/state/state.js';
import { client, snapshot } from '../support/snapshots.js';

const folder = makeTempRoot('settings');
afterAll(() => removeTempRoot(folder));
let made = 0;
const newFolder = (): string => {
  const path = join(folder, String(made++));
  mkdirSync(path);
  return path;
};
const state = { ...initialState(), intervalMs: 3000, mouse: false };

describe('F12', () => {
  it('keeps comments, unknown keys, tables and the order, and changes values in place', () => {
    const file = join(newFolder(), 'config.toml');
    const before = [
      '# mine: do not touch',
      'newer = "of another version" # kept',
      'interval = 1.5 # slow link, "#"',
      'hide = [',
      '  # these are noise',
      '  "cpu",',
      ']',
      '',
      'mouse = true',
      '[plugin]',
      'interval = 7',
      '',
    ].join('\n');
    writeFileSync(file, before);
    expect(saveSettings(file, {}, state)).toBe(`saved ${file}`);
    const text = readFileSync(file, 'utf8');
    for (const line of ['# mine: do not touch', 'newer = "of another version" # kept', 'interval = 3 # slow link, "#"'])
      expect(text.split('\n')).toContain(line);
    expect(text).toMatch(/\[plugin\]\ninterval = 7\n$/);
    expect(text.indexOf('newer')).toBeLessThan(text.indexOf('interval = 3'));
    const { settings, problems } = parseSettings(text);
    expect(settings).toMatchObject({ intervalMs: 3000, mouse: false });
    expect(problems.map(({ key }) => key)).toEqual(['newer', 'plugin']);
    // Once more: nothing moves.
    saveSettings(file, {}, state);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it("keeps a symbolic link one, writes what it leads to, and keeps that one's mode", () => {
    const [home, dotfiles] = [newFolder(), newFolder()];
    writeFileSync(join(dotfiles, 'gpu-top.toml'), '');
    chmodSync(join(dotfiles, 'gpu-top.toml'), 0o640);
    symlinkSync(join(dotfiles, 'gpu-top.toml'), join(home, 'config.toml'));
    expect(saveSettings(join(home, 'config.toml'), {}, state)).toMatch(/^saved /);
    expect(lstatSync(join(home, 'config.toml')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(dotfiles, 'gpu-top.toml'), 'utf8')).toContain('interval = 3');
    expect(statSync(join(dotfiles, 'gpu-top.toml')).mode & 0o777).toBe(0o640);
    expect(readdirSync(dotfiles)).toEqual(['gpu-top.toml']);
  });

  it('leaves a file that is no TOML as it is', () => {
    const file = join(newFolder(), 'config.toml');
    writeFileSync(file, 'interval = = 3\n');
    expect(saveSettings(file, {}, state)).toMatch(/^not saved: .* is no TOML/);
    expect(readFileSync(file, 'utf8')).toBe('interval = = 3\n');
  });

  it.skipIf(process.getuid?.() !== 0)('writes no file, and into no folder, of another user', () => {
    const [theirs, ours] = [newFolder(), newFolder()];
    chownSync(theirs, 1234, 1234);
    expect(saveSettings(join(theirs, 'config.toml'), {}, state)).toMatch(/^not saved: .* belongs to another user$/);
    expect(readdirSync(theirs)).toEqual([]);
    const file = join(ours, 'config.toml');
    writeFileSync(file, '');
    chownSync(file, 1234, 1234);
    expect(saveSettings(file, {}, state)).toMatch(/^not saved/);
    expect(readFileSync(file, 'utf8')).toBe('');
  });
});

describe('settings that others can change are read, and that is said', () => {
  it.skipIf(process.getuid?.() !== 0)('of another owner', () => {
    const file = join(newFolder(), 'config.toml');
    writeFileSync(file, 'interval = 3\n');
    const read = { settings: { intervalMs: 3000 }, path: file, text: 'interval = 3\n' };
    expect(loadSettings(file, {})).toEqual({ ...read, problems: [] });
    chownSync(file, 1234, 1234);
    expect(loadSettings(file, {})).toEqual({ ...read, problems: [`${file}: belongs to another user`] });
  });

  it('of a mode that lets them write', () => {
    const file = join(newFolder(), 'config.toml');
    writeFileSync(file, 'interval = 3\n');
    chmodSync(file, 0o666);
    expect(loadSettings(file, {}).problems).toEqual([`${file}: can be written by others`]);
  });
});

it('a screenshot is for its owner alone', () => {
  const at = newFolder();
  expect(saveScreenshot({ text: 'a', ansi: 'b', svg: 'c' }, at)).toMatch(/^saved/);
  const files = readdirSync(at);
  expect(files).toHaveLength(3);
  for (const file of files) expect(statSync(join(at, file)).mode & 0o777).toBe(0o600);
});

describe('hide', () => {
  it.each([
    ['["nosuch"]', "hide: unknown column 'nosuch'; known here: pid, user,"],
    ['["cpu", "holder"]', "hide: unknown column 'holder' (did you mean 'holders'?); known here:"],
    ['["cpu", "MEM", "history", "avg10", "vram", "decode", "region:cpu"]', null],
  ])('%s is told by file, key and what there is', (value, message) => {
    const file = join(newFolder(), 'config.toml');
    writeFileSync(file, `interval = 2\nhide = ${value}\n`);
    const loaded = loadSettings(file, {});
    expect(loaded.problems).toEqual([]);
    // It may be a pipe, which is read once, or be gone by the first snapshot.
    rmSync(file);
    const problem = hiddenProblem(loaded, snapshot({ clients: [client({})] }));
    if (message === null) expect(problem).toBeNull();
    else expect(problem).toContain(`${file}:2: ${message}`);
  });

  it('takes a column by its title', () => {
    expect(parseSettings('hide = ["MEM", "Holders"]').settings.hidden).toEqual(new Set(['mem', 'holders']));
  });
});
