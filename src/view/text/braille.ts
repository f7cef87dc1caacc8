/** Two columns of dots in one cell: what sparklines and charts are made of. */

/** Dots that a cell has above each other. */
export const LEVELS = 4;

/** The sign of a cell without dots; each dot adds its bit. */
export const BLANK_BRAILLE = 0x2800;

/** The bit of the dot in a cell's left or right column, `level` 0 to 3 from the top down. */
export function brailleDot(column: 0 | 1, level: number): number {
  if (level >= LEVELS - 1) return 0x40 << column;
  return 1 << (level + 3 * column);
}

/** Dots of a cell from the bottom up, none to all, of its left and of its right column. */
const LEFT = [0x00, 0x40, 0x44, 0x46, 0x47];
const RIGHT = [0x00, 0x80, 0xa0, 0xb0, 0xb8];

const CELLS = LEFT.flatMap((left) =>
  RIGHT.map((right) => (left + right === 0 ? ' ' : String.fromCharCode(BLANK_BRAILLE + left + right))),
);

/** The cell with so many dots at the left and at the right, each 0 to `LEVELS`, from the bottom up; a blank without any. */
export function brailleCell(left: number, right: number): string {
  return CELLS[left * (LEVELS + 1) + right] ?? ' ';
}
