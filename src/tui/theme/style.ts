/**
 * A look as the SGR codes that switch it on and off.
 *
 * Every style ends by switching off only what it switched on, so styles nest: a red number inside an inverse row stays inverse.
 */
export interface Style {
  readonly on: string;
  readonly off: string;
}

export const plain: Style = { on: '', off: '' };
export const bold: Style = { on: '\x1b[1m', off: '\x1b[22m' };
export const underline: Style = { on: '\x1b[4m', off: '\x1b[24m' };
export const inverse: Style = { on: '\x1b[7m', off: '\x1b[27m' };

export function join(a: Style, b: Style): Style {
  return { on: a.on + b.on, off: b.off + a.off };
}

/** `text` in a style; an empty text stays empty. */
export function paint(style: Style, text: string): string {
  return text === '' ? '' : style.on + text + style.off;
}
