import { expect, it, test } from 'vitest';
import { ENGINE_CLASSES, engineClass, inEngineOrder, KNOWN_ENGINES } from '../../src/measures/engines.js';
import { inRegionOrder, KNOWN_REGIONS, regionKind } from '../../src/measures/regions.js';

test.each([
  ['amdgpu', 'gfx', '3d'],
  ['amdgpu', 'compute', 'compute'],
  ['amdgpu', 'dec', 'decode'],
  ['amdgpu', 'jpeg', 'decode'],
  ['amdgpu', 'enc_1', 'encode'],
  ['amdgpu', 'dma', 'copy'],
  ['i915', 'render', '3d'],
  ['i915', 'video', 'video'],
  ['i915', 'video-enhance', 'video'],
  ['xe', 'rcs', '3d'],
  ['xe', 'bcs', 'copy'],
  ['xe', 'ccs', 'compute'],
  ['panfrost', 'fragment', '3d'],
  ['v3d', 'tfu', 'copy'],
  ['v3d', 'cache_clean', null],
  ['nvidia', 'sm', '3d'],
  ['amdxdna', 'npu-amdxdna', 'npu'],
  ['amdxdna', 'anything', 'npu'],
  [null, 'constructor', null],
])('the engine %s %s is of class %s', (driver, name, expected) => expect(engineClass(driver, name)).toBe(expected));

it('orders every engine of a class that it knows, each once', () => {
  const classed = ENGINE_CLASSES.filter((each) => !KNOWN_ENGINES.some((name) => engineClass(null, name) === each));
  expect(classed).toEqual([]);
  expect(new Set(KNOWN_ENGINES).size).toBe(KNOWN_ENGINES.length);
  expect(KNOWN_ENGINES.filter((name) => engineClass(null, name) === null)).toEqual([]);
});

it('puts unknown names behind, by alphabet', () => {
  expect(inEngineOrder(['zz', 'dma', 'aa', 'gfx', 'gfx'])).toEqual(['gfx', 'dma', 'aa', 'zz']);
  expect(inRegionOrder(['oa', 'gtt', 'gds', 'vram'])).toEqual(['vram', 'gtt', 'gds', 'oa']);
});

test.each([
  ['vram', 'video'],
  ['vram1', 'video'],
  ['local0', 'video'],
  ['stolen-local0', 'video'],
  ['gtt', 'system'],
  ['system0', 'system'],
  ['memory', 'system'],
  ['gds', 'other'],
  ['vram-like', 'other'],
])('%s is %s memory', (name, expected) => {
  // Asked twice: the second answer is kept.
  expect([regionKind(name), regionKind(name)]).toEqual([expected, expected]);
});

it('has no region of its order that is neither', () => {
  expect(KNOWN_REGIONS.filter((name) => regionKind(name) === 'other')).toEqual([]);
});
