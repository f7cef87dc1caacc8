import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deviceMajor, deviceMinor } from '../../src/procfs/device-number.js';
import { Failure } from '../../src/procfs/files.js';
import { nodeFiles } from '../../src/procfs/node-files.js';
import { makeTempRoot, removeTempRoot } from '../../src/procfs-tree/temp-root.js';

let dir: string;
beforeAll(() => {
  dir = makeTempRoot('files');
  mkdirSync(join(dir, 'sub'));
  writeFileSync(join(dir, 'text'), 'grün\n');
  writeFileSync(join(dir, 'long'), 'x'.repeat(100_000));
  writeFileSync(join(dir, 'broken'), Buffer.from([0x61, 0xff, 0x62]));
  symlinkSync('socket:[7]', join(dir, 'link'));
});
afterAll(() => removeTempRoot(dir));

describe('read', () => {
  test('reads procfs files, which say that they are empty', () => {
    expect(nodeFiles.read('/proc/self/stat')).toContain(`${process.pid} (`);
  });

  test('stops at 64 KiB, or at the cap that is asked for', () => {
    expect(nodeFiles.read(join(dir, 'long'))).toHaveLength(65_536);
    expect(nodeFiles.read(join(dir, 'long'), 10)).toHaveLength(10);
    expect(nodeFiles.read(join(dir, 'long'), 1_000_000)).toHaveLength(100_000);
  });

  test('decodes UTF-8 and replaces what is none', () => {
    expect(nodeFiles.read(join(dir, 'text'))).toBe('grün\n');
    expect(nodeFiles.read(join(dir, 'broken'))).toBe('a\ufffdb');
  });

  test('does not wait for a writer of a pipe', () => {
    execFileSync('mkfifo', [join(dir, 'pipe')]);
    expect(nodeFiles.read(join(dir, 'pipe'))).toBe('');
  });
});

/** Without an exception statSync tells ENOTDIR from ENOENT up to Node 20. Either way nothing is there. */
const NO_FOLDER = Number(process.versions.node.split('.')[0]) < 22 ? 'ENOTDIR' : 'ENOENT';

test.each([
  ['list', 'nothing', 'ENOENT'],
  ['list', 'text', 'ENOTDIR'],
  ['link', 'nothing', 'ENOENT'],
  ['link', 'text', 'EINVAL'],
  ['stat', 'nothing', 'ENOENT'],
  ['stat', 'text/x', NO_FOLDER],
  ['lstat', 'nothing', 'ENOENT'],
  ['read', 'nothing', 'ENOENT'],
  ['read', 'sub', 'EISDIR'],
] as const)('%s of %s is a failure with its errno and path, and no exception', (call, name, errno) => {
  const path = join(dir, name);
  expect(nodeFiles[call](path)).toEqual(new Failure(errno, path));
});

test('a failure leaves the stack traces of others alone', () => {
  const before = Error.stackTraceLimit;
  nodeFiles.read(join(dir, 'nothing'));
  expect(Error.stackTraceLimit).toBe(before);
});

test('stat follows links and lstat does not', () => {
  expect(nodeFiles.stat('/proc/self')).toMatchObject({ isDirectory: true });
  expect(nodeFiles.lstat('/proc/self')).toMatchObject({ isDirectory: false });
  expect(nodeFiles.link(join(dir, 'link'))).toBe('socket:[7]');
});

test('stat tells a character device and its number', () => {
  expect(nodeFiles.stat('/dev/null')).toMatchObject({ charDevice: { major: 1, minor: 3 }, isDirectory: false });
  expect(nodeFiles.stat('/')).toMatchObject({ charDevice: null, isDirectory: true });
});

test.each([
  [0xe280, 226, 128],
  [0x10500, 261, 0],
  [0x1e2ff, 482, 255],
  [0x0010_e200, 226, 256],
  [2 ** 44 + 0x0ff, 4096, 255],
])('device %d is %d:%d', (dev, major, minor) => {
  expect([deviceMajor(dev), deviceMinor(dev)]).toEqual([major, minor]);
});

describe('a stat of what is in memory', () => {
  const held = (path: string): ReturnType<NonNullable<typeof nodeFiles.statInMemory>> | undefined => {
    const fd = openSync(path, 'r');
    try {
      return nodeFiles.statInMemory?.(`/proc/self/fd/${fd}`, '/proc/self/mountinfo');
    } finally {
      closeSync(fd);
    }
  };

  test('tells a device by its number, and asks no other file system', () => {
    // /dev is a tmpfs or devtmpfs wherever there is one.
    expect(held('/dev/null')).toMatchObject({ charDevice: { major: 1, minor: 3 } });
    expect(held('/proc/self/comm')).toBeNull();
  });

  test('says which failure it met', () => {
    expect(nodeFiles.statInMemory?.('/proc/self/fd/99999', '/proc/self/mountinfo')).toBeInstanceOf(Failure);
  });
});
