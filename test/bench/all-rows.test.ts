/** Which ways of finding clients a benchmark measures where. */
import { expect, test } from 'vitest';
import { SHAPE_DEVICE } from '../../src/bench/workloads/shape-tree.js';
import { putDevice } from '../../src/procfs-tree/device-tree.js';
import { allRows } from '../../src/bench/rows/all-rows.js';
import { openRoot } from '../../src/procfs/root.js';
import { temporaryTree } from '../support/tree.js';

const HEADER = '             command  tgid dev master a   uid      magic\n';

function rowOf(key: string, files: Readonly<Record<string, string>>, device = false) {
  using tree = temporaryTree();
  tree.writeFile('proc/1/comm', 'init\n');
  for (const [path, text] of Object.entries(files)) tree.writeFile(path, text);
  if (device) putDevice(tree, SHAPE_DEVICE);
  const root = openRoot({ root: tree.root });
  return allRows({ label: '', kind: 'tree', root, pretended: null, close: () => Promise.resolve() }, null).find(
    (row) => row.key === key,
  );
}

test('debugfs is measured where nobody has a device open and there is no accelerator', () => {
  expect(rowOf('clients', { 'sys/kernel/debug/dri/0/clients': HEADER })).toHaveProperty('walk');
});

test('debugfs is missing, with its reason, where there is none', () => {
  expect(rowOf('clients', {})).toMatchObject({ why: expect.stringMatching(/debug\/dri: ENOENT$/) as string });
});

test('ticks by the count of open files are missing, with their reason, where nothing counts them', () => {
  expect(rowOf('gated', {})).toMatchObject({ why: 'there is no device here' });
  expect(rowOf('gated', {}, true)).toMatchObject({ why: expect.stringContaining('no /sys/module/MODULE/refcnt') as string });
});
