/** Processes that a vendor's tool tells of: ours, strangers, and those that are gone before the tool has noticed. */
import { expect, it } from 'vitest';
import { Failure } from '../../src/procfs/files.js';
import { openRoot } from '../../src/procfs/root.js';
import { putDevice, putOpenFiles, type TreeDevice } from '../../src/procfs-tree/device-tree.js';
import { createScanSource } from '../../src/sources/scan-source.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';

function putHolder(tree: TemporaryTree, pid: number, link: string): void {
  tree.putProcess({ pid, comm: 'trainer', fds: { 3: { link, fdinfo: 'pos:\t0\n' } } });
}

it.each([
  ['has ended', (tree: TemporaryTree) => tree.removeProcess(600)],
  ['has closed the GPU', (tree: TemporaryTree) => putHolder(tree, 600, '/dev/null')],
])('a process that %s is no stranger while the tool still tells of it', async (_, end) => {
  using tree = temporaryTree();
  tree.writeFile('proc/driver/nvidia/gpus/0000:01:00.0/information', 'Model: X\nDevice Minor: 0\n');
  const row = (pid: number) => ` 0 ${pid} C 41 9 - - 100 prog\n`;
  tree.writeFile('nvidia-smi/pmon', `# gpu pid type sm mem enc dec fb command\n${row(600)}${row(601)}${row(99)}`);
  putHolder(tree, 600, '/dev/nvidia0');
  putHolder(tree, 601, '/dev/nvidia0');
  const source = createScanSource({ root: openRoot({ root: tree.root }), mode: 'full' });
  const told = async () => (await source.next()).processReadings?.map(({ pid, isOurs }) => [pid, isOurs]);
  await told();
  expect(await told()).toEqual([
    [600, true],
    [601, true],
    [99, false],
  ]);
  end(tree);
  for (let tick = 0; tick < 2; tick++)
    expect(await told()).toEqual([
      [601, true],
      [99, false],
    ]);
  await source.close();
});

it.each([
  ['somebody has a file of the driver open', 3, 'active', [600, 99]],
  ['nobody has', 0, 'active', undefined],
  ['the GPU is asleep', 3, 'suspended', undefined],
] as const)('where fds of others cannot be seen, the tool is asked if %s', async (_, count, status, expected) => {
  using tree = temporaryTree();
  const gpu: TreeDevice = {
    driver: 'nvidia',
    bus: { kind: 'pci', address: '0000:01:00.0', vendor: '0x10de', device: '0x2684' },
    nodes: ['card0', 'renderD128'],
    files: { 'power/runtime_status': `${status}\n` },
  };
  putDevice(tree, gpu);
  putOpenFiles(tree, gpu, count);
  tree.writeFile('sys/module/nvidia_drm/refcnt', '0\n');
  tree.writeFile('proc/driver/nvidia/gpus/0000:01:00.0/information', 'Model: X\nDevice Minor: 0\n');
  tree.writeFile(
    'nvidia-smi/pmon',
    '# gpu pid type sm mem enc dec fb command\n 0 600 C 41 9 - - 100 prog\n 0 99 C 41 9 - - 100 prog\n',
  );
  putHolder(tree, 600, '/dev/nvidia0');
  const root = openRoot({ root: tree.root });
  const list = (path: string) => (path.includes('/proc/600/fd') ? new Failure('EACCES', path) : root.files.list(path));
  const source = createScanSource({ root: { ...root, files: { ...root.files, list } }, mode: 'full' });
  await source.next();
  const { processReadings, coverage } = await source.next();
  expect(coverage.processesUnreadable).toBe(1);
  expect(processReadings?.map(({ pid }) => pid)).toEqual(expected);
  await source.close();
});
