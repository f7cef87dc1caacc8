import { expect, test } from 'vitest';
import { explainClient } from '../../../src/view/explain/explain.js';
import { summariseClient } from '../../../src/view/explain/explain-summary.js';
import { createLedger } from '../../../src/ledger/ledger.js';
import type { Reading } from '../../../src/scan/sweep.js';
import { processFacts } from '../../support/snapshots.js';
import { client, clientOf, PCI, reading, sweep } from '../../support/sweeps.js';

function explain(...ticks: Reading[][]): string[] {
  const ledger = createLedger();
  const people = [processFacts({ pid: 812, comm: 'systemd-logind' }), processFacts({ pid: 2311, comm: 'gnome-shell' })];
  const [explained] = ticks.map((readings, at) => ledger.fold(sweep(at + 1, readings, { people })).clients[0]).slice(-1);
  return explained === undefined ? [] : explainClient(explained);
}

test('an explanation holds both readings, the sum as it can be done by hand, and every holder', () => {
  const texts = (ns: number) => {
    const text = client(
      '7',
      `drm-engine-gfx: ${ns} ns`,
      'drm-engine-capacity-gfx: 2',
      'drm-resident-vram: 4 KiB',
      'drm-engine-x: ?',
    );
    return [reading(text, { pid: 812, fd: 30 }), reading(text, { pid: 2311, fd: 9 })];
  };
  expect(explain(texts(1000), texts(500_001_000))).toEqual([
    `client 7 of i915 on device ${PCI}`,
    'device: by drm-pdev',
    'node: /dev/dri/renderD128',
    `counted once as ${PCI}/7: every fd with this id on this device is the same open file`,
    'interval: 1000000000 ns between its two reads',
    'owner: 2311 gnome-shell: the other holders only open devices for others (systemd-logind, seatd, an init)',
    'held by 812 systemd-logind through fd 30',
    'held by 2311 gnome-shell through fd 9',
    'engine gfx, capacity 2: 0.25 = (500001000 - 1000) ns / ((2000000000 - 1000000000) ns x 2)',
    'memory vram: 4096 bytes in use (drm-resident-vram)',
    ...['the reading before: /proc/812/fdinfo/30 at 1000000000 ns', ...expectedText(1000)],
    ...['this reading: /proc/812/fdinfo/30 at 2000000000 ns', ...expectedText(500_001_000)],
  ]);
});

test('a summary says in a sentence and a table what the explanation proves', () => {
  const summary = (...ticks: Reading[][]): string[] => {
    const ledger = createLedger();
    const people = [processFacts({ pid: 2311, comm: 'gnome-shell', user: 'anna' })];
    const [last] = ticks.map((readings, at) => ledger.fold(sweep(at + 1, readings, { people }))).slice(-1);
    const [of] = last?.clients ?? [];
    const devices = (last?.devices ?? []).map((device) => ({ ...device, nodes: ['card0', 'renderD128'] }));
    return of === undefined ? [] : summariseClient(of, devices);
  };
  const tick = (ns: number, ...more: string[]): Reading[] => [
    reading(client('7', `drm-engine-gfx: ${ns} ns`, 'drm-engine-copy: 0 ns', ...more), { pid: 2311 }),
  ];
  expect(summary(tick(0), tick(250_000_000, 'drm-resident-vram: 3 MiB'))).toEqual([
    `gnome-shell (pid 2311, user anna) kept 3D for 25.0 % of the last 1.0 s on card0, and holds 3.00 MiB of vram.`,
    '  engine      busy  rests on',
    '  3D (gfx)  25.0 %  250 ms of busy time in 1.0 s',
    '  copy       0.0 %  0 µs of busy time in 1.0 s',
  ]);
  const two = (ns: number): Reading[] => [
    reading(client('7', `drm-engine-video: ${ns} ns`, `drm-engine-video-enhance: ${2 * ns} ns`), { pid: 2311 }),
  ];
  const dec = (ns: number): Reading[] => [reading(client('7', `drm-engine-dec: ${ns} ns`), { pid: 2311 })];
  expect(summary(dec(0), dec(5)).at(-1)).toMatch(/^ {2}DEC {2}/);
  const [sentence, ...table] = summary(two(0), two(250_000_000));
  expect(sentence).toBe('gnome-shell (pid 2311, user anna) kept VIDEO for 50.0 % of the last 1.0 s on card0.');
  expect(table.map((line) => line.split('  ')[1])).toEqual(['engine', 'VIDEO', 'VIDEO (video-enhance)']);
  expect(summary(tick(0))[0]).toBe(
    'gnome-shell (pid 2311, user anna) was seen on card0 for the first time: one reading is no rate.',
  );
  expect(summary(tick(5), tick(5))[0]).toBe('gnome-shell (pid 2311, user anna) did nothing on card0 in the last 1.0 s.');
});

