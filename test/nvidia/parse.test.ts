import { describe, expect, it } from 'vitest';
import { parseInformation } from '../../src/nvidia/information.js';
import { parsePmon } from '../../src/nvidia/pmon.js';
import { QueryReader, type QueryRow } from '../../src/nvidia/query.js';
import { kernelAddress } from '../../src/nvidia/query-cells.js';
import { PMON_FORMS } from '../support/pmon-forms.js';
import { QUERY_FORMS } from '../support/query-forms.js';

describe('pmon', () => {
  it.each(Object.entries(PMON_FORMS))('is read as driver %s prints it', (_, { text, expected }) => {
    expect(parsePmon(text).map(({ gpu, pid, values }) => [gpu, pid, Object.fromEntries(values)])).toEqual(expected);
  });

  it('goes by the newest header', () => {
    const rows = parsePmon(
      '# gpu pid type sm command\n# Idx # C/G % name\n 0 1 C 5 a\n# gpu pid type dec sm command\n 0 1 C 6 7 a\n',
    );
    expect(rows.map(({ values }) => values.get('sm'))).toEqual([5, 7]);
  });

  it('takes no row for what is none', () => {
    const header = '# gpu pid type sm fb command\n';
    for (const line of ['', ' 0 - - - - -', ' x 1 C 5 1 a', ' 0 1', ' 0 -1 C 5 1 a', 'No devices were found', '\u001b[31m 0 1 C'])
      expect(parsePmon(header + line)).toEqual([]);
    expect(parsePmon(' 0 1 C 5 1 a\n')).toEqual([]);
  });

  it('takes a number that cannot be for unknown', () => {
    const [row] = parsePmon('# gpu pid type sm enc fb ccpm command\n 0 1 C 101 [N/A] 99999999999 4294967295 a\n');
    expect([...(row?.values.values() ?? [])]).toEqual([null, null, null, null]);
  });

  it('takes a name with spaces, and one that looks like numbers, for a name', () => {
    const [row] = parsePmon('# gpu pid type sm command\n 0 7 C+G 5 99 98 my prog\n');
    expect(row).toEqual({ gpu: 0, pid: 7, values: new Map([['sm', 5]]), command: '99 98 my prog' });
  });
});

/** What a line says under the fields that name its columns; without them under the first of all that there are. */
function rowOf(line: string, fields: readonly string[] | null = null): QueryRow | null {
  return new QueryReader(fields).read(line);
}

