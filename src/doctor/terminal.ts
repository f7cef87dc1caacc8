/** Whether the screen can be drawn here, and how. */
import { canDrawUnicode, type Io, whyNoScreen } from '../shell/io.js';
import { type Finding, note, ok } from './finding.js';

const MIN_COLUMNS = 80;
const MIN_ROWS = 24;

export function checkTerminal(io: Io): Finding[] {
  const obstacle = whyNoScreen(io);
  if (obstacle !== null)
    return [note('terminal', 'no full screen here', obstacle, 'use tables: gpu-top -1, gpu-top -b, gpu-top --json')];
  return [checkSize(io), checkLocale(io)];
}

function checkSize({ stdout, env }: Io): Finding {
  const { columns = 0, rows = 0 } = stdout;
  const text = `${env['TERM'] ?? ''}, ${columns}x${rows}`;
  if (columns >= MIN_COLUMNS && rows >= MIN_ROWS) return ok('terminal', text);
  return note('terminal', text, `below ${MIN_COLUMNS}x${MIN_ROWS} panels fold and columns are left out`, 'make it larger');
}

function checkLocale({ env }: Io): Finding {
  if (canDrawUnicode(env)) return ok('locale', 'UTF-8: bars in eighths, line borders');
  if (env['TERM'] === 'linux') return note('locale', 'ASCII only', 'the Linux console has too few glyphs', null);
  return note('locale', 'ASCII only', 'the locale is not UTF-8', 'export LC_ALL=C.UTF-8');
}
