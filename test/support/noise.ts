/** 0..1, evenly spread, the same for the same number: chance that a failing test can repeat. */
export function noise(number: number): number {
  let value = Math.imul(number ^ 0x9e3779b9, 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return ((value ^ (value >>> 16)) >>> 0) / 2 ** 32;
}
