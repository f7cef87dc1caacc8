/** Processes that a vendor's tool tells of: ours, strangers, and those that are gone before the tool has noticed. */
import { expect, it } from 'vitest';
import { openRoot } from '../../src/procfs/root.js';
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
