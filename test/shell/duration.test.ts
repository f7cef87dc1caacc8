import { InvalidArgumentError } from 'commander';
import { describe, expect, test } from 'vitest';
import { countOption, durationMs, durationOption } from '../../src/shell/duration.js';

describe('a duration', () => {
  test.each([
    ['1', 1000],
    ['0.5', 500],
    ['.25', 250],
    ['500ms', 500],
    ['2s', 2000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
    [' 2 ', 2000],
  ])('%j is %i ms', (text, ms) => expect(durationMs(text)).toBe(ms));

  test.each(['', 'fast', '-1', '1d', '1e3', 'NaN', 'Infinity', '0x10', '1 s', '1s2', '5%'])('%j is none', (text) => {
    expect(durationMs(text)).toBeNull();
  });
});

describe('a duration option', () => {
  const parse = durationOption(10, 86_400_000);

  test('takes its bounds', () => {
    expect(parse('10ms')).toBe(10);
    expect(parse('24h')).toBe(86_400_000);
  });

  test.each(['0', '9ms', '25h', 'fast'])('refuses %j and says what would be right', (text) => {
    expect(() => parse(text)).toThrow(InvalidArgumentError);
    expect(() => parse(text)).toThrow(/between 10ms and 24h/);
  });
});

describe('a count option', () => {
  test('takes whole numbers from its minimum on', () => expect(countOption(1)('550')).toBe(550));

  test.each(['0', '-1', '1.5', '', 'ten', '99999999999999999999'])('refuses %j', (text) => {
    expect(() => countOption(1)(text)).toThrow('Expected a whole number of at least 1.');
  });

  test('names both bounds where there are two', () => {
    expect(() => countOption(1, 64)('65')).toThrow('Expected a whole number from 1 to 64.');
  });
});
