import { expect, test } from 'vitest';
import { earlierReport } from '../../src/bench/earlier-report.js';

const report = {
  schema: 'gpu-top-bench/1',
  machine: { date: '2026-11-21', version: '0.1.0', cpu: 'a CPU', cores: 2 },
  workload: { label: '550 processes' },
  rows: [{ key: 'stat', cpu: { median: 1e6, min: 9e5 } }],
};

test('takes what a comparison needs of a report', () => {
  expect(earlierReport(report)).toMatchObject({
    workload: { label: '550 processes' },
    rows: [{ key: 'stat', cpu: { median: 1e6 } }],
  });
});

test.each([
  [{ ...report, schema: 'gpu-top/1' }, 'schema: expected gpu-top-bench/1, found a text of 9'],
  [{ ...report, rows: null }, 'rows: expected a list, found object'],
  [{ ...report, rows: [{ key: 'stat' }] }, 'rows: cpu: expected a record, found undefined'],
  [
    { ...report, rows: [{ key: 'stat', cpu: { median: '1' } }] },
    'rows: cpu: median: expected a number from 0 up, found a text of 1',
  ],
  [{ ...report, machine: [] }, 'machine: expected a record, found object'],
  [[], 'expected a record, found object'],
  [null, 'expected a record, found object'],
])('says what is wrong with %j', (json, message) => {
  expect(earlierReport(json)).toMatchObject({ message });
});
