/** What is said of processes that fdinfo is silent about: KFD's files as a reading holds them, the rounds of pmon, lines of a query. */
import fc from 'fast-check';
import { parseKfdReading } from '../../../src/kfd/parse-reading.js';
import { parseNode } from '../../../src/kfd/topology.js';
import { parsePmon } from '../../../src/nvidia/pmon.js';
import { QueryReader } from '../../../src/nvidia/query.js';
import { mutatedText } from '../mutate.js';
import { must, mustLie } from '../sound.js';
import { target } from '../target.js';

const KFD = [
  'gpu_id: 28851\nsimd_count: 416\nsimd_per_cu: 4\nnum_sdma_engines: 5\nvram_28851: 8589934592\nqueues: 2\nsdma_28851: 12\nstats_28851/cu_occupancy: 57\nstats_28851/evicted_ms: 7\n',
  'gpu_id: 61522\nqueues: 1\ncontext_0/sdma_61522: 300\ncontext_0/vram_61522: 4096\n',
  'simd_count 416\nsimd_per_cu 4\ndrm_render_minor 128\nlocation_id 49408\ndomain 0\n',
];
const PMON = [
  '# gpu pid type sm mem enc dec command\n# Idx # C/G % % % % name\n 0 4242 C 60 22 - - my prog name\n 1 - - - - - - -\n',
  '#Date Time gpu pid type sm mem enc dec jpg ofa fb ccpm command\n 20261125 12:00:00 0 4242 C+G 4 1 - - - - 340 0 gnome-shell\n',
  '0, 00000000:01:00.0, 61, 100, 1000, 50, [N/A], 300.00, 1500\n',
  'index, pci.bus_id, fan.speed [%], ecc.errors.corrected.volatile.total, clocks_event_reasons.active\n0, 00000000:01:00.0, 38, 7, 0x44\n',
];
const WORDS = [
  '-',
  '101',
  '18446744073709551616',
  '-1',
  '1e9',
  '\x1b[2J',
  '[Not Supported]',
  '[Unknown Error]',
  'C+G',
  '#',
  ': ',
  '/',
];

export const occupants = target({
  name: 'occupants',
  shortCases: 1500,
  arbitrary: fc.oneof(mutatedText(KFD, WORDS), mutatedText(PMON, WORDS)),
  check(text) {
    const most = Number.MAX_SAFE_INTEGER;
    const kfd = parseKfdReading(text);
    for (const value of [kfd.vramBytes, kfd.computeUnitsBusy, kfd.computeUnits, kfd.evictedMs, kfd.queues])
      mustLie(value, 0, most, 'KFD');
    mustLie(kfd.sdmaEngines, 1, most, 'SDMA engines');
    for (const ns of kfd.sdmaNs.values()) must(ns >= 0n && ns < 1n << 78n, 'SDMA time');
    const node = parseNode(text.split('\n', 1)[0] ?? '', text);
    must(node === null || node.gpuId > 0, 'a CPU as a GPU');
    for (const { gpu, pid, values } of parsePmon(text)) {
      mustLie(gpu, 0, most, 'number of a GPU');
      mustLie(pid, 0, most, 'pid');
      for (const [column, value] of values)
        if (value !== '-') mustLie(value, 0, column === 'fb' || column === 'ccpm' ? 2 ** 24 : 100, `pmon's ${column}`);
    }
    const reader = new QueryReader(null);
    for (const line of text.split('\n')) {
      const row = reader.read(line);
      if (row === null) continue;
      must(/^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/.test(row.pciAddress), 'an address');
      mustLie(row.facts.busyRatio ?? null, 0, 1, 'busy');
      mustLie(row.memoryTotalBytes, 0, most, 'memory');
      mustLie(row.facts.powerWatts ?? null, 0, 1e10, 'power');
      for (const errors of row.facts.memoryErrors?.values() ?? []) mustLie(errors, 0, most, 'errors');
    }
  },
});
