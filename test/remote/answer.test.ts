import fc from 'fast-check';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/procfs/files.js';
import { ANSWER_LIMITS, parseList, parseSearch } from '../../src/remote/answer.js';
import { RemoteFiles } from '../../src/remote/files.js';
import { RemoteShell } from '../../src/remote/shell.js';
import { SHELLS, shellIn } from '../support/remote.js';
import { temporaryTree } from '../support/tree.js';

const PATHS = ['proc/1/stat', 'proc/1/fdinfo/5', 'sys/x'];

describe('the answer to a list', () => {
  it('is the lines of each file, by its place', () => {
    const { time, late, texts } = parseList(['T 12.34 5', 'U 12.35 6', '=0', ' a', ' b', '=2', ' c'], PATHS);
    expect({ time, late, texts: [...texts] }).toEqual({
      time: 'T 12.34 5',
      late: 'U 12.35 6',
      texts: [['a', 'b'], undefined, ['c']],
    });
  });

  it('says why a file cannot be had, in errno words only', () => {
    const { texts } = parseList(['=0', '!EACCES', '=1', ' half a', '!EIO', '=2', '!rm -rf\x1b[2J'], PATHS);
    expect(texts).toEqual([
      new Failure('EACCES', '/proc/1/stat'),
      new Failure('EIO', '/proc/1/fdinfo/5'),
      new Failure('EIO', '/sys/x'),
    ]);
  });

  it('takes no line of a file for one of its own', () => {
    expect(parseList(['=0', ' =1', ' .', ' !ENOENT', ' T 1.00 2', '  '], PATHS)).toMatchObject({
      time: null,
      late: null,
      texts: [['=1', '.', '!ENOENT', 'T 1.00 2', ' ']],
    });
  });

  it('leaves out what nobody asked for', () => {
    expect(parseList(['=7', ' a', '=x', ' b', '=-1', ' c', '?', ''], PATHS).texts).toEqual([]);
  });
});

describe('the answer to a search', () => {
  it('is processes, refused ones, and fds found by link or by text, each once', () => {
    const found = parseSearch([
      'T 1.00 x',
      'P 1 22 333',
      'R 22',
      'proc/1/fd/5',
      'proc/1/fdinfo/5',
      'proc/1/fdinfo/6',
      'T 1.05 x',
    ]);
    expect(found).toEqual({
      times: ['T 1.00 x', 'T 1.05 x'],
      pids: ['1', '22', '333'],
      refused: new Set(['22']),
      fds: new Map([['1', ['5', '6']]]),
      omittedProcesses: 0,
      omitted: 0,
    });
  });

  it('is nothing where lines are no such paths and words no numbers', () => {
    const found = parseSearch([
      'P 1a self -3',
      'R ../x',
      'proc/1/fd/5/../../2/fd/3',
      '/proc/1/fd/5',
      'proc/1/fd/x',
      'proc/self/fd/1',
    ]);
    expect(found).toMatchObject({ pids: [], refused: new Set(), fds: new Map() });
  });
});

describe.each(SHELLS)('what a file says, sent through $name', ({ command, why }) => {
  it('arrives as it was, whatever it is', async ({ skip }) => {
    if (why !== null) skip(why);
    using tree = temporaryTree();
    mkdirSync(join(tree.root, 'proc/1/fdinfo'), { recursive: true });
    const shell = await RemoteShell.open(shellIn(tree.root, command), { byName: true, byFdinfo: true });
    const nasty = fc.constantFrom(
      '.',
      '=0',
      '=1',
      '!ENOENT',
      'T 1.00 1',
      '',
      ' ',
      '\\',
      '%s',
      '$(id)',
      '`id`',
      '-n',
      '\x1b[2J',
      'ä\u{1f600}',
    );
    const line = fc.oneof(nasty, fc.string({ unit: 'grapheme', maxLength: 30 })).map((text) => text.replaceAll(/[\0\n]/g, ''));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 8 }), fc.boolean(), async (lines, isCut) => {
        const text = lines.map((each) => `${each}\n`).join('');
        writeFileSync(join(tree.root, 'proc/1/fdinfo/5'), isCut ? text.slice(0, -1) : text);
        const files = new RemoteFiles();
        const paths = ['proc/1/fdinfo/5', 'proc/1/none'];
        const { texts } = parseList(await shell.ask(`want\n${paths.join('\n')}\n.\ngo\n`), paths);
        for (const [at, path] of paths.entries()) files.tell(`r ${path}`, texts[at] ?? []);
        // A last line always comes out whole, so an empty last line without its end is no line.
        expect(files.read('/proc/1/fdinfo/5')).toBe(
          isCut && text.endsWith('\n\n') ? text.slice(0, -1) : isCut && text === '\n' ? '' : text,
        );
        expect(files.read('/proc/1/none')).toEqual(new Failure('ENOENT', '/proc/1/none'));
      }),
      { numRuns: 60 },
    );
    shell.close();
  });
});

describe('a far machine that says more than any has', () => {
  it('is taken for so many processes and fds, and the other fds are counted', () => {
    const pids = Array.from({ length: 3 * ANSWER_LIMITS.processes }, (_, at) => at).join(' ');
    const ofOne = Array.from({ length: ANSWER_LIMITS.fdsOfProcess + 10 }, (_, fd) => `proc/1/fd/${fd}`);
    const ofMany = Array.from({ length: ANSWER_LIMITS.fds }, (_, at) => `proc/${10 + at}/fd/3`);
    const found = parseSearch([`P ${pids}`, `R ${pids}`, ...ofOne, ...ofMany]);
    expect(found.pids.length).toBeLessThanOrEqual(ANSWER_LIMITS.processes);
    expect(found.refused.size).toBeLessThanOrEqual(ANSWER_LIMITS.processes);
    expect([...found.fds.values()].flat()).toHaveLength(ANSWER_LIMITS.fds);
    expect(found.omitted).toBe(10 + ANSWER_LIMITS.fdsOfProcess);
    expect(found.omittedProcesses).toBe(2 * ANSWER_LIMITS.processes);
  });

  it('has no folder of more names than any has', () => {
    const files = new RemoteFiles();
    const cards = Array.from({ length: ANSWER_LIMITS.names + 1 }, (_, at) => `card${at}`);
    files.tell('d sys/class/drm', cards);
    expect(files.list('/sys/class/drm')).toEqual(new Failure('EOVERFLOW', '/sys/class/drm'));
    files.tell('d sys/class/drm', cards.slice(1));
    expect(files.list('/sys/class/drm')).toEqual(cards.slice(1));
  });

  it('fills no text beyond what is read of a file at home', () => {
    const files = new RemoteFiles();
    files.tell('r proc/1/stat', ['x'.repeat(2 * ANSWER_LIMITS.textChars)]);
    expect(files.read('/proc/1/stat')).toHaveLength(ANSWER_LIMITS.textChars);
  });

  it('without end in its lines is no answer', async () => {
    await expect(
      RemoteShell.open(['sh', '-c', 'yes "" | head -c 3000000; sleep 5'], { byName: true, byFdinfo: true }),
    ).rejects.toThrow(/an answer without end|no shell/);
  });
});
