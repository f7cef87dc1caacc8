/** What the environment tells of a terminal's colours. */
import type { Background } from './theme.js';
import type { ColourDepth } from './tone.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Terminals of one colour, and those whose entry promises no more than 16. */
const NO_COLOURS = /^(dumb|vt\d|.*-mono$|.*-m$)/;
const SIXTEEN = /^(linux|ansi|cygwin|putty$|cons|rxvt$|screen$|.*-16color)/;

/** How many colours to use: NO_COLOR, then COLORTERM, then TERM; 256 where TERM says nothing else, as today's terminals have them. */
export function colourDepth(env: Env): ColourDepth {
  const term = env['TERM'] ?? '';
  if (env['NO_COLOR']) return 0;
  if (NO_COLOURS.test(term)) return 0;
  if (/^(truecolor|24bit)$/i.test(env['COLORTERM'] ?? '') || /-direct\d*$/.test(term)) return 24;
  return SIXTEEN.test(term) ? 4 : 8;
}

/**
 * The background by COLORFGBG, which rxvt, Konsole and others set: `15;0`, `0;default;15`. Its last number is one of the first 16
 * colours, of which 7 and 9 to 15 are light. Null: it is not set, or says `default`.
 */
export function backgroundOf(env: Env): Background | null {
  const last = /;(\d{1,2})$/.exec(env['COLORFGBG'] ?? '')?.[1];
  if (last === undefined) return null;
  const number = Number(last);
  if (number > 15) return null;
  return number === 7 || number > 8 ? 'light' : 'dark';
}

/** Whether to ask the terminal itself: not where it would print the question, or has one background anyway. */
export function canAskBackground(env: Env): boolean {
  const term = env['TERM'] ?? '';
  return term !== '' && !NO_COLOURS.test(term) && !/^(linux|ansi|cons|cygwin)/.test(term);
}
