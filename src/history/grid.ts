/** Numbers in a row for each place of a ring, a column for each thing: NaN is unknown. A row's numbers stand together. */

/** Of 32 or of 64 bits. */
export type Numbers = Float32Array | Float64Array;

export class Grid {
  readonly #rows: number;
  readonly #make: (length: number) => Numbers;
  /** Columns. */
  width = 0;
  /** All rows, one behind the other, each of `width` numbers; until columns are added. */
  numbers: Numbers;

  constructor(rows: number, make: (length: number) => Numbers) {
    this.#rows = rows;
    this.#make = make;
    this.numbers = make(0);
  }

  /** @param column below `width` */
  get(place: number, column: number): number {
    return this.numbers[place * this.width + column] ?? NaN;
  }

  /** @param column below `width` */
  set(place: number, column: number, value: number): void {
    this.numbers[place * this.width + column] = value;
  }

  /** Makes a row unknown. */
  clear(place: number): void {
    for (let column = 0; column < this.width; column++) this.set(place, column, NaN);
  }

  /** Adds columns, unknown in all rows. */
  widen(width: number): void {
    const [before, old] = [this.numbers, this.width];
    this.numbers = this.#make(this.#rows * width).fill(NaN);
    this.width = width;
    for (let row = 0; row < this.#rows; row++) this.numbers.set(before.subarray(row * old, (row + 1) * old), row * width);
  }
}
