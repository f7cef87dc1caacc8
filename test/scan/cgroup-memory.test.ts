import { expect, test } from 'vitest';
import { createLedger } from '../../src/ledger/ledger.js';
import { processShape } from '../../src/recording/shapes.js';
import { openRoot } from '../../src/procfs/root.js';
import { createScanSource } from '../../src/sources/scan-source.js';
import { jsonClient } from '../../src/output/json-client.js';
import { sharedMemoryNotes } from '../../src/view/coverage/shared-memory.js';
import { buildRows } from '../../src/view/rows.js';
import type { Grouping } from '../../src/view/row/row.js';
import { putDevice } from '../../src/procfs-tree/device-tree.js';
import { farMachine, shellIn } from '../support/remote.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';

const PCI = '0000:03:00.0';
const APP = '/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-firefox-4113.scope';
const GIB = 2 ** 30;

/** Two clients of one browser that share a buffer of 2 GiB, and a game in a cgroup of its own that nobody counts. */
function desktop(): TemporaryTree {
  const tree = temporaryTree();
  putDevice(tree, {
    driver: 'xe',
    bus: { kind: 'pci', address: PCI, vendor: '8086', device: 'e20b' },
    nodes: ['card1', 'renderD129'],
  });
  const people: readonly [number, string, string][] = [
    [700, APP, 'firefox'],
    [701, APP, 'firefox'],
    [800, '/user.slice/user-1000.slice/user@1000.service/app.slice/app-game-7.scope', 'game'],
  ];
  for (const [pid, path, comm] of people) {
    const fdinfo = `drm-driver:\txe\ndrm-client-id:\t${pid}\ndrm-pdev:\t${PCI}\ndrm-resident-vram0:\t2560 MiB\ndrm-shared-vram0:\t2048 MiB\ndrm-cycles-rcs:\t0\ndrm-total-cycles-rcs:\t5\n`;
    tree.putProcess({ pid, comm, cgroup: `0::${path}\n`, fds: { 5: { link: '/dev/dri/renderD129', fdinfo } } });
  }
  tree.writeFile('sys/fs/cgroup/dmem.capacity', `drm/${PCI}/vram0 ${8 * GIB}\ndrm/${PCI}/stolen 67108864\n`);
  tree.writeFile('sys/fs/cgroup/dmem.current', `drm/${PCI}/vram0 ${6 * GIB}\ndrm/${PCI}/stolen 0\n`);
  tree.writeFile(`sys/fs/cgroup${APP}/dmem.current`, `drm/${PCI}/vram0 ${3 * GIB}\ndrm/${PCI}/stolen 0\n`);
  return tree;
}

test('memory of a unit is what its cgroup is charged with, each buffer once', async () => {
  using tree = desktop();
  const sweep = await createScanSource({ root: openRoot({ root: tree.root }) }).next();
  const snapshot = createLedger().fold(sweep);
  const rows = (by: Grouping) =>
    buildRows(snapshot, { sort: null, reverse: false, filter: '', by, device: null, all: true }).map(
      ({ memory, memoryCountedOnce }) => [Object.fromEntries(memory), memoryCountedOnce],
    );
  expect(rows('unit')).toHaveLength(2);
  expect(rows('unit')).toContainEqual([{ vram0: 3 * GIB }, true]);
  expect(rows('unit')).toContainEqual([{ vram0: 2.5 * GIB }, false]);
  expect(rows('process')).toEqual(Array(3).fill([{ vram0: 2.5 * GIB }, false]));
  const [firefox, , game] = snapshot.clients.map((client) => jsonClient(client, snapshot));
  expect(firefox).toMatchObject({ cgroup_memory: { vram0: { used_bytes: 3 * GIB }, stolen: { used_bytes: 0 } } });
  expect(game).toMatchObject({ cgroup_memory: null });
  expect(sharedMemoryNotes(snapshot)).toEqual([expect.stringContaining('of the memory of 3 clients 6.00 GiB is shared')]);
  for (const facts of sweep.processes.values()) expect(processShape.decode(processShape.encode(facts))).toEqual(facts);
});

test('it moves, goes with its cgroup, and is seen from afar', async () => {
  using tree = desktop();
  const far = await farMachine(shellIn(tree.root));
  const source = createScanSource({ root: openRoot({ root: tree.root }) });
  const seen = async () => {
    await far.sweep();
    const sweeps = [await source.next(), await far.sweep()];
    const used = sweeps.map(({ processes }) => processes.get(700)?.dmem?.usedBytes.get(`${PCI}/vram0`));
    expect(used[1]).toBe(used[0]);
    return used[0];
  };
  expect(await seen()).toBe(3 * GIB);
  tree.writeFile(`sys/fs/cgroup${APP}/dmem.current`, `drm/${PCI}/vram0 ${GIB}\n`);
  expect(await seen()).toBe(GIB);
  tree.removePath(`sys/fs/cgroup${APP}`);
  expect(await seen()).toBe(undefined);
});

test.each(['0::/../../etc\n', '0::/\n', '5:dmem:/x\n', '0::/x'])('of the cgroup %j nothing is read', async (cgroup) => {
  using tree = desktop();
  tree.writeFile('sys/fs/cgroup/x/dmem.current', `drm/${PCI}/vram0 5\n`);
  tree.writeFile('proc/700/cgroup', cgroup);
  const { processes } = await createScanSource({ root: openRoot({ root: tree.root }) }).next();
  expect(processes.get(700)?.dmem).toBe(undefined);
});
