/** The picture that `S` saves: of the same cells as the terminal shows, and harmless. */
import { expect, test } from 'vitest';
import { boxesOf } from '../../src/tui/picture/block-shapes.js';
import { runsOf } from '../../src/tui/picture/runs.js';
import { GROUND, screenSvg } from '../../src/tui/picture/svg.js';
import { THEME_NAMES } from '../../src/tui/theme/theme.js';
import { CONTRACTS } from '../support/contracts.js';
import { busyMachine, hostileMachine } from './machines.js';
import { openApp } from './open.js';

async function saved(state: Parameters<typeof openApp>[2], machine = busyMachine): Promise<{ svg: string; shown: string }> {
  const { terminal, app, calls } = await openApp(100, 30, state);
  app.show(machine);
  await terminal.lines();
  const shown = await terminal.svg(state?.theme === 'light' ? 'light' : 'dark');
  await terminal.type('S');
  await expect.poll(() => calls.length).toBe(1);
  app.close();
  return { svg: (calls[0] as { svg: string }).svg, shown };
}

/** Runs that look alike may be cut in other places. */
function drawn(svg: string): string {
  const texts = [...svg.matchAll(/<text x="([\d.]+)" y="(\d+)"[^>]*>([^<]*)</g)];
  const rows = new Map<string, string>();
  for (const [, , y = '', text = ''] of texts) rows.set(y, (rows.get(y) ?? '') + text.replaceAll(' ', ''));
  return [...rows].map(([y, text]) => `${y} ${text}`).join('\n');
}

test.each(THEME_NAMES)('has what the terminal shows, with theme %s', async (theme) => {
  const { svg, shown } = await saved({ theme, colours: 24 });
  expect(drawn(svg)).toBe(drawn(shown));
  const fills = (text: string): string[] =>
    [...new Set(Array.from(text.matchAll(/fill="(#\w+)"/g), ([, each]) => each ?? ''))].sort();
  expect(fills(svg)).toEqual(fills(shown));
  expect(svg).toContain(`fill="${GROUND[theme === 'light' ? 'light' : 'dark'].back}"`);
});

test('names of other processes are text in it', async () => {
  const evil = '</text><script>alert(1)</script>&\x1b]0;x\x07"\'';
  const machine = {
    ...hostileMachine,
    clients: hostileMachine.clients.map((client) => ({
      ...client,
      owner: { ...client.owner, comm: evil, cmdline: evil, user: evil },
    })),
  };
  for (const each of [hostileMachine, machine]) CONTRACTS.svg((await saved({ colours: 24 }, each)).svg);
});

test('a run that no sanitiser has seen is still no XML', () => {
  const rows = [runsOf('<b>&\x00\u{ffff}\x1b[31mred', 'dark')];
  CONTRACTS.svg(screenSvg({ columns: 20, rows, background: 'dark' }).replaceAll('\x1b', ''));
});

test('wide characters keep their place', () => {
  const svg = screenSvg({ columns: 20, rows: [runsOf('漢字\x1b[1m█x', 'dark')], background: 'dark' });
  expect(svg).toContain('textLength="33.6" xml:space="preserve">漢字<');
  expect(svg).toContain('M45.6 12h8.4v18h-8.4z');
});

test.each([
  ['▂', [[0, 0.75, 1, 0.25]]],
  ['█', [[0, 0, 1, 1]]],
  ['▌', [[0, 0, 0.5, 1]]],
  ['▏', [[0, 0, 0.125, 1]]],
  ['▕', [[0.875, 0, 0.125, 1]]],
  [
    '▞',
    [
      [0.5, 0, 0.5, 0.5],
      [0, 0.5, 0.5, 0.5],
    ],
  ],
  ['⠁', [[0.1, 0.045, 0.3, 0.16]]],
  ['⢀', [[0.6, 0.795, 0.3, 0.16]]],
  ['⠀', []],
] as const)('%s is a shape', (sign, boxes) => {
  expect(boxesOf(sign)).toEqual({ boxes, opacity: 1 });
});
