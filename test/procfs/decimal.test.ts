import { expect, test } from 'vitest';
import { decimal } from '../../src/procfs/decimal.js';

test.each([
  ['0', 0],
  ['4242', 4242],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
])('%s is a number', (text, number) => expect(decimal(text)).toBe(number));

test.each(['', '-1', '+1', ' 1', '1 ', '1.0', '1e3', '0x1', '007', '00', '١', '9007199254740992', '9'.repeat(400)])(
  '%j is none',
  (text) => expect(decimal(text)).toBeNull(),
);
