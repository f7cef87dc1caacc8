import { expect, test } from 'vitest';
import { checkDevice, shortDeviceLabel } from '../../../src/view/devices/devices.js';
import { nearest } from '../../../src/view/text/nearest.js';
import { device } from '../../support/snapshots.js';

const devices = [device(), device({ id: 'soc:gpu', driver: 'v3d', nodes: ['card0', 'renderD129'] })];

test.each(['card1', 'renderD129', 'soc:gpu', 'v3d', '/dev/dri/card0', 'AMDGPU'])('takes %s for a device', (name) => {
  expect(() => checkDevice(devices, name)).not.toThrow();
});

test.each([
  ['card7', "no device 'card7' (did you mean 'card1'?): there is card1 amdgpu 0000:03:00.0; card0 v3d soc:gpu"],
  ['nvidia', "no device 'nvidia': there is card1 amdgpu"],
])('says which devices there are instead of %s', (name, message) => {
  expect(() => checkDevice(devices, name)).toThrow(message);
});

test('says so when there is no device at all', () => {
  expect(() => checkDevice([], 'card0')).toThrow("no device 'card0': this machine shows no DRM device at all");
});

test.each([
  ['usre', 'user'],
  ['USER', 'user'],
  ['vrm', 'vram'],
  ['comands', 'command'],
  ['xyzzy', null],
  ['', null],
])('takes %j to mean %j', (typed, meant) => {
  expect(nearest(typed, ['pid', 'user', 'vram', 'command'])).toBe(meant);
});

test.each([
  ['box:card1', 'box:card1'],
  ['render-07.example.org:card1', 'render-07:card1'],
  ['gpu-render-node-0007.example.org:card1', 'gpu-ren…e-0007:card1'],
  ['gpu-render-node-0008.example.org:renderD128', 'gpu-…0008:renderD128'],
  ['192.168.200.117:card1', '192.168…00.117:card1'],
  ['0000:03:00.0', '0000:03:00.0'],
])('writes %s in 20 cells as %s', (label, short) => {
  expect(shortDeviceLabel(label, 20)).toBe(short);
  expect(short.length).toBeLessThanOrEqual(20);
});

test('shortens a label to its node at most', () => {
  expect(shortDeviceLabel('a-very-long-name:renderD128', 5)).toBe('a…:renderD128');
});
