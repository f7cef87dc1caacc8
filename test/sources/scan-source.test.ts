import { hostname } from 'node:os';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRoot } from '../../src/procfs/root.js';
import { createScanSource } from '../../src/sources/scan-source.js';
import { putDevice } from '../../src/procfs-tree/device-tree.js';
import { drmText } from '../../src/procfs-tree/fdinfo-text.js';
import { nodeFd } from '../../src/procfs-tree/tree-fd.js';
import { temporaryTree } from '../support/tree.js';

describe('a source that scans', () => {
  it('yields the clients and devices of a tree, and calls itself a tree', async () => {
    using tree = temporaryTree();
    const bus = { kind: 'pci', address: '0000:03:00.0', vendor: '1002', device: '747e' } as const;
    putDevice(tree, { driver: 'amdgpu', bus, nodes: ['card0', 'renderD128'] });
    const text = drmText('amdgpu', { clientId: 7, pdev: bus.address, engines: { gfx: { busyNs: 5n } } });
    tree.putProcess({ pid: 9, comm: 'game', fds: { 4: nodeFd('/dev/dri/renderD128', text) } });
    const source = createScanSource({ root: openRoot({ root: tree.root }) });
    const sweep = await source.next();
    expect(sweep.source).toEqual({ kind: 'tree', root: tree.root });
    expect(sweep.host).toBe(basename(tree.root));
    expect(sweep.devices.map(({ id, driver }) => [id, driver])).toEqual([['0000:03:00.0', 'amdgpu']]);
    expect(sweep.readings.map(({ pid, fd }) => [pid, fd])).toEqual([[9, 4]]);
    expect(sweep.cost).toMatchObject({ strategy: 'auto', mode: 'incremental' });
  });

  it('knows the name of the machine that a tree was recorded on', async () => {
    using tree = temporaryTree();
    tree.writeFile('proc/sys/kernel/hostname', 'render-box\n');
    const sweep = await createScanSource({ root: openRoot({ root: tree.root }) }).next();
    expect(sweep.host).toBe('render-box');
  });

  it('of the running system is live, in the mode and by the strategy that was asked for', async () => {
    const sweep = await createScanSource({ root: openRoot(), strategy: 'name', mode: 'full' }).next();
    expect(sweep.source).toEqual({ kind: 'live', root: '/' });
    expect(sweep.host).toBe(hostname());
    expect(sweep.cost).toMatchObject({ strategy: 'name', mode: 'full' });
    expect(sweep.coverage.processesSeen).toBeGreaterThan(1);
  });
});
