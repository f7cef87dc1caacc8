/** Which ways of finding clients a benchmark measures where. */
import { expect, test } from 'vitest';
import { allRows } from '../../src/bench/rows/all-rows.js';
import { openRoot } from '../../src/procfs/root.js';
import { temporaryTree } from '../support/tree.js';

const HEADER = '             command  tgid dev master a   uid      magic\n';

function clientsRow(files: Readonly<Record<string, string>>) {
  using tree = temporaryTree();
  tree.writeFile('proc/1/comm', 'init\n');
  for (const [path, text] of Object.entries(files)) tree.writeFile(path, text);
  const root = openRoot({ root: tree.root });
  return allRows({ label: '', kind: 'tree', root, pretended: null, close: () => Promise.resolve() }, null).find(
    ({ key }) => key === 'clients',
  );
}

test('debugfs is measured where nobody has a device open and there is no accelerator', () => {
  expect(clientsRow({ 'sys/kernel/debug/dri/0/clients': HEADER })).toHaveProperty('walk');
});

test('debugfs is missing, with its reason, where there is none', () => {
  expect(clientsRow({})).toMatchObject({ why: expect.stringMatching(/debug\/dri: ENOENT$/) as string });
});