function expectedText(ns: number): string[] {
  return [
    '  pos:\t0',
    '  flags:\t02100002',
    '  mnt_id:\t26',
    '  drm-driver:\ti915',
    '  drm-client-id:\t7',
    `  drm-pdev:\t${PCI}`,
    `  drm-engine-gfx: ${ns} ns`,
    '  drm-engine-capacity-gfx: 2',
    '  drm-resident-vram: 4 KiB',
    '  drm-engine-x: ?',
    '  not used: drm-engine-x: ?: not a number',
  ];
}

test.each<[string, string[], string[], string]>([
  [
    'ns above the time',
    ['drm-engine-e: 0 ns'],
    ['drm-engine-e: 1500000000 ns'],
    '  above 1: shown as 100 % and counted as clamped',
  ],
  [
    'cycles',
    ['drm-cycles-e: 5', 'drm-total-cycles-e: 10'],
    ['drm-cycles-e: 6', 'drm-total-cycles-e: 14'],
    'engine e, capacity 1: 0.25 = (6 - 5) cycles / ((14 - 10) total cycles x 1)',
  ],
  [
    'share of full speed',
    ['drm-cycles-e: 0', 'drm-maxfreq-e: 8 Hz'],
    ['drm-cycles-e: 4', 'drm-maxfreq-e: 8 Hz'],
    'engine e, capacity 1: 0.5 = (4 - 0) cycles / (8 Hz x (2000000000 - 1000000000) ns / 1e9 x 1), a share of full speed and not of time',
  ],
  [
    'a counter that went back',
    ['drm-engine-e: 9 ns'],
    ['drm-engine-e: 4 ns'],
    '  the reading says 4, less than there was: it adds nothing until it has passed 9',
  ],
  [
    'no rate',
    [],
    ['drm-cycles-e: 4'],
    expect.stringMatching(/^engine e, capacity 1: unknown: the driver prints cycles and nothing/) as string,
  ],
])('an explanation says how a ratio came about: %s', (_what, before, after, line) => {
  expect(explain([reading(client('7', ...before))], [reading(client('7', ...after))])).toContainEqual(line);
});

test('at first sight there is no reading before, and a device without an address is said to be guessed', () => {
  const lines = explain([reading(clientOf({ driver: 'v3d', id: '1' }, 'drm-client-name: \u001b[31mred', 'drm-shared-x: 1 KiB'))]);
  expect(lines).toContain('the reading before: none');
  expect(lines).toContain('interval: none yet: first sight');
  expect(lines).toContain('device: by the node behind the fd, other holders or the driver (no drm-pdev)');
  expect(lines).toContain('memory x: unknown');
  expect(lines).toContain('name: \u001b[31mred');
});

test('the percentage of old amdgpu is said to be the kernel’s', () => {
  const text = 'pdev: 0000:04:00.0\npasid: 5\nvram mem: 1 kB\ngfx0: 25.0%\n';
  expect(explain([reading(text)])).toContain(
    'engine gfx, capacity 1: 0.25: worked out by the kernel itself (amdgpu before 5.19)',
  );
});
