/**
 * JSON that can be printed: `JSON.stringify` escapes C0 and lone surrogates, but lets DEL, C1 controls, bidi controls and
 * other invisible characters through, and with them a command line can drive the terminal of whoever reads the file.
 * Here they are `\uXXXX`. Parsed, the value is exactly what it was.
 */
const UNSAFE = /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * `JSON.stringify(value)` without a character that a terminal would obey or hide.
 *
 * @param indent spaces for each level; 0: on one line
 */
export function safeJson(value: unknown, indent = 0): string {
  const text = JSON.stringify(value, null, indent);
  // Nearly always all of it is ASCII, and looking for that takes a tenth of the time [measured, Node 20].
  return Buffer.byteLength(text) === text.length && !text.includes('\x7f') ? text : text.replace(UNSAFE, escapeUnits);
}

function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
    '',
  );
}
