/** Whatever was on the screen, what `ScreenDiff` sends makes it look as if the new lines had been drawn on an empty one. */
import xterm from '@xterm/headless';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ScreenDiff } from '../../../src/tui/terminal/screen-diff.js';
import { cellWidth } from '../../../src/view/text/text.js';
import { EVERY_THEME, stylesOf } from '../theme/every-theme.js';

const [WIDTH, HEIGHT] = [12, 3];

interface Screen {
  readonly shown: ScreenDiff;
  readonly emulator: xterm.Terminal;
}

function emptyScreen(): Screen {
  return {
    shown: new ScreenDiff(WIDTH, HEIGHT, (point) => cellWidth(String.fromCodePoint(point))),
    emulator: new xterm.Terminal({ cols: WIDTH, rows: HEIGHT, allowProposedApi: true }),
  };
}

async function draw({ shown, emulator }: Screen, lines: readonly string[]): Promise<string> {
  const sent = shown.change(lines);
  await new Promise<void>((resolve) => {
    emulator.write(sent, resolve);
  });
  return sent;
}

/** Every cell with all that can be seen of it: a blank has no colour of its own unless it is underlined or inverse. */
function look({ emulator }: Screen): string[] {
  const buffer = emulator.buffer.active;
  return Array.from({ length: HEIGHT * WIDTH }, (_, at) => {
    const cell = buffer.getLine(Math.floor(at / WIDTH))?.getCell(at % WIDTH);
    if (cell === undefined) return 'none';
    const flags = [cell.isBold() && 'bold', cell.isUnderline() && 'underline', cell.isInverse() && 'inverse'].filter(Boolean);
    const back = `on ${cell.getBgColor()}`;
    const isBlank = cell.getChars().trim() === '' && cell.getWidth() === 1;
    const seen = isBlank && !flags.includes('underline') && !flags.includes('inverse');
    return seen ? `blank ${back}` : [cell.getChars() || ' ', cell.getWidth(), ...flags, `${cell.getFgColor()}`, back].join(' ');
  });
}

const styles = EVERY_THEME.flatMap(([, theme]) => stylesOf(theme));
const piece = fc.record({
  text: fc.string({ unit: fc.constantFrom(' ', ' ', 'a', 'b', '█', '–', '漢', 'é', 'e\u0301'), maxLength: 5 }),
  style: fc.constantFrom(null, ...styles),
});

/** A line of exactly WIDTH cells. */
const line = fc.array(piece, { maxLength: 5 }).map((pieces) => {
  let out = '';
  let left = WIDTH;
  for (const { text, style } of pieces) {
    if (cellWidth(text) > left) break;
    left -= cellWidth(text);
    out += style === null ? text : style.on + text + style.off;
  }
  return out + ' '.repeat(left);
});
const frame = fc.array(line, { minLength: HEIGHT, maxLength: HEIGHT });

test('one frame after another looks as if drawn afresh', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 2, maxLength: 5 }), async (frames) => {
      const screen = emptyScreen();
      for (const lines of frames) await draw(screen, lines);
      const afresh = emptyScreen();
      await draw(afresh, frames.at(-1) ?? []);
      expect(look(screen)).toEqual(look(afresh));
      const text = Array.from({ length: HEIGHT }, (_, y) => screen.emulator.buffer.active.getLine(y)?.translateToString());
      expect(text).toEqual(frames.at(-1)?.map((each) => each.replace(/\x1b\[[\d;]*m/g, '')));
    }),
    { numRuns: 150 },
  );
});

test('styles reach the terminal as they were written', async () => {
  await fc.assert(
    fc.asyncProperty(frame, async (lines) => {
      const screen = emptyScreen();
      await draw(screen, lines);
      const plain = emptyScreen();
      await new Promise<void>((resolve) => {
        plain.emulator.write(lines.map((each, y) => `\x1b[${y + 1};1H${each}`).join(''), resolve);
      });
      expect(look(screen)).toEqual(look(plain));
    }),
    { numRuns: 150 },
  );
});

test('what is shown already is not sent again', async () => {
  const screen = emptyScreen();
  const before = ['gfx  62.1 %  ', 'vram 7.2 GiB', 'x           '].map((each) => each.slice(0, WIDTH));
  await draw(screen, before);
  expect(await draw(screen, before)).toBe('');
  const after = [...before];
  after[1] = 'vram 7.3 GiB';
  expect(await draw(screen, after)).toBe('\x1b[2;8H3');
});

test('control characters do not reach the terminal, and a line too long or too short keeps to its row', async () => {
  const screen = emptyScreen();
  const sent = await draw(screen, ['\x07\x9b2J\tbell', 'much too long for it', 'short']);
  expect(sent.replace(/\x1b\[[\d;]*[mHK]/g, '')).toBe('2Jbellmuch too lonshort');
  await draw(screen, ['a\x1b[38;5', '漢'.repeat(WIDTH), '']);
  const text = Array.from({ length: HEIGHT }, (_, y) => screen.emulator.buffer.active.getLine(y)?.translateToString(true));
  expect(text).toEqual(['a', '漢'.repeat(WIDTH / 2), '']);
});
