import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/procfs/files.js';
import { mustBeDevices } from '../../fuzz/targets/sysfs.js';
import { machineRoot, MACHINES, readerOf } from './machines.js';
import { type Entry, MemoryFiles } from './memory-files.js';

const number = fc.oneof(
  fc.bigInt({ min: -(1n << 70n), max: 1n << 70n }).map(String),
  fc.double().map(String),
  fc.constantFrom('', '\n', '-0', '0x10', '1e3', 'NaN', '9'.repeat(400), '18446744073709551616', '1 2', '\u0000', '½'),
);
const text = fc.oneof(
  number,
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom('x'.repeat(100_000), '1: 9999999999Mhz *', 'suspended', 'DRIVER=xe\nPCI_SLOT_NAME=../../etc', '0'),
);
const target = fc.oneof(
  fc.constantFrom('.', '..', '/', '/sys', '/sys/class/drm', '../../../../../../../etc/passwd', 'card0', '', '/dev/dri/card0'),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const entry: fc.Arbitrary<Entry> = fc.oneof(
  { weight: 5, arbitrary: text },
  { weight: 1, arbitrary: target.map((link) => ({ link })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('EIO', 'EACCES', 'ENOENT', 'EINVAL', 'ENODEV').map((errno) => new Failure(errno, '/sys')),
  },
);

describe('whatever sysfs holds', () => {
  it.each(MACHINES)('%s: no change of its files makes the reader throw or believe an impossible number', (name) => {
    const machine = MemoryFiles.copyOf(machineRoot(name));
    const inSysfs = machine.paths.filter((path) => path.startsWith('/sys/'));
    const change = fc.tuple(fc.constantFrom(...inSysfs), fc.option(entry));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), fc.boolean(), (changes, before) => {
        const files = machine.clone();
        const reader = readerOf('/', files);
        if (before) reader.read();
        for (const [path, to] of changes) {
          // What a file is was settled at its first read; no file of sysfs turns into a link later.
          if (before && typeof to === 'object' && to !== null && 'link' in to) continue;
          if (to === null) files.remove(path);
          else files.set(path, to);
        }
        mustBeDevices(reader.read(), reader.read());
        expect(
          files.calls.filter(({ call, path }) => call === 'read' && !/^\/(?:sys|usr|dev\/(?:dri|accel))\//.test(path)),
        ).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
