/**
 * `fit` for what is drawn at every frame: numbers, dashes, bars. These are of one cell a character, which a look at the codes
 * tells at a tenth of the cost of measuring; anything else is measured.
 */
import { cellWidth, fit, type Align } from '../view/text.js';
import { isNarrow } from './cells.js';

/** General punctuation that the views write: – … and quotes. One cell each since the first version of Unicode. */
function isKnown(code: number): boolean {
  return isNarrow(code) || (code >= 0x2010 && code <= 0x2027);
}

function isEasy(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (!isKnown(text.charCodeAt(i))) return false;
  return true;
}

/** Cells that `text`, already printable, takes. */
export function widthOf(text: string): number {
  return isEasy(text) ? text.length : cellWidth(text);
}

/** `text` in exactly `cells` cells, as `fit` does it. */
export function fitText(text: string, cells: number, align: Align = 'left'): string {
  if (!isEasy(text)) return fit(text, cells, align);
  if (cells < 1) return '';
  if (text.length > cells) return `${text.slice(0, cells - 1)}…`;
  return align === 'left' ? text.padEnd(cells) : text.padStart(cells);
}
