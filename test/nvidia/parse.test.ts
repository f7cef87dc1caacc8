import { describe, expect, it } from 'vitest';
import { parseInformation } from '../../src/nvidia/information.js';
import { parsePmon } from '../../src/nvidia/pmon.js';
import { kernelAddress, parseQueryRow } from '../../src/nvidia/query.js';
import { PMON_FORMS } from '../support/pmon-forms.js';

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

describe('query', () => {
  it('is read', () => {
    expect(parseQueryRow('1, 00000000:C1:00.0, 45, 8192, 81920, 61, 142.50, 350.00, 1410')).toEqual({
      index: 1,
      pciAddress: '0000:c1:00.0',
      memoryUsedBytes: 8192 * 1024 * 1024,
      memoryTotalBytes: 81920 * 1024 * 1024,
      said: { busyRatio: 0.45, temperatureCelsius: 61, powerWatts: 142.5, powerCapWatts: 350, frequencyHz: 1_410_000_000 },
    });
  });

  it('knows nothing where the tool says so', () => {
    expect(parseQueryRow('0, 00000000:01:00.0, [N/A], [Not Supported], [Unknown Error], , ERR!, N/A, -3')).toEqual({
      index: 0,
      pciAddress: '0000:01:00.0',
      memoryUsedBytes: null,
      memoryTotalBytes: null,
      said: { busyRatio: null, temperatureCelsius: null, powerWatts: null, powerCapWatts: null, frequencyHz: null },
    });
  });

  it('tells more where more was asked for, as far as it is known', () => {
    const nine = '1, 00000000:C1:00.0, 45, 8192, 81920, 61, 142.50, 350.00, 1410';
    const uuid = 'GPU-01234567-89ab-cdef-0123-456789abcdef';
    expect(parseQueryRow(`${nine}, 12, 1593, 1980, 1593, 350.00, 66, 94.02.5C.00.01, ${uuid}`)?.further).toEqual({
      memoryBusyRatio: 0.12,
      memoryFrequencyHz: 1_593_000_000,
      maxFrequencyHz: 1_980_000_000,
      maxMemoryFrequencyHz: 1_593_000_000,
      defaultPowerCapWatts: 350,
      temperaturesCelsius: new Map([['mem', 66]]),
      vbiosVersion: '94.02.5C.00.01',
      uniqueId: uuid,
    });
    expect(parseQueryRow(`${nine}, [N/A], N/A, , -1, [Unknown Error], N/A, \x1b[2J, GPU-evil`)?.further).toEqual({});
  });

  it('does not believe more than all of the time', () => {
    expect(parseQueryRow('0, 00000000:01:00.0, 101, 1, 1, 1, 1, 1, 1')?.said.busyRatio).toBeNull();
  });

  it.each([
    '',
    '0',
    'a, b, c, d, e, f, g, h, i',
    '0, 01:00.0, 1, 1, 1, 1, 1, 1, 1',
    'NVIDIA-SMI has failed because it could not communicate',
  ])('is no row: %s', (line) => expect(parseQueryRow(line)).toBeNull());

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
