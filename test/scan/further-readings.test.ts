import { describe, expect, it } from 'vitest';
import type { Files } from '../../src/procfs/files.js';
import { nodeFiles } from '../../src/procfs/node-files.js';
import { openRoot } from '../../src/procfs/root.js';
import { createScanSource } from '../../src/sources/scan-source.js';
import { writeKfdMachine } from '../support/kfd-tree.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';

async function sweepOf(tree: TemporaryTree) {
  const sweep = await createScanSource({ root: openRoot({ root: tree.root }) }).next();
  return { ...sweep, processReadings: sweep.processReadings ?? [] };
}

function putHolder(tree: TemporaryTree, pid: number, link: string): void {
  tree.putProcess({ pid, comm: 'trainer', startTimeTicks: 77, fds: { 3: { link, fdinfo: '' } } });
}

describe('a process that KFD shows', () => {
  it('is ours while it holds /dev/kfd, and then has a name', async () => {
    using tree = temporaryTree();
    writeKfdMachine(tree);
    putHolder(tree, 4242, '/dev/kfd');
    const { processReadings, processes } = await sweepOf(tree);
    expect(processReadings.map(({ source, device, pid, isOurs }) => [source, device, pid, isOurs])).toEqual([
      ['kfd', '0000:c1:00.0', 4242, true],
      ['kfd', '0000:03:00.0', 5150, false],
    ]);
    expect([...processes.values()].map(({ pid, comm }) => [pid, comm])).toEqual([[4242, 'trainer']]);
  });

  it('is a stranger where the pid is that of a process without /dev/kfd', async () => {
    using tree = temporaryTree();
    writeKfdMachine(tree);
    putHolder(tree, 4242, '/dev/null');
    const { processReadings, processes } = await sweepOf(tree);
    expect(processReadings.map(({ isOurs }) => isOurs)).toEqual([false, false]);
    expect(processes.size).toBe(0);
  });

  it('is a stranger where so much was opened before the node that nobody else would be looked at', async () => {
    using tree = temporaryTree();
    writeKfdMachine(tree);
    putHolder(tree, 4242, '/dev/kfd');
    let links = 0;
    const files: Files = {
      ...nodeFiles,
      list: (path) =>
        /4242\/fd\/?$/.test(path) ? Array.from({ length: 20_000 }, (_, fd) => String(fd + 10)) : nodeFiles.list(path),
      link(path) {
        links += Number(path.includes('/4242/fd/'));
        return nodeFiles.link(path);
      },
    };
    const source = createScanSource({ root: openRoot({ root: tree.root, files }), strategy: 'fdinfo' });
    const { processReadings = [] } = await source.next();
    expect(processReadings.map(({ pid, isOurs }) => [pid, isOurs])).toContainEqual([4242, false]);
    expect(links).toBeLessThan(5000);
  });

  it('is ours where its fds are not ours to see', async () => {
    using tree = temporaryTree();
    writeKfdMachine(tree);
    putHolder(tree, 4242, '/dev/null');
    tree.removePath('proc/4242/fd');
    const { processReadings } = await sweepOf(tree);
    expect(processReadings.map(({ isOurs }) => isOurs)).toEqual([true, false]);
  });
});

it('partitions of one GPU are one device', async () => {
  using tree = temporaryTree();
  writeKfdMachine(tree);
  tree.writeFile('sys/class/kfd/kfd/topology/nodes/3/gpu_id', '777\n');
  tree.writeFile('sys/class/kfd/kfd/topology/nodes/3/properties', 'simd_count 416\nsimd_per_cu 4\nlocation_id 49408\n');
  tree.writeFile('sys/class/kfd/kfd/proc/4242/vram_777', '4096\n');
  const { processReadings } = await sweepOf(tree);
  expect(processReadings.map(({ device, pid }) => [device, pid])).toEqual([
    ['0000:c1:00.0', 4242],
    ['0000:03:00.0', 5150],
  ]);
  expect(processReadings[0]?.text).toContain('gpu_id: 28851\n');
  expect(processReadings[0]?.text).toContain('vram_777: 4096\n');
});
