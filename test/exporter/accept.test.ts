import { expect, it } from 'vitest';
import { formatOf } from '../../src/exporter/accept.js';

it.each([
  [
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    'openMetrics', // Prometheus 2.42
  ],
  [
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.2',
    'openMetrics',
  ],
  ['application/openmetrics-text', 'openMetrics'],
  ['Application/OpenMetrics-Text; Version=1.0.0; Q=1.0', 'openMetrics'],
  ['application/openmetrics-text;version=0.0.1', 'text'],
  ['application/openmetrics-text;q=0', 'text'],
  ['application/openmetrics-text;q=0.3,text/plain', 'text'],
  ['application/openmetrics-text;q=nonsense', 'text'],
  ['text/plain', 'text'],
  ['*/*', 'text'],
  ['', 'text'],
  [','.repeat(10_000), 'text'],
])('for %j the page is %s', (accept, format) => {
  expect(formatOf(accept)).toBe(format);
});
