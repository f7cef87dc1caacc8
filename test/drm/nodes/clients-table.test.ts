import { describe, expect, test } from 'vitest';
import { parseClientsTable, readClientTables } from '../../../src/drm/nodes/clients-table.js';
import { openRoot } from '../../../src/procfs/root.js';
import { createScanner } from '../../../src/scan/scanner.js';
import { makeTempRoot, removeTempRoot } from '../../../src/procfs-tree/temp-root.js';
import { nodeFd } from '../../../src/procfs-tree/tree-fd.js';
import { TreeWriter } from '../../../src/procfs-tree/tree-writer.js';
import { deviceFacts, devicesOf } from '../../support/scan.js';

/** Rows as drm_clients_info() prints them: 6.18 and newer, 6.12, 6.1. */
const wide = (comm: string, tgid: number, name: string, id: string) =>
  `${comm.padStart(20)} ${String(tgid).padStart(5)} ${'0'.padStart(3)}   y    y ${'1000'.padStart(5)} ${'0'.padStart(10)} ${name.padStart(64)} ${id.padStart(20)}\n`;
const WIDE = `${'command'.padStart(20)} ${'tgid'.padStart(5)} dev master a ${'uid'.padStart(5)} ${'magic'.padStart(10)} ${'name'.padStart(64)} ${'id'.padStart(20)}\n`;
const narrow = (comm: string, pid: number) =>
  `${comm.padStart(20)} ${String(pid).padStart(5)} ${'128'.padStart(3)}   n    n ${'0'.padStart(5)} ${'0'.padStart(10)}\n`;
const NARROW = (pid: string) =>
  `${'command'.padStart(20)} ${pid.padStart(5)} dev master a ${'uid'.padStart(5)} ${'magic'.padStart(10)}\n`;

describe('a table', () => {
  test.each([
    ['with ids', WIDE + wide('Xorg', 977, '<unset>', '12'), [{ pid: 977, number: '226:0', clientId: '12' }]],
    [
      'with a command of several words',
      WIDE + wide('my 1 2 y y game', 5, '<unset>', '7'),
      [{ pid: 5, number: '226:0', clientId: '7' }],
    ],
    ['with a client name of several words', WIDE + wide('x', 5, 'a b 9', '7'), [{ pid: 5, number: '226:0', clientId: '7' }]],
    ['of 6.12', NARROW('tgid') + narrow('kwin_wayland', 800), [{ pid: 800, number: '226:128', clientId: null }]],
    ['of 6.1', NARROW('pid') + narrow('kwin_wayland', 800), [{ pid: 800, number: '226:128', clientId: null }]],
    ['without rows', WIDE, []],
    // The kernel counts bytes: such a name leaves fewer characters before the pid.
    [
      'with a name in kana',
      WIDE + wide('ゲーム', 12_345, '<unset>', '12').slice(6),
      [{ pid: 12_345, number: '226:0', clientId: '12' }],
    ],
    [
      'with a name cut inside a letter',
      NARROW('pid') + narrow('日本語日\ufffd', 1_234_567).slice(9),
      [{ pid: 1_234_567, number: '226:128', clientId: null }],
    ],
    ['of pids beyond belief', NARROW('pid') + narrow('x', 2 ** 60), []],
    ['cut short', WIDE + wide('Xorg', 977, '<unset>', '12').slice(0, 60), []],
    ['of another kind', 'hello\nworld\n', []],
    ['that is empty', '', []],
  ])('%s', (_, text, expected) => {
    expect(parseClientsTable(text, 226)).toEqual(expected);
  });
});

describe('the strategy clients', () => {
  const DRM = 'drm-driver:\tv3d\ndrm-client-id:\t12\n';
  function treeWith(debugfs: boolean): string {
    const dir = makeTempRoot('clients');
    const tree = new TreeWriter(dir);
    tree.putProcess({ pid: 977, comm: 'Xorg', fds: { 5: nodeFd('/dev/dri/card0', DRM), 6: nodeFd('/opt/x', DRM) } });
    tree.putProcess({ pid: 978, comm: 'heir', fds: { 5: nodeFd('/dev/dri/card0', DRM) } });
    // The same table below the minor and below the device's name.
    for (const name of debugfs ? ['0', '0000:03:00.0'] : []) {
      tree.writeFile(`sys/kernel/debug/dri/${name}/clients`, WIDE + wide('Xorg', 977, '<unset>', '12'));
    }
    // Must not be asked: there is one such folder per client.
    if (debugfs) tree.writeFile('sys/kernel/debug/dri/client-12/clients', WIDE + wide('x', 1, '<unset>', '99'));
    return dir;
  }

  test('walks only the processes that debugfs names, and takes the id as the kernel’s word on the owner', async () => {
    const dir = treeWith(true);
    const root = openRoot({ root: dir });
    expect(readClientTables(root).rows).toHaveLength(1);
    const devices = devicesOf(deviceFacts('gpu', { card0: '226:0' }));
    for (const mode of ['full', 'incremental'] as const) {
      const sweep = await createScanner({ root, strategy: 'clients', mode, devices, sourceKind: 'tree' }).sweep();
      expect(sweep.readings.map(({ pid, fd }) => [pid, fd])).toEqual([
        [977, 5],
        [977, 6],
      ]);
      expect(sweep.kernelClients).toEqual([{ device: 'gpu', clientId: '12', pid: 977 }]);
      expect(sweep.cost.processes).toBe(1);
    }
    removeTempRoot(dir);
  });

  test('says that there is no debugfs', async () => {
    const dir = treeWith(false);
    const root = openRoot({ root: dir });
    const sweep = await createScanner({
      root,
      strategy: 'clients',
      mode: 'full',
      devices: devicesOf(),
      sourceKind: 'tree',
    }).sweep();
    expect(sweep.readings).toEqual([]);
    expect(sweep.coverage.troubles).toEqual([{ errno: 'ENOENT', path: `${dir}/sys/kernel/debug/dri` }]);
    removeTempRoot(dir);
  });
});