describe('query', () => {
  it('is read', () => {
    expect(rowOf('1, 00000000:C1:00.0, 45, 8192, 81920, 61, 142.50, 350.00, 1410')).toEqual({
      index: 1,
      pciAddress: '0000:c1:00.0',
      memoryUsedBytes: 8192 * 1024 * 1024,
      memoryTotalBytes: 81920 * 1024 * 1024,
      facts: { busyRatio: 0.45, temperatureCelsius: 61, powerWatts: 142.5, powerCapWatts: 350, frequencyHz: 1_410_000_000 },
    });
  });

  it('knows nothing where the tool says so', () => {
    expect(rowOf('0, 00000000:01:00.0, [N/A], [Not Supported], [Unknown Error], , ERR!, N/A, -3')).toEqual({
      ...{ index: 0, pciAddress: '0000:01:00.0', memoryUsedBytes: null, memoryTotalBytes: null, facts: {} },
    });
  });

  it.each(Object.entries(QUERY_FORMS))('is read as %s', (_, { text, expected }) => {
    const reader = new QueryReader(null);
    expect(text.split('\n').flatMap((line) => reader.read(line)?.facts ?? [])).toEqual([expected]);
  });

  it('tells more where more was asked for, as far as it is known', () => {
    const nine = '1, 00000000:C1:00.0, 45, 8192, 81920, 61, 142.50, 350.00, 1410';
    const uuid = 'GPU-01234567-89ab-cdef-0123-456789abcdef';
    expect(rowOf(`${nine}, 12, 1593, 1980, 1593, 350.00, 66, 94.02.5C.00.01, ${uuid}`)?.facts).toMatchObject({
      memoryBusyRatio: 0.12,
      memoryFrequencyHz: 1_593_000_000,
      maxFrequencyHz: 1_980_000_000,
      maxMemoryFrequencyHz: 1_593_000_000,
      defaultPowerCapWatts: 350,
      temperaturesCelsius: new Map([['mem', 66]]),
      vbiosVersion: '94.02.5C.00.01',
      uniqueId: uuid,
    });
    const five = Object.keys(rowOf(`${nine}, [N/A], N/A, , -1, [Unknown Error], N/A, \x1b[2J, GPU-evil`)?.facts ?? {});
    expect(five).toHaveLength(5);
  });

  it('takes a word, a bit and a number of none of its forms for unknown', () => {
    const fields = ['index', 'pci.bus_id', 'pstate', 'mig.mode.current', 'clocks_event_reasons.active', 'fan.speed', 'serial'];
    const facts = (cells: string) => rowOf(`0, 00000000:01:00.0, ${cells}`, fields)?.facts;
    expect(facts('P2, Enabled, 0x0000000000000044, 120, 1324')).toEqual({
      performanceState: 'P2',
      migMode: 'Enabled',
      throttleReasons: ['sw_power_cap', 'hw_thermal_slowdown'],
      fanRatio: 1.2,
      serialNumber: '1324',
    });
    expect(facts('P0, Disabled, 0x1, 0, 0000000000000')).toEqual({
      performanceState: 'P0',
      migMode: 'Disabled',
      throttleReasons: [],
      fanRatio: 0,
    });
    expect(facts('P0, N/A, 0x8000000000000000, [N/A], [N/A]')).toEqual({ performanceState: 'P0', throttleReasons: ['bit 63'] });
    expect(facts('Px, \x1b]0;evil\x07, 0xfffffffffffffffff, 12.5.1, ../../etc')).toEqual({});
    expect(facts('P2, Enabled, 0x0')).toBeUndefined();
    expect(facts('P2, Enabled, 0x0, 1, 2, 3')).toBeUndefined();
  });

  it('does not believe more than all of the time', () => {
    expect(rowOf('0, 00000000:01:00.0, 101, 1, 1, 1, 1, 1, 1')?.facts.busyRatio).toBeUndefined();
  });

  it.each([
    '',
    '0',
    'a, b, c, d, e, f, g, h, i',
    '0, 01:00.0, 1, 1, 1, 1, 1, 1, 1',
    'NVIDIA-SMI has failed because it could not communicate',
    ','.repeat(4000),
  ])('is no row: %s', (line) => expect(rowOf(line)).toBeNull());

  it('goes out without what tells this card from all others, and without words that are not the tool’s', () => {
    const reader = new QueryReader(null);
    const out = [
      'index, pci.bus_id, uuid, serial, pstate, driver_version, name, \x1b[2J',
      '0, 00000000:01:00.0, GPU-01234567-89ab-cdef-0123-456789abcdef, 1324, P2, 590.48.01, My Secret Card, 7',
      'Field "secret" is not a valid field to query.',
    ].map((line) => reader.withoutIdentity(line));
    expect(out).toEqual([
      'index, pci.bus_id, uuid, serial, pstate, driver_version, name, -',
      '0, 00000000:01:00.0, [N/A], [N/A], P2, 590.48.01, [N/A], [N/A]',
      null,
    ]);
  });

  it('keeps a long domain', () => expect(kernelAddress('00010000:01:00.0')).toBe('10000:01:00.0'));
});

it('information is read, and a name that the driver does not know yet is none', () => {
  expect(parseInformation('Model: \t\t NVIDIA GeForce RTX 4090\nIRQ: 172\nDevice Minor: \t 3\n')).toEqual({
    model: 'NVIDIA GeForce RTX 4090',
    minor: 3,
  });
  expect(parseInformation('Model: Unknown\nDevice Minor: x\n')).toEqual({ model: null, minor: null });
  expect(parseInformation('')).toEqual({ model: null, minor: null });
});
