/** What the table and the screen make of processes that fdinfo is silent about: what is no share of time must not look like one. */
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { createHistory } from '../../src/history/history.js';
import { createLedger } from '../../src/ledger/ledger.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { csvEmitter } from '../../src/output/csv.js';
import { jsonSnapshot } from '../../src/output/json.js';
import { promEmitter } from '../../src/output/prom.js';
import { tableEmitter } from '../../src/output/table.js';
import type { ProcessReading, Sweep } from '../../src/scan/sweep.js';
import { compose } from '../../src/tui/compose.js';
import { Stage } from '../../src/tui/stage.js';
import { initialState } from '../../src/tui/state/state.js';
import { enginesText } from '../../src/view/columns/cell-text.js';
import { openFiles } from '../../src/view/coverage/open-files.js';
import { buildRows } from '../../src/view/rows.js';
import { deviceFacts } from '../support/scan.js';
import { processFacts } from '../support/snapshots.js';
import { PCI, sweep } from '../support/sweeps.js';

const VIEW = { sort: null, reverse: false, filter: '', by: 'client', device: null, all: true } as const;
const TRAINER = processFacts({ pid: 4242, startTimeTicks: 9, comm: 'trainer', cmdline: 'trainer' });
const RDNA = '0000:07:00.0';

function fold(...sweeps: Sweep[]): Snapshot {
  const ledger = createLedger();
  const [first, ...others] = sweeps.map((each) => ledger.fold(each));
  if (first === undefined) throw new Error('no sweep');
  return others.at(-1) ?? first;
}

function kfd(seconds: number, text: string, more: Partial<ProcessReading> = {}): ProcessReading {
  return { source: 'kfd', device: PCI, pid: 4242, isOurs: true, text, atNs: BigInt(seconds * 1e9), ...more };
}

/** 57 of 104 compute units of one card, and a bound of 93 % on another, which no reading tells more of. */
function compute(more: Partial<ProcessReading> = {}): Snapshot {
  const at = (seconds: number): Sweep => ({
    ...sweep(seconds, [], {
      people: [TRAINER],
      devices: [
        { ...deviceFacts(PCI, { renderD128: '226:128' }), driver: 'amdgpu' },
        { ...deviceFacts(RDNA, { renderD129: '226:129' }), driver: 'amdgpu', busyRatio: 0.924 },
      ],
    }),
    processReadings: [
      kfd(seconds, 'simd_count: 416\nsimd_per_cu: 4\nqueues: 1\nsdma_1: 5\nstats_1/cu_occupancy: 57\n', more),
      kfd(seconds, 'queues: 1\nsdma_2: 5\n', { device: RDNA, ...more }),
    ],
  });
  return fold(at(1), at(2));
}

function tableOf(snapshot: Snapshot, ascii = false): string {
  return tableEmitter(VIEW, { width: () => 220, colour: false, ascii }).tick(snapshot);
}

function screenOf(snapshot: Snapshot, width = 220): string {
  const history = createHistory();
  history.add(snapshot);
  const state = initialState({ view: VIEW });
  const { lines } = compose(new Stage({ readonly: true, history }), snapshot, state, { width, height: 40 }, null);
  return stripVTControlCharacters(lines.join('\n'));
}

it('counts compute units, and says of a bound that it is one', () => {
  const snapshot = compute();
  for (const shown of [tableOf(snapshot), screenOf(snapshot)]) {
    expect(shown).toContain('57 of 104 CU');
    expect(shown).toContain('≤ 93 %');
    expect(shown).not.toMatch(/54\.8 %|93\.0 %|kfd +9/);
  }
  expect(tableOf(snapshot, true)).toContain('< 93 %');
  expect(buildRows(snapshot, VIEW).map(({ busiest }) => busiest)).toEqual([null, null]);
});

it('tells a process of another namespace by its whole name, as no pid of ours', () => {
  const snapshot = compute({ isOurs: false });
  const [row] = buildRows(snapshot, VIEW);
  expect(row).toMatchObject({ pid: null, note: 'pid of the host' });
  for (const shown of [tableOf(snapshot), screenOf(snapshot)]) expect(shown).toMatch(/kfd-host:4242 .*pid of the host/);
});

