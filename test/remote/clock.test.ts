import { describe, expect, it } from 'vitest';
import { RemoteClock, spanNs } from '../../src/remote/clock.js';

/** Milliseconds between two lines. */
function between(first: string, second: string): number {
  const clock = new RemoteClock();
  clock.tell(first);
  const from = clock.nowNs;
  clock.tell(second);
  return Number(clock.nowNs - from) / 1e6;
}

const line = (uptime: string, wallMs: number): string => `T ${uptime} ${BigInt(Math.round(wallMs * 1e6)) + 10n ** 18n}`;

describe('the time on another machine', () => {
  it('has the digits of the wall clock', () => {
    expect(between(line('100.00', 0), line('101.00', 1003.25))).toBe(1003.25);
  });

  it('does not follow the wall clock when it is set', () => {
    expect(between(line('100.00', 0), line('101.00', 3_601_000))).toBe(1000);
    expect(between(line('100.00', 0), line('101.00', -3_599_000))).toBe(1000);
  });

  it('follows it again from then on', () => {
    const clock = new RemoteClock();
    clock.tell(line('100.00', 0));
    clock.tell(line('101.00', 3_601_000));
    const from = clock.nowNs;
    clock.tell(line('102.00', 3_602_003.5));
    expect(Number(clock.nowNs - from) / 1e6).toBe(1002.5 + 1);
  });

  it('is the uptime where the wall clock has only seconds', () => {
    expect(between('T 100.00 1700000000%N', 'T 101.37 1700000001%N')).toBe(1370);
    expect(between('T 100.00 ', 'T 100.01 ')).toBe(10);
  });

  it('is that of the reader where it began to read clearly later', () => {
    const clock = new RemoteClock();
    clock.tell(line('100.00', 0), 'U 100.00 9.99');
    expect(clock.nowNs).toBe(100_000_000_000n);
    clock.tell(line('101.00', 1000), 'U 101.01 9.99');
    expect(clock.nowNs).toBe(101_000_000_000n);
    clock.tell(line('102.00', 2000), 'U 102.20 9.99');
    expect(clock.nowNs).toBe(102_205_000_000n);
    clock.tell('T 103.00 ', 'U 103.04 9.99');
    expect(clock.nowNs).toBe(103_040_000_000n);
    clock.tell(line('104.00', 4001), 'U nonsense');
    expect(clock.nowNs).toBe(104_001_000_000n);
  });

  it('gets over a first line whose wall clock was told late', () => {
    const clock = new RemoteClock();
    clock.tell(line('100.00', 80));
    clock.tell(line('101.00', 1002));
    expect(clock.nowNs).toBe(101_000_000_000n);
    clock.tell(line('102.00', 2007));
    expect(clock.nowNs).toBe(102_005_000_000n);
  });

  it('stands still at a line that says nothing', () => {
    expect(between('T 100.00 ', 'T  ')).toBe(0);
    expect(between('T 100.00 ', 'T x y')).toBe(0);
  });

  it('spans what two lines say', () => {
    expect(spanNs(['T 1.00 ', 'T 1.05 '])).toBe(50e6);
    expect(spanNs([])).toBe(0);
    expect(spanNs(['T 2.00 ', 'T 1.00 '])).toBe(0);
  });
});

it('an uptime of more seconds than there were says nothing', () => {
  const clock = new RemoteClock();
  clock.tell(`T ${'9'.repeat(400)}.00 1`);
  expect(clock.nowNs).toBe(0n);
  expect(spanNs(['T 1.00 x', `T ${'9'.repeat(400)}.00 x`])).toBe(0);
});
