/** debugfs `dri/N/clients` without the names in it: the command, the client's name, and whose it is. */
import { placeOfByte } from '../drm/nodes/clients-table.js';
import type { Tokens } from '../recording/scrub/tokens.js';

/** Rows that do not fit the header are left out. The form is described in drm/nodes/clients-table.ts. */
export function scrubClientsTable(tokens: Tokens, text: string): string {
  const [header = '', ...lines] = text.split('\n');
  const start = header.indexOf('command') + 'command'.length;
  if (!header.includes('command')) return '';
  const columns = header.slice(start).trim().split(/\s+/);
  const [uidAt, nameAt] = [columns.indexOf('uid'), columns.indexOf('name')];
  const rows = lines.flatMap((line) => {
    const place = placeOfByte(line, start);
    const cells = line.slice(place).trim().split(/\s+/);
    if (cells.length < columns.length) return [];
    const before = cells.slice(0, nameAt < 0 ? columns.length : nameAt);
    const after = nameAt < 0 ? [] : cells.slice(cells.length - (columns.length - nameAt - 1));
    const name = nameAt < 0 ? [] : [cells.slice(before.length, cells.length - after.length).join(' ')];
    const kept = [...before, ...name.map((word) => (word === '<unset>' ? word : tokens.word('name', word))), ...after];
    const numbers = kept.map((cell, at) => (at === uidAt ? String(tokens.uid(Number(cell))) : cell));
    return [`${tokens.word('comm', line.slice(0, place).trim()).padStart(start)} ${numbers.join(' ')}`];
  });
  return [header, ...rows, ''].join('\n');
}
