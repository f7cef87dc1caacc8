import { describe, expect, it } from 'vitest';
import { openRoot } from '../../src/procfs/root.js';
import { Family } from '../../src/run/family.js';
import { processFacts } from '../support/snapshots.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';

const stat = (pid: number, parent: number, start: number): string =>
  `${pid} (a) b) S ${parent} ${'0 '.repeat(9)}7 3 ${'0 '.repeat(6)}${start} 0\n`;

function person(tree: TemporaryTree, pid: number, parentPid: number, environ = '', start = pid) {
  tree.writeFile(`proc/${pid}/stat`, stat(pid, parentPid, start));
  tree.writeFile(`proc/${pid}/environ`, environ);
  return processFacts({ pid, parentPid, startTimeTicks: start });
}

function familyOf(tree: TemporaryTree, pid = 100): Family {
  return new Family(openRoot({ root: tree.root }), { pid, mark: 'ab12' });
}

describe('who belongs to a command', () => {
  it('is the command, its children and their children', () => {
    using tree = temporaryTree();
    const [command, child, grandchild] = [person(tree, 100, 50), person(tree, 101, 100), person(tree, 102, 101)];
    const family = familyOf(tree);
    expect([command, child, grandchild].map((each) => family.has(each))).toEqual([true, true, true]);
  });

  it('is not its parent, its sibling or a stranger', () => {
    using tree = temporaryTree();
    person(tree, 100, 50);
    const others = [person(tree, 50, 1), person(tree, 103, 50), person(tree, 104, 1)];
    const family = familyOf(tree);
    expect(others.map((each) => family.has(each))).toEqual([false, false, false]);
  });

  it.each([
    ['its mark', 'PATH=/bin\0GPU_TOP_RUN=ab12\0', true],
    ['its mark among those of commands inside it', 'GPU_TOP_RUN=ab12:cd34\0', true],
    ['another mark', 'GPU_TOP_RUN=cd34\0', false],
    ['a mark that only contains it', 'GPU_TOP_RUN=xab12\0', false],
    ['its mark under another name', 'OTHER=ab12\0MY_GPU_TOP_RUN=ab12\0', false],
    ['no environment', '', false],
  ])('goes by the environment where the line of parents is broken: %s', (_, environ, belongs) => {
    using tree = temporaryTree();
    person(tree, 100, 50);
    const orphan = person(tree, 105, 1, environ);
    expect(familyOf(tree).has(orphan)).toBe(belongs);
  });

  it('remembers a descendant whose parents are gone by now', () => {
    using tree = temporaryTree();
    person(tree, 100, 50);
    const [child, grandchild] = [person(tree, 101, 100), person(tree, 102, 101)];
    const family = familyOf(tree);
    expect(family.has(grandchild)).toBe(true);
    tree.removePath('proc/101');
    tree.removePath('proc/100');
    expect(family.has({ ...grandchild, parentPid: 1 })).toBe(true);
    expect(family.has({ ...child, parentPid: 1, startTimeTicks: 9999 })).toBe(false);
  });

  it('does not take a later process under the number of the command for it', () => {
    using tree = temporaryTree();
    person(tree, 100, 50);
    const family = familyOf(tree);
    const later = person(tree, 100, 50, '', 7777);
    expect(family.has(later)).toBe(false);
    expect(family.has(person(tree, 106, 100))).toBe(false);
  });

  it('ends on a circle of parents', () => {
    using tree = temporaryTree();
    person(tree, 100, 50);
    person(tree, 107, 108);
    expect(familyOf(tree).has(person(tree, 108, 107))).toBe(false);
  });
});
