import { describe, expect, it } from 'vitest';
import { parseKfdReading } from '../../src/kfd/parse-reading.js';
import { KfdReader } from '../../src/kfd/reader.js';
import { Failure, type Files } from '../../src/procfs/files.js';
import { nodeFiles } from '../../src/procfs/node-files.js';
import { putKfdProcess, writeKfdMachine } from '../support/kfd-tree.js';
import { temporaryTree } from '../support/tree.js';

describe('processes of KFD', () => {
  it('are read on the GPUs that they use, and on no other', () => {
    using tree = temporaryTree();
    writeKfdMachine(tree);
    const { readings, failures } = new KfdReader(nodeFiles, `${tree.root}/sys`, () => 1n).read();
    expect(failures).toEqual([]);
    expect(readings.map(({ pid, gpu }) => [pid, gpu.pciAddress])).toEqual([
      [4242, '0000:c1:00.0'],
      [5150, '0000:03:00.0'],
    ]);
    expect(readings.map(({ text }) => parseKfdReading(text).computeUnits)).toEqual([104, 96]);
    expect(readings.map(({ text }) => parseKfdReading(text).computeUnitsBusy)).toEqual([104, null]);
    expect(readings.map(({ text }) => parseKfdReading(text).queues)).toEqual([2, 1]);
  });

  it('give their counters anew each time, and end', () => {
    using tree = temporaryTree();
    writeKfdMachine(tree);
    const reader = new KfdReader(nodeFiles, `${tree.root}/sys`, () => 1n);
    reader.read();
    tree.writeFile('sys/class/kfd/kfd/proc/4242/sdma_28851', '1700000\n');
    expect(parseKfdReading(reader.read().readings[0]?.text ?? '').sdmaNs.get('sdma_28851')).toBe(1_700_000_000n);
    tree.removePath('sys/class/kfd/kfd/proc/4242');
    expect(reader.read().readings.map(({ pid }) => pid)).toEqual([5150]);
  });

  it('show a context and a queue that came later', () => {
    using tree = temporaryTree();
    writeKfdMachine(tree);
    const reader = new KfdReader(nodeFiles, `${tree.root}/sys`, () => 1n);
    reader.read();
    putKfdProcess(tree, 4242, { gpu: 28851, vram: 1, sdma: 1, context: 7, queues: 1 });
    for (let i = 0; i < 5; i++) reader.read();
    expect(parseKfdReading(reader.read().readings[0]?.text ?? '').queues).toBe(3);
  });

  it('are found within thirty reads where KFD comes later, and at once where devices came too', () => {
    using tree = temporaryTree();
    const reader = new KfdReader(nodeFiles, `${tree.root}/sys`, () => 1n);
    reader.read();
    writeKfdMachine(tree);
    const reads = Array.from({ length: 30 }, () => reader.read().readings.length);
    expect([reads.slice(0, 29), reads[29]]).toEqual([Array(29).fill(0), 2]);

    using later = temporaryTree();
    const told = new KfdReader(nodeFiles, `${later.root}/sys`, () => 1n);
    told.read();
    writeKfdMachine(later);
    told.forgetTopology();
    expect(told.read().readings).toHaveLength(2);
  });

  it('are none where there is no KFD, and a refusal is told', () => {
    using tree = temporaryTree();
    expect(new KfdReader(nodeFiles, `${tree.root}/sys`, () => 1n).read()).toEqual({ readings: [], failures: [] });
    writeKfdMachine(tree);
    const refusing: Files = {
      ...nodeFiles,
      read: (path) => (path.includes('sdma_') ? new Failure('EACCES', path) : nodeFiles.read(path)),
    };
    const { readings, failures } = new KfdReader(refusing, `${tree.root}/sys`, () => 1n).read();
    expect(readings).toHaveLength(2);
    expect(failures.map(({ errno }) => errno)).toEqual(['EACCES', 'EACCES', 'EACCES']);
  });
});

it('what is no pid is no process', () => {
  using tree = temporaryTree();
  writeKfdMachine(tree);
  for (const name of ['0', '00', '-1', '2147483648', '4194305', '99999999999999999999', 'ab;rm'])
    tree.writeFile(`sys/class/kfd/kfd/proc/${name}/vram_28851`, '4096\n');
  const { readings } = new KfdReader(nodeFiles, `${tree.root}/sys`, () => 1n).read();
  expect(readings.map(({ pid }) => pid)).toEqual([4242, 5150]);
});

it('processes beyond a thousand are left out, the same ones each time, and that is told', () => {
  using tree = temporaryTree();
  writeKfdMachine(tree);
  const many = ['4242', ...Array.from({ length: 2000 }, (_, at) => String(1_000_000 + at)), '5150'];
  const crowded: Files = { ...nodeFiles, list: (path) => (path.endsWith('/kfd/proc') ? many : nodeFiles.list(path)) };
  const reader = new KfdReader(crowded, `${tree.root}/sys`, () => 1n);
  for (let i = 0; i < 2; i++) {
    const { readings, failures } = reader.read();
    expect(readings.map(({ pid }) => pid)).toEqual([4242, 5150]);
    expect(failures).toMatchObject([{ errno: 'EOVERFLOW', path: `${tree.root}/sys/class/kfd/kfd/proc` }]);
  }
});

it('a process whose counter is late is left out for ten seconds, and named', () => {
  using tree = temporaryTree();
  writeKfdMachine(tree);
  let nowNs = 0n;
  let sdmaReads = 0;
  const slow: Files = {
    ...nodeFiles,
    read(path, cap) {
      if (path.includes('/4242/') && path.includes('sdma_')) {
        sdmaReads++;
        nowNs += 500_000_000n;
      }
      return nodeFiles.read(path, cap);
    },
  };
  const reader = new KfdReader(slow, `${tree.root}/sys`, () => nowNs);
  expect(reader.read().readings.map(({ pid }) => pid)).toEqual([4242, 5150]);
  const { readings, failures } = reader.read();
  expect(readings.map(({ pid }) => pid)).toEqual([5150]);
  expect(failures).toMatchObject([{ errno: 'ETIME', path: expect.stringContaining('/proc/4242/sdma_') as string }]);
  expect(sdmaReads).toBe(1);
  nowNs += 11_000_000_000n;
  expect(reader.read().readings.map(({ pid }) => pid)).toEqual([4242, 5150]);
});
