import { expect, it } from 'vitest';
import { printDevices } from '../../src/devices/print.js';
import { type DeviceFact, deviceFacts, UNKNOWN_FACTS } from '../../src/measures/device-facts.js';
import { device } from '../support/snapshots.js';

const CARD = device({
  name: 'Navi 32',
  engines: { gfx: 0.31 },
  memory: { vram: { usedBytes: 2 ** 30, totalBytes: 2 ** 34 } },
  temperaturesCelsius: new Map([
    ['edge', 61],
    ['junction', 74],
  ]),
  throttleReasons: [],
  firmware: ['smc 0x00505300'],
  linkTransfersPerSecond: 16e9,
  linkLanes: 8,
  energyJoules: 918_273.6,
});

it('shows each known fact on a line of its own', () => {
  const text = printDevices([CARD], { ascii: false });
  expect(text).toContain('card1 · Navi 32 · amdgpu · 0000:03:00.0\n');
  for (const [title, value] of [
    ['Engines', 'gfx 31.0 %'],
    ['Memory', 'vram 1.00 / 16.0 GiB'],
    ['Temperatures', 'edge 61 °C, junction 74 °C'],
    ['Held back by', 'nothing'],
    ['Firmware', 'smc 0x00505300'],
    ['PCIe speed', '16 GT/s'],
    ['PCIe lanes', 'x8'],
    ['Energy', '918 kJ'],
  ])
    expect(text).toMatch(new RegExp(`^  ${title} +${value}$`, 'm'));
});

it('names every fact of the registry, known or not', () => {
  const card = { ...CARD, driver: 'nvidia' };
  const told = { ...card, hint: 'load the module', refusedFiles: ['/sys/x'] };
  for (const facts of [told, { ...told, ...UNKNOWN_FACTS, hint: told.hint, refusedFiles: told.refusedFiles }]) {
    const text = printDevices([facts], { ascii: false }).toLowerCase();
    for (const [, { title }] of deviceFacts()) expect(text).toContain(title.toLowerCase());
  }
});

it('names as unknown what its driver has a word for, acronyms as they are', () => {
  const [unknown = ''] = /^ {2}Not known .*$/m.exec(printDevices([{ ...CARD, ...UNKNOWN_FACTS }], { ascii: false })) ?? [];
  expect(unknown).toMatch(/ temperature,.* highest PCIe speed,.* VBIOS,/);
  const entries = deviceFacts().map(([, fact]): DeviceFact => fact);
  for (const { isNvidias, isNote, title } of entries)
    if (isNvidias === true || isNote === true) expect(unknown).not.toMatch(new RegExp(` ${title}(?:,|$)`, 'i'));
  expect(entries.filter(({ isNvidias }) => isNvidias).length).toBeGreaterThan(10);
});

it('lets no name that a device was given reach the terminal', () => {
  const hostile = { ...CARD, vbiosVersion: '\x1b]0;owned\x07', firmware: ['a\nb'], name: '\x1b[2J' };
  expect(printDevices([hostile], { ascii: true })).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\uffff]/);
  expect(printDevices([hostile], { ascii: true }).split('\n')).toHaveLength(
    printDevices([CARD], { ascii: true }).split('\n').length + 1,
  );
});

it('says so where there is no device', () => {
  expect(printDevices([], { ascii: false })).toContain('no DRM device');
});
