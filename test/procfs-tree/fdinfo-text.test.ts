import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFdinfo } from '../../src/drm/fdinfo/parse-fdinfo.js';
import { DRIVER_FORMATS, type FormatName } from '../../src/procfs-tree/driver-formats.js';
import { drmText, sizeText, type ClientFigures } from '../../src/procfs-tree/fdinfo-text.js';

const FIXTURES = join(import.meta.dirname, '../../fixtures/fdinfo');

/** Terminal copies have spaces for tabs, and one kernel's helper printed `0 MiB` for nothing: neither is the driver's. */
const settled = (lines: readonly string[]) => lines.map((line) => line.replace(/:\s*/, ':').replace(/:0 MiB$/, ':0'));

/** What a parsed text says, as input for the printer: what was not printed stays absent. */
function figuresOf(text: string): ClientFigures {
  const { clientId, pdev, engines, memory, unknown } = parseFdinfo(text);
  const present = (facts: object) => Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
  const jobs = (name: string) => unknown.get(`v3d-jobs-${name}`)?.split(' ')[0];
  const bytes = (key: string) => Number.parseInt(unknown.get(key) ?? '0') * 1024;
  const legacyId = /^pasid:(\d+)$/.exec(clientId ?? '')?.[1];
  const pasid = unknown.get('pasid') ?? legacyId;
  return {
    clientId: BigInt(legacyId ?? clientId ?? 0),
    ...(pdev === null ? {} : { pdev }),
    ...(pasid === undefined ? {} : { pasid: Number(pasid) }),
    engines: Object.fromEntries(
      [...engines].map(([name, facts]) => {
        const count = jobs(name);
        return [name, { ...present(facts), ...(count === undefined ? {} : { jobs: BigInt(count) }) }];
      }),
    ),
    memory: {
      ...Object.fromEntries(
        [...memory].map(([name, facts]) => {
          // The format of 5.15 knows one figure; it is the resident one.
          const { memoryBytes, ...others } = facts;
          return [name, { ...present(others), ...(legacyId === undefined ? {} : { residentBytes: memoryBytes ?? 0 }) }];
        }),
      ),
      internal: { residentBytes: bytes('panthor-resident-memory'), activeBytes: bytes('panthor-active-memory') },
    },
  };
}

describe('the text of a client', () => {
  it.each<[FormatName, string, RegExp?]>([
    // Whoever published this one cut the last regions of Linux 7.2 out.
    ['amdgpu', 'amdgpu/7.2-every-region', /-(gws|oa|doorbell|mmioremap):/],
    ['amdgpu-5.15', 'amdgpu/5.15-percentages'],
    ['i915', 'i915/stolen-regions'],
    ['xe', 'xe/kernel-docs-dg2'],
    ['msm', 'msm/maxfreq'],
    ['panfrost', 'panfrost/kernel-docs'],
    ['panthor', 'panthor/kernel-docs'],
    ['v3d', 'v3d/2024-memory'],
    ['nouveau', 'not-drm/generic-lines'],
  ])('of %s is, line for line, what a kernel printed (%s)', (format, fixture, cut) => {
    const real = readFileSync(join(FIXTURES, `${fixture}.fdinfo`), 'utf8');
    const driverLines = real.split('\n').filter((line) => !/^(pos|flags|mnt_id|ino):|^$/.test(line));
    const printed = drmText(format, figuresOf(real))
      .split('\n')
      .filter((line) => line !== '' && !cut?.test(line));
    expect(settled(printed)).toEqual(settled(driverLines));
  });

  it('keeps the white space of the drivers that print a space before the tab', () => {
    const amdgpu = drmText('amdgpu', { clientId: 1, memory: { gtt: { residentBytes: 4096 } }, engines: { gfx: { busyNs: 5n } } });
    expect(amdgpu).toContain('drm-memory-vram:\t0 KiB\ndrm-memory-gtt: \t4 KiB\n');
    expect(amdgpu).toContain('drm-engine-gfx:\t5 ns\n');
    expect(drmText('v3d', { clientId: 1, engines: { bin: { busyNs: 0n, jobs: 3n } } })).toContain(
      'drm-engine-bin: \t0 ns\nv3d-jobs-bin: \t3 jobs\n',
    );
  });

  it('leaves out the idle engines of amdgpu and prints those of i915', () => {
    const engines = { gfx: { busyNs: 0n }, compute: { busyNs: 7n }, render: { busyNs: 0n } };
    expect(drmText('amdgpu', { clientId: 1, engines })).not.toContain('drm-engine-gfx');
    expect(drmText('i915', { clientId: 1, engines })).toContain('drm-engine-render:\t0 ns\n');
  });

  it('loses the leading zero of a fraction as Linux 5.15 did', () => {
    expect(drmText('amdgpu-5.15', { clientId: 1, engines: { gfx: { kernelRatio: 0.1205 } } })).toContain('gfx0:\t12.5%\n');
  });

  it.each([
    [0, '0'],
    [4097, '4097'],
    [4096, '4 KiB'],
    [2 ** 20 + 1024, '1025 KiB'],
    [2 ** 24, '16 MiB'],
    [2 ** 33, '8192 MiB'],
  ])('prints %d bytes as drm_fdinfo_print_size does: %s', (bytes, text) => expect(sizeText(bytes, 'exact')).toBe(text));

  const u64 = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n });
  it.each(Object.keys(DRIVER_FORMATS).filter((name) => DRIVER_FORMATS[name as FormatName].sections.length > 0) as FormatName[])(
    'of %s is read back by the parser as it was meant, to the last digit of a counter',
    (format) => {
      const engineSections = DRIVER_FORMATS[format].sections.flatMap((section) => (section.print === 'engines' ? [section] : []));
      fc.assert(
        fc.property(u64, u64, u64, fc.integer({ min: 1, max: 16 }), (busyNs, cycles, totalCycles, capacity) => {
          const figures = { busyNs, cycles, totalCycles, capacity };
          const names = engineSections.flatMap((section) => section.engines);
          const text = drmText(format, {
            clientId: busyNs,
            pasid: 9,
            pdev: '0000:03:00.0',
            engines: Object.fromEntries(names.map((name) => [name, figures])),
          });
          const parsed = parseFdinfo(text);
          expect(parsed.badLines).toEqual([]);
          expect(parsed.driver).toBe(DRIVER_FORMATS[format].drmDriver);
          expect(parsed.clientId).toBe(format === 'amdgpu-5.15' ? 'pasid:9' : String(busyNs));
          for (const { engines, lines } of engineSections) {
            for (const name of engines) {
              if (lines.includes('engine')) expect(parsed.engines.get(name)?.busyNs).toBe(busyNs);
              if (lines.includes('cycles')) expect(parsed.engines.get(name)?.cycles).toBe(cycles);
              if (lines.includes('total-cycles')) expect(parsed.engines.get(name)?.totalCycles).toBe(totalCycles);
              if (lines.includes('capacity')) expect(parsed.engines.get(name)?.capacity).toBe(capacity);
            }
          }
        }),
        { numRuns: 30 },
      );
    },
  );
});
