import { expect, test } from 'vitest';
import { openRoot } from '../../src/procfs/root.js';
import { parsePasswd, UserNames } from '../../src/procfs/passwd.js';
import { makeTempRoot, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { TreeWriter } from '../../src/procfs-tree/tree-writer.js';

test('a passwd file gives names by uid, the first line of a uid first', () => {
  const text = 'root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/:/bin/sh\n# no line\nbroken\nuser:x:1000:1000\n:x:7:7\nbad:x:y:1\n';
  expect([...parsePasswd(text)]).toEqual([
    [0, 'root'],
    [1000, 'user'],
  ]);
});

test('names come from the passwd file of the root, also of users added later; others stay numbers', () => {
  const dir = makeTempRoot('users');
  const tree = new TreeWriter(dir);
  tree.putProcess({ pid: 5, comm: 'x', uid: 1000 });
  const users = new UserNames(openRoot({ root: dir }));
  expect(users.of(1000)).toBe('1000');
  expect(users.of(0)).toBe('root');
  tree.setUsers([
    { name: 'ada', uid: 1000 },
    { name: 'admin', uid: 0 },
  ]);
  expect(users.of(1000)).toBe('ada');
  expect(users.of(0)).toBe('admin');
  expect(users.of(4)).toBe('4');
  removeTempRoot(dir);
});
