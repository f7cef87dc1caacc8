import { expect, it } from 'vitest';
import { printDevices } from '../../src/devices/print.js';
import { deviceFacts, UNKNOWN_FACTS } from '../../src/measures/device-facts.js';
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
  for (const facts of [CARD, { ...CARD, ...UNKNOWN_FACTS }]) {
    const text = printDevices([facts], { ascii: false }).toLowerCase();
    for (const [, { title }] of deviceFacts()) expect(text).toContain(title.toLowerCase());
  }
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
