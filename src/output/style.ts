/** The few colours of the plain table. Whether there are any is the caller's choice: a terminal, and no NO_COLOR. */
import { styleText } from 'node:util';
import { heatOf } from '../view/heat.js';

export type Role = 'banner' | 'device' | 'head' | 'low' | 'middle' | 'high' | 'faint' | 'warning';

/** Puts a finished text into a role's colour; its width does not change. */
export type Styler = (role: Role, text: string) => string;

type Format = Parameters<typeof styleText>[0];

const FORMATS: Readonly<Record<Role, Format>> = {
  banner: ['bold', 'inverse'],
  device: 'bold',
  head: 'underline',
  low: 'green',
  middle: 'yellow',
  high: 'red',
  faint: 'gray',
  warning: 'yellow',
};

export const noStyle: Styler = (_, text) => text;

/** The caller has decided already, so styleText must not look at process.stdout again. */
export const colourStyle: Styler = (role, text) =>
  text.trim() === '' ? text : styleText(FORMATS[role], text, { validateStream: false });

/** The role of a busyness; the number beside it says the same. */
export function heatRole(ratio: number | null): Role {
  return ratio === null || ratio === 0 ? 'faint' : heatOf(ratio);
}
