import { expect, test } from 'vitest';
import { Proc } from '../../src/procfs/proc.js';
import { openRoot } from '../../src/procfs/root.js';
import { parseResidentBytes, parseUid } from '../../src/procfs/status.js';
import { makeTempRoot, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { TreeWriter } from '../../src/procfs-tree/tree-writer.js';

test.each([
  ['carriage return', '\r'],
  ['line separator', '\u2028'],
])('a %s in the name of a process begins no line: nobody calls themselves root', (_, character) => {
  expect(parseUid(`Name:\t${character}Uid:\t0\t\nUmask:\t0022\nUid:\t1000\t1000\t1000\t1000\n`)).toBe(1000);
});

test('resident memory is in kB there, whatever a name says, and a kernel thread has none', () => {
  expect(parseResidentBytes('Name:\tVmRSS:\t7 kB\nVmHWM:\t  90 kB\nVmRSS:\t   12340 kB\nRssAnon:\t 1 kB\n')).toBe(12_340 * 1024);
  expect(parseResidentBytes('Name:\tkthreadd\nUid:\t0\t0\t0\t0\n')).toBeNull();
});

test('the uid is the real one of status, or unknown: half a number is another uid', () => {
  const dir = makeTempRoot('uid');
  const tree = new TreeWriter(dir);
  tree.putProcess({ pid: 5, comm: 'x', uid: 1234 });
  const process = new Proc(openRoot({ root: dir }), 5);
  expect(process.uid()).toBe(1234);
  tree.writeFile('proc/5/status', 'Name:\tx\nUid:\t12');
  expect(process.uid()).toBeNull();
  tree.removePath('proc/5/status');
  expect(process.uid()).toBeNull();
  removeTempRoot(dir);
});
