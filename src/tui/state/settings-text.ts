/** The text of a settings file with other values: comments, unknown keys, tables and the order stay as the user wrote them. */
import { parse, stringify } from 'smol-toml';

/**
 * @param before valid TOML
 * @param values by top-level key; undefined: the key is to go
 */
export function withValues(before: string, values: ReadonlyMap<string, unknown>): string {
  const { statements, rest } = topLevel(before);
  const written = new Set<string>();
  const kept = statements.flatMap((text) => {
    const [key, old] = Object.entries(parse(text))[0] ?? [];
    if (key === undefined || !values.has(key)) return [text];
    written.add(key);
    const value = values.get(key);
    if (value === undefined) return [];
    return [same(old, value) ? text : `${assignment(key, value)}${commentOf(text, old)}\n`];
  });
  const added = [...values].filter(([key, value]) => value !== undefined && !written.has(key));
  const last = kept.at(-1);
  if (added.length > 0 && last !== undefined && !last.endsWith('\n')) kept.push('\n');
  return [...kept, ...added.map(([key, value]) => `${assignment(key, value)}\n`), rest].join('');
}

/** Statements, comments and blank lines up to the first table, each whole however many lines it has; and the rest. */
function topLevel(text: string): { readonly statements: readonly string[]; readonly rest: string } {
  const lines = text.split(/(?<=\n)/);
  const statements: string[] = [];
  for (let at = 0; at < lines.length;) {
    if (lines[at]?.trimStart().startsWith('[') === true) return { statements, rest: lines.slice(at).join('') };
    let statement = '';
    do statement += lines[at++] ?? '';
    while (at < lines.length && !isWhole(statement));
    statements.push(statement);
  }
  return { statements, rest: '' };
}

function isWhole(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

function assignment(key: string, value: unknown): string {
  return stringify({ [key]: value }).trimEnd();
}

/** What stands behind the value of a statement in one line: ` # why`; else nothing. */
function commentOf(statement: string, value: unknown): string {
  const line = statement.trimEnd();
  if (line.includes('\n')) return '';
  for (let at = line.indexOf('#'); at !== -1; at = line.indexOf('#', at + 1)) {
    const before = line.slice(0, at);
    if (isWhole(before) && same(Object.values(parse(before))[0], value)) return line.slice(before.trimEnd().length);
  }
  return '';
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