const NVIDIA = { ...deviceFacts(PCI, { nvidia0: '195:0', renderD128: '226:128' }), driver: 'nvidia' };
const nvidiaFd = { pid: 4242, fd: 7, link: '/dev/nvidia0', device: PCI, text: '', atNs: 0n };
const drmFd = { ...nvidiaFd, fd: 8, link: '/dev/dri/renderD128' };

it('has one row of a process that holds nodes of NVIDIA and of DRM; one that holds only those of DRM keeps its own', () => {
  const other = { ...drmFd, pid: 77 };
  const snapshot = fold(sweep(1, [nvidiaFd, drmFd, other], { people: [TRAINER], devices: [NVIDIA] }));
  expect(snapshot.clients).toMatchObject([{ clientId: 'nvidia:4242', holders: [{ fds: [7, 8] }] }]);
  expect(snapshot.silentFds).toMatchObject([{ process: { pid: 77 }, fd: 8 }]);
});

it('is no open file beside the count of the kernel: a process that holds nodes holds who knows how many, another one none', () => {
  const seenOf = (...given: Parameters<typeof fold>) =>
    openFiles(fold(...given))
      .values()
      .next().value?.seen;
  const gpu = { ...NVIDIA, openFiles: 84 };
  expect(seenOf(sweep(1, [nvidiaFd], { people: [TRAINER], devices: [gpu] }))).toBeNull();
  const card = { ...NVIDIA, driver: 'amdgpu', openFiles: 3 };
  const processReadings = [kfd(1, 'queues: 1\n')];
  expect(seenOf({ ...sweep(1, [], { people: [TRAINER], devices: [card] }), processReadings })).toBe(0);
});

it('keeps escape sequences of a name that nvidia-smi tells from the terminal', () => {
  const text = '# gpu pid type sm mem enc dec fb command\n 0 4242 C 5 1 - - 1 \x1b]0;owned\x07\x1b[2Jname\u202e\n';
  const reading: ProcessReading = { source: 'nvidia-smi', device: PCI, pid: 4242, isOurs: false, text, atNs: 0n };
  const snapshot = fold({ ...sweep(1, [], { devices: [NVIDIA] }), processReadings: [reading] });
  expect(snapshot.clients[0]?.owner.comm).toContain('\x1b[2J');
  for (const shown of [tableOf(snapshot), screenOf(snapshot)]) {
    expect(shown).toContain('owned');
    expect(shown).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  }
});

it('has them after the shares of time where engines stand in one column', () => {
  const [one, other] = buildRows(compute(), VIEW);
  expect(one && enginesText(one, 40)).toBe('57 of 104 CU');
  expect(other && enginesText(other, 40)).toBe('COMP ≤ 93 %');
});

it.each(['client', 'user'] as const)(
  'by %s, JSON and CSV say of each figure what it rests on, and of compute units how many there are',
  (by) => {
    const snapshot = compute();
    const { groups, clients } = jsonSnapshot(snapshot, { ...VIEW, by });
    const rows = by === 'client' ? clients : (groups ?? []);
    expect(rows.map(({ engines }) => engines)).toMatchObject([
      { cu: { basis: 'sample', capacity: 104, raw_ratio: 57 / 104 }, sdma: { basis: 'ns', busy_ratio: 0 } },
      { kfd: { basis: 'bound', capacity: 1, raw_ratio: 0.924 } },
    ]);
    const csv = csvEmitter({ ...VIEW, by });
    const [header = [], ...lines] = `${csv.begin?.()}${csv.tick(snapshot)}`
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const cells = lines.map((line) => Object.fromEntries(header.map((name, at) => [name, line[at]])));
    const figures = cells.filter(({ kind, busy_ratio }) => kind === 'engine' && busy_ratio !== '');
    expect(figures.every(({ basis, scope }) => basis !== '' || scope === 'device')).toBe(true);
    expect(figures.filter(({ name }) => name === 'cu').map(({ basis, capacity }) => [basis, capacity])).toEqual([
      ['sample', '104'],
      ['sample', '104'],
    ]);
  },
);

it('has no gauge of busyness for what is no share of time', async () => {
  const page = await promEmitter({ ...VIEW, by: 'user' }).tick(compute());
  expect(page).not.toMatch(/busy_ratio\{[^}]*engine="(cu|kfd)"/);
});
