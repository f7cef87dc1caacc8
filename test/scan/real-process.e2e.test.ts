/**
 * A real process with a real char-device fd of major 226, on the real procfs. There is no driver behind the node, so the fd
 * is opened with O_PATH, which asks no driver. Such a fd is no client, and not reported; to play a driver without
 * statistics, the flag is taken out of what the kernel prints. Needs root and mknod.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StrategyName } from '../../src/drm/strategies/strategy.js';
import { openRoot, type Root } from '../../src/procfs/root.js';
import { createScanner } from '../../src/scan/scanner.js';
import { makeTempRoot, memoryFolder, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { deviceFacts, devicesOf } from '../support/scan.js';
import { skipped } from '../support/tools.js';

const HOLD = "require('fs').openSync(process.argv[1], 0o10000000); process.stdout.write('open'); setInterval(() => {}, 1e6)";

// In memory: on overlayfs, where containers have their temp folder, a file's inode is another one in fdinfo than in stat.
const dir = makeTempRoot('real', memoryFolder());
mkdirSync(join(dir, 'dri'));
const node = join(dir, 'dri/renderD128');
const canMakeNodes = spawnSync('mknod', [node, 'c', '226', '128']).status === 0;
skipped('mknod', canMakeNodes ? null : 'mknod is not allowed here');

describe.skipIf(!canMakeNodes)(`a process with a fd on a DRM node outside /dev`, () => {
  let holder: ChildProcess;
  let root: Root;
  beforeAll(async () => {
    holder = spawn(process.execPath, ['-e', HOLD, node], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((resolve) => holder.stdout?.once('data', resolve));
    const real = openRoot();
    const read = (path: string, cap?: number) => {
      const text = real.files.read(path, cap);
      return typeof text === 'string' ? text.replace(/^flags:.*$/m, 'flags:\t02') : text;
    };
    // Its nodes are here and not in /dev.
    root = { ...real, dev: dir, files: { ...real.files, read } };
  });
  afterAll(() => holder.kill('SIGKILL'));

  const readingsOf = async (strategy: StrategyName, mode: 'full' | 'incremental') => {
    const devices = devicesOf(deviceFacts('gpu', { renderD128: '226:128' }));
    const { readings, processes } = await createScanner({ root, strategy, mode, devices, sourceKind: 'live' }).sweep();
    const own = readings.filter(({ pid }) => pid === holder.pid);
    expect(own.length === 0 || processes.get(holder.pid ?? 0)?.cmdline?.includes('openSync')).toBe(true);
    return own.map(({ link, device }) => ({ link, device }));
  };

  test.each(['full', 'incremental'] as const)('is found by number and by inode, not by name nor by fdinfo (%s)', async (mode) => {
    expect(await readingsOf('stat', mode)).toEqual([{ link: node, device: 'gpu' }]);
    expect(await readingsOf('auto', mode)).toEqual([{ link: node, device: 'gpu' }]);
    expect(await readingsOf('name', mode)).toEqual([]);
    expect(await readingsOf('fdinfo', mode)).toEqual([]);
  });

  test('is no DRM fd as long as it is only a path', async () => {
    const devices = devicesOf();
    const scanner = createScanner({
      root: { ...openRoot(), dev: dir },
      strategy: 'stat',
      mode: 'full',
      devices,
      sourceKind: 'live',
    });
    expect((await scanner.sweep()).readings.filter(({ pid }) => pid === holder.pid)).toEqual([]);
  });

  test('is found when the node was renamed after it was opened', async () => {
    const renamed = join(dir, 'dri/gpu0');
    renameSync(node, renamed);
    expect(await readingsOf('auto', 'full')).toEqual([{ link: renamed, device: 'gpu' }]);
    renameSync(renamed, node);
  });
});

afterAll(() => removeTempRoot(dir));
