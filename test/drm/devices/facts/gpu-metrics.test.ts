/** What amdgpu's binary table tells of what holds the clock down. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseThrottling } from '../../../../src/drm/devices/facts/gpu-metrics.js';
import { temporaryTree } from '../../../support/tree.js';
import { readerOf } from '../machines.js';

function table(version: readonly [number, number], size: number, at: number, status: bigint): Uint8Array {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, size, true);
  bytes.set(version, 2);
  if (at + 8 <= size) view.setBigUint64(at, status, true);
  return bytes;
}

describe('gpu_metrics', () => {
  it.each([
    [[1, 3], 120, 112],
    [[2, 2], 128, 120],
    [[2, 3], 152, 120],
    [[2, 4], 168, 120],
  ] as const)('of version %j tells the reasons by their names', (version, size, at) => {
    const of = (status: bigint) => parseThrottling(table(version, size, at, status));
    expect(of(0n)).toEqual([]);
    expect(of(1n | (1n << 16n) | (1n << 36n) | (1n << 47n))).toEqual(['ppt0', 'tdc_gfx', 'temp_hotspot', 'prochot_gfx']);
    expect(of((1n << 57n) | (1n << 63n))).toEqual(['fit', 'bit 63']);
    expect(of(0xffff_ffff_ffff_ffffn)).toBeNull();
  });

  it.each([
    ['of another version', table([1, 2], 120, 112, 1n)],
    ['of sums', table([3, 0], 264, 112, 1n)],
    ['cut short', table([1, 3], 120, 112, 1n).subarray(0, 119)],
    ['that says it is shorter', table([1, 3], 119, 0, 1n)],
    ['of nothing', new Uint8Array(0)],
    ['of two bytes', new Uint8Array([120, 0])],
  ])('%s is unknown', (_, bytes) => expect(parseThrottling(bytes)).toBeNull());

  it('of whatever bytes is unknown or words', () => {
    const bytes = fc.tuple(fc.constantFrom([1, 3], [2, 2], [2, 4], [9, 9]), fc.uint8Array({ maxLength: 200 }));
    fc.assert(
      fc.property(bytes, ([version, rest]) => {
        const words = parseThrottling(Uint8Array.from([rest.length, 0, ...version, ...rest]));
        expect(words ?? []).toEqual((words ?? []).filter((word) => /^[a-z0-9_]+$|^bit \d{1,2}$/.test(word)));
      }),
    );
  });

  it('is read of amdgpu at each tick', () => {
    using tree = temporaryTree();
    tree.writeFile('sys/class/drm/card0/dev', '226:0\n');
    tree.writeFile('sys/class/drm/card0/device/uevent', 'DRIVER=amdgpu\nPCI_SLOT_NAME=0000:03:00.0\n');
    const set = (status: bigint) => tree.writeFile('sys/class/drm/card0/device/gpu_metrics', table([1, 3], 120, 112, status));
    set(0n);
    const reader = readerOf(join(tree.root));
    expect(reader.read()[0]?.throttleReasons).toEqual([]);
    set(1n << 36n);
    expect(reader.read()[0]?.throttleReasons).toEqual(['temp_hotspot']);
    // Cut once, it may be whole the next time.
    tree.writeFile('sys/class/drm/card0/device/gpu_metrics', table([1, 3], 120, 112, 1n).subarray(0, 60));
    expect(reader.read()[0]?.throttleReasons).toBeNull();
    set(1n);
    expect(reader.read()[0]?.throttleReasons).toEqual(['ppt0']);
    tree.removePath('sys/class/drm/card0/device/gpu_metrics');
    expect(reader.read()[0]?.throttleReasons).toBeNull();
  });
});
