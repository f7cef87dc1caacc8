/** Every theme there is, with a name for it, and all its styles. */
import { HEAT_LEVELS } from '../../../src/view/text/heat.js';
import type { Style } from '../../../src/tui/theme/style.js';
import { COLOUR_DEPTHS } from '../../../src/tui/theme/tone.js';
import { THEME_NAMES, themeFor, type Theme } from '../../../src/tui/theme/theme.js';

export const EVERY_THEME: readonly (readonly [string, Theme])[] = THEME_NAMES.flatMap((theme) =>
  COLOUR_DEPTHS.flatMap((colours) =>
    ([null, 'dark', 'light'] as const).map(
      (background) =>
        [`${theme}, ${colours} bits, on ${background}`, themeFor({ theme, background, colours, heat: HEAT_LEVELS })] as const,
    ),
  ),
);

export function stylesOf(theme: Theme): Style[] {
  const { heat, clients, others } = theme;
  const roles = Object.values(theme).filter((value): value is Style => typeof value === 'object' && 'on' in value);
  const heats = Array.from({ length: 21 }, (_step, i) => heat(i / 20));
  return [...roles, ...heats, ...[...clients, others].flatMap(({ front, back }) => [front, back])];
}
