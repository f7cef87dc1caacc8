import { describe, expect, test } from 'vitest';
import { closeSync, openSync, readFileSync, readlinkSync, readdirSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { Failure, type Files } from '../../src/procfs/files.js';
import { type KeptCalls, keptFiles } from '../../src/procfs/kept-files.js';
import { keptCalls, nodeFiles } from '../../src/procfs/node-files.js';

interface World {
  readonly texts: Map<string, string>;
  readonly open: Map<number, string>;
  readonly files: Files;
  byName: number;
  /** What a read of an open file fails with. */
  failure: string | null;
}

function world(most = 100): World {
  const texts = new Map<string, string>();
  const open = new Map<number, string>();
  let newest = 2;
  const textAt = (path: string): string | Failure => texts.get(path) ?? new Failure('ENOENT', path);
  const calls: KeptCalls = {
    open(path) {
      if (!texts.has(path)) return new Failure('ENOENT', path);
      open.set(++newest, path);
      return newest;
    },
    readAt: (_, path) => (made.failure === null ? textAt(path) : new Failure(made.failure, path)),
    close: (fd) => void open.delete(fd),
  };
  const none = (path: string): Failure => new Failure('ENOENT', path);
  const read = (path: string): string | Failure => {
    made.byName++;
    return textAt(path);
  };
  const files = keptFiles({ list: none, link: none, stat: none, lstat: none, read }, ['/proc/'], calls, () => most);
  const made: World = { texts, open, files, byName: 0, failure: null };
  return made;
}

const STAT = '/proc/7/stat';

describe('a file that is read in every sweep', () => {
  test('is opened once, and says what it says now', () => {
    const made = world();
    for (const text of ['a', 'b', 'c', 'd']) {
      made.texts.set(STAT, text);
      expect(made.files.reread?.(STAT)).toBe(text);
      made.files.endSweep?.();
    }
    expect([...made.open.values()]).toEqual([STAT]);
    expect(made.byName).toBe(1);
  });

  test('is closed when a sweep has not read it', () => {
    const made = world();
    made.texts.set(STAT, 'a');
    for (let sweep = 0; sweep < 3; sweep++) {
      made.files.reread?.(STAT);
      made.files.endSweep?.();
    }
    made.files.endSweep?.();
    expect(made.open.size).toBe(0);
  });

  test('is asked by its name when reading fails, and closed', () => {
    const made = world();
    made.texts.set(STAT, 'a');
    for (let sweep = 0; sweep < 3; sweep++) made.files.reread?.(STAT);
    made.failure = 'ENODEV';
    expect(made.files.reread?.(STAT)).toBe('a');
    expect(made.open.size).toBe(0);
    made.texts.delete(STAT);
    expect(made.files.reread?.(STAT)).toMatchObject({ errno: 'ENOENT' });
    expect(made.open.size).toBe(0);
  });

  test('is opened by its name again now and then', () => {
    const made = world();
    made.texts.set(STAT, 'a');
    const fds = new Set<number>();
    for (let sweep = 0; sweep < 200; sweep++) {
      made.files.reread?.(STAT);
      for (const fd of made.open.keys()) fds.add(fd);
      made.files.endSweep?.();
    }
    expect(fds.size).toBeGreaterThanOrEqual(3);
    expect(made.open.size).toBeLessThanOrEqual(1);
  });

  test('is read by its name where there is no room, and where it is not of the kernel', () => {
    const made = world(1);
    for (const path of [STAT, '/proc/8/stat', '/home/x']) made.texts.set(path, path);
    for (let sweep = 0; sweep < 5; sweep++) {
      for (const path of made.texts.keys()) expect(made.files.reread?.(path)).toBe(path);
      made.files.endSweep?.();
    }
    expect([...made.open.values()]).toEqual([STAT]);
  });
});

describe('files of this machine', () => {
  const kept = (): Files => keptFiles(nodeFiles, ['/proc/'], keptCalls, () => 100);

  test('read anew say what they say when opened anew', () => {
    const files = kept();
    const fd = openSync('/dev/null', 'r');
    try {
      for (const path of [`/proc/self/fdinfo/${fd}`, '/proc/1/stat', '/proc/self/fdinfo/0']) {
        files.reread?.(path);
        files.reread?.(path);
        expect(files.reread?.(path)).toBe(readFileSync(path, 'utf8'));
      }
    } finally {
      closeSync(fd);
    }
  });

  test('of a process that ends are closed, and its end is told', async () => {
    const files = kept();
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    const path = `/proc/${child.pid}/stat`;
    for (let sweep = 0; sweep < 3; sweep++) expect(files.reread?.(path)).toContain('(sleep)');
    const mine = (): string[] =>
      readdirSync('/proc/self/fd').flatMap((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`);
        } catch {
          return [];
        }
      });
    expect(mine()).toContain(path);
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(files.reread?.(path)).toMatchObject({ errno: 'ENOENT' });
    expect(mine()).not.toContain(path);
  });
});
