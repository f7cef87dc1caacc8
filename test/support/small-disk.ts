/** A disk of a few KiB, for what happens when it is full. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk extends Disposable {
  readonly folder: string;
}

/** Mounts one; a text says why that cannot be done here. */
export function mountSmallDisk(sizeKib: number): SmallDisk | string {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-top-disk-'));
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKib}k`, 'gpu-top-test', folder], { encoding: 'utf8' });
  if (mount.status !== 0) {
    rmdirSync(folder);
    return `no tmpfs can be mounted: ${(mount.error?.message ?? mount.stderr).trim()}`;
  }
  return {
    folder,
    [Symbol.dispose]() {
      spawnSync('umount', [folder]);
      rmdirSync(folder);
    },
  };
}
