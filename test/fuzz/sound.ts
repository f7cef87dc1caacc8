/** What a number may be that came from a text of the kernel, or of somebody else. */

/** Throws unless it is unknown or a whole number that a double holds exactly, 0 or more. */
export function mustCount(value: number | null, what: string): void {
  if (value !== null && !(Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)))
    throw new Error(`${what} is ${value}`);
}

/** Throws unless it is unknown or within bounds. */
export function mustLie(value: number | null, min: number, max: number, what: string): void {
  if (value !== null && !(value >= min && value <= max)) throw new Error(`${what} is ${value}`);
}

/** Throws unless it is unknown or what 64 bits without a sign hold. */
export function mustBeU64(value: bigint | null, what: string): void {
  if (value !== null && !(value >= 0n && value < 2n ** 64n)) throw new Error(`${what} is ${value}`);
}

export function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** C0, DEL and C1: nothing of the kind may be on a line that is shown. */
const CONTROL = /[\x00-\x1f\x7f-\x9f]/;

/** Throws unless it is one line that a terminal only shows. */
export function mustBeOneLine(text: string, what: string): void {
  if (CONTROL.test(text)) throw new Error(`${what} holds a control character: ${JSON.stringify(text)}`);
}

/** Every number in it, however deep, is finite. */
export function mustBeFinite(value: unknown, what: string): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${what} is ${value}`);
  if (typeof value !== 'object' || value === null) return;
  const entries = value instanceof Map ? value.entries() : Object.entries(value);
  for (const [key, each] of entries) mustBeFinite(each, `${what}.${String(key)}`);
}
