/** HTML as text that cannot be mistaken: whatever is not marked as HTML is escaped on its way in. */
import { printable } from '../view/text/printable.js';

/** A piece of HTML whose texts are escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | readonly Html[] | string | number | null;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Longer names are cut: a command line may be megabytes. */
const MAX_TEXT = 300;
/** What stays as it is: nearly every text. */
const HARMLESS = /^[ !#-%(-;=?-~]*$/;

/** A template whose values are escaped, and made printable, unless they are `Html` themselves. Null is nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = strings[0] ?? '';
  let at = 0;
  for (const part of parts) {
    at += 1;
    text += textOf(part) + (strings[at] ?? '');
  }
  return new Html(text);
}

function textOf(part: Part): string {
  if (part === null) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') {
    if (part.length <= MAX_TEXT && HARMLESS.test(part)) return part;
    return printable(part, MAX_TEXT).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? '');
  }
  return part.map(({ text }) => text).join('');
}
