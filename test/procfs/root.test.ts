import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Failure } from '../../src/procfs/files.js';
import { nodeFiles } from '../../src/procfs/node-files.js';
import { listPids } from '../../src/procfs/proc.js';
import { openRoot } from '../../src/procfs/root.js';
import { UsageError } from '../../src/errors/usage-error.js';
import { makeTempRoot, removeTempRoot } from '../../src/procfs-tree/temp-root.js';

let dir: string;
beforeAll(() => {
  dir = makeTempRoot('root');
  for (const made of ['tree/proc/12/fd', 'tree/proc/self', 'tree/proc/1x', 'empty', 'bad', 'none/proc'])
    mkdirSync(join(dir, made), { recursive: true });
  writeFileSync(join(dir, 'file'), '');
  writeFileSync(join(dir, 'bad/proc'), '');
});
afterAll(() => removeTempRoot(dir));

test('the running system is a procfs, with this process in it', () => {
  const root = openRoot();
  expect(root).toMatchObject({ dir: '/', proc: '/proc', sys: '/sys', dev: '/dev', kind: 'procfs' });
  expect(listPids(root)).toContain(process.pid);
});

test('a folder with proc in it is a tree, and its processes are the folders with a number for a name', () => {
  const root = openRoot({ root: join(dir, 'tree') });
  expect(root).toMatchObject({ kind: 'tree', sys: join(dir, 'tree/sys') });
  expect(listPids(root)).toEqual([12]);
});

test('a proc without processes is fine', () => {
  expect(listPids(openRoot({ root: join(dir, 'none') }))).toEqual([]);
});

test("a host's procfs may be mounted elsewhere, its /sys stays ours", () => {
  expect(openRoot({ proc: '/proc' })).toMatchObject({ proc: '/proc', sys: '/sys', kind: 'procfs' });
});

describe('says in one line what is wrong with', () => {
  const line = (options: Parameters<typeof openRoot>[0]): string => {
    try {
      openRoot(options);
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      return (error as UsageError).message.replaceAll(dir, 'DIR');
    }
    return 'no error';
  };
  test.each([
    ['a missing root', 'root', 'nothing', "--root 'DIR/nothing' does not exist: "],
    ['a file for a root', 'root', 'file', "--root 'DIR/file' is not a directory: "],
    ['a root without proc', 'root', 'empty', "--root 'DIR/empty': its proc/ does not exist: "],
    ['a root whose proc is a file', 'root', 'bad', "--root 'DIR/bad': its proc/ is not a directory: "],
    ['a missing proc', 'proc', 'nothing', "--proc 'DIR/nothing' does not exist: "],
    ['a file for a proc', 'proc', 'file', "--proc 'DIR/file' is not a directory: "],
  ] as const)('%s', (_, option, path, expected) => {
    const message = line({ [option]: join(dir, path) });
    expect(message).toContain(expected);
    expect(message).not.toContain('\n');
  });

  test.each(['root', 'proc'] as const)('an empty %s, which is not the current folder', (option) => {
    expect(line({ [option]: '' })).toContain(`--${option} '' does not exist: `);
  });

  test('a proc that may not be read', () => {
    const files = { ...nodeFiles, list: (path: string) => new Failure('EACCES', path) };
    expect(line({ files })).toContain('/proc cannot be read (EACCES): ');
  });
});

test('a tree that lost its symbolic links has their texts in files without a newline', () => {
  mkdirSync(join(dir, 'tree/proc/7/fd'), { recursive: true });
  writeFileSync(join(dir, 'tree/proc/7/fd/3'), '/dev/dri/renderD128');
  writeFileSync(join(dir, 'tree/proc/7/comm'), 'x\n');
  const { files, proc } = openRoot({ root: join(dir, 'tree') });
  expect(files.link(`${proc}/7/fd/3`)).toBe('/dev/dri/renderD128');
  expect(files.link(`${proc}/7/comm`)).toBeInstanceOf(Failure);
  expect(files.link(`${proc}/7/fd`)).toBeInstanceOf(Failure);
});
