import fc from 'fast-check';
import { readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFdinfo } from '../../../src/drm/fdinfo/parse-fdinfo.js';
import { makeTempRoot, memoryFolder, removeTempRoot } from '../../../src/procfs-tree/temp-root.js';
import { writeShapeTree, type TreeShape } from '../../../src/bench/workloads/shape-tree.js';
import { TreeWriter } from '../../../src/procfs-tree/tree-writer.js';

let root: string;
beforeEach(() => (root = makeTempRoot('shape', memoryFolder())));
afterEach(() => removeTempRoot(root));

/** Walks the tree in the plainest way: every fdinfo, parsed. */
function walk(): { fds: number; drmFds: number; clients: Map<string, number> } {
  const clients = new Map<string, number>();
  let [fds, drmFds] = [0, 0];
  for (const pid of readdirSync(join(root, 'proc'))) {
    const names = readdirSync(join(root, 'proc', pid, 'fd'));
    expect(readdirSync(join(root, 'proc', pid, 'fdinfo')).sort()).toEqual(names.sort());
    for (const name of names) {
      const { driver, clientId } = parseFdinfo(readFileSync(join(root, 'proc', pid, 'fdinfo', name), 'utf8'));
      fds += 1;
      expect(driver === 'amdgpu').toBe(readlinkSync(join(root, 'proc', pid, 'fd', name)) === '/dev/dri/renderD128');
      if (driver === null || clientId === null) continue;
      drmFds += 1;
      clients.set(clientId, Number(pid));
    }
  }
  return { fds, drmFds, clients };
}

describe('a tree of a given shape', () => {
  it('has exactly the processes, fds and clients that its truth says', () => {
    const shapes = fc.record<TreeShape>({
      processes: fc.integer({ min: 1, max: 12 }),
      fdsPerProcess: fc.integer({ min: 0, max: 25 }),
      clients: fc.integer({ min: 0, max: 15 }),
      clientsPerProcess: fc.integer({ min: 1, max: 3 }),
      fdsPerClient: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(shapes, (shape) => {
        fc.pre(shape.clients <= shape.processes * (shape.clientsPerProcess ?? 1));
        removeTempRoot(root);
        root = makeTempRoot('shape', memoryFolder());
        const truth = writeShapeTree(root, shape);
        expect(walk()).toEqual(truth);
        expect(readdirSync(join(root, 'proc'))).toHaveLength(shape.processes);
        expect(truth.clients.size).toBe(shape.clients);
      }),
      { numRuns: 25 },
    );
  });

  it('spreads the clients over the pids', () => {
    const { clients } = writeShapeTree(root, { processes: 100, fdsPerProcess: 3, clients: 4 });
    expect([...clients.values()]).toEqual([324, 349, 374, 399]);
  });

  it('is refused where the clients do not fit', () => {
    expect(() => writeShapeTree(root, { processes: 2, fdsPerProcess: 1, clients: 3 })).toThrow(
      '3 clients asked for where the processes may have 2',
    );
  });

  it('shares one file between fds of a kind until one of them is rewritten', () => {
    writeShapeTree(root, { processes: 3, fdsPerProcess: 4, clients: 0 });
    const inode = (pid: number) => statSync(join(root, `proc/${pid}/fdinfo/1`)).ino;
    expect(inode(300)).toBe(inode(302));
    new TreeWriter(root).setFdinfo(300, 1, 'changed');
    expect(readFileSync(join(root, 'proc/302/fdinfo/1'), 'utf8')).toMatch(/^pos:/);
  });

  it('holds the two forms that were proposed and never merged, on request', () => {
    writeShapeTree(root, { processes: 10, fdsPerProcess: 5, clients: 4, clientsPerProcess: 2, withProposals: true });
    const texts = readFileSync(join(root, 'proc/304/gpu'), 'utf8').split('\n\n');
    expect(texts.map((text) => parseFdinfo(text).clientId)).toEqual(['1', '2']);
    const folder = join(root, 'sys/class/drm/card0/clients');
    expect(readdirSync(folder).sort()).toEqual(['1', '2', '3', '4']);
    expect(readFileSync(join(folder, '3/pid'), 'utf8')).toBe('309\n');
    expect(readFileSync(join(folder, '3/name'), 'utf8')).toBe('worker-9\n');
    expect(readFileSync(join(folder, '3/busy/0'), 'utf8')).toBe('3000009\n');
  });
});
