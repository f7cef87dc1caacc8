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

/** Escapes what view has made printable already, which takes long for text that is not ASCII. */
export function entities(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? '') : text;
}

/** The same names come every second, and what is not ASCII takes long. */
const MOST_KEPT = 4096;
const kept = new Map<string, string>();

/** Escapes anybody's text. */
export function escaped(text: string): string {
  if (text.length <= MAX_TEXT && HARMLESS.test(text)) return text;
  const short = text.length > MAX_TEXT ? text.slice(0, MAX_TEXT + 1) : text;
  let made = kept.get(short);
  if (made === undefined) {
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(short, (made = entities(printable(short, MAX_TEXT))));
  }
  return made;
}

function textOf(part: Part): string {
  if (part === null) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'number') return String(part);
  return typeof part === 'string' ? escaped(part) : part.map(({ text }) => text).join('');
}
