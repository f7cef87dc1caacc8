/** nvidia-smi that is listened to while it runs for a sweep: its lines as they came, by what they tell. */
import { QueryReader, fieldsAsked } from '../nvidia/query.js';
import { TOLD_FILES, toldKind } from '../nvidia/told-tool.js';
import { beginProcess, type BeginTool } from '../nvidia/tool.js';
import type { TreeWriter } from '../procfs-tree/tree-writer.js';
import { scrubProcessText } from '../recording/scrub/scrub-text.js';
import type { Tokens } from '../recording/scrub/tokens.js';

/** As many as ten rounds of every GPU and process that a machine has. */
const MOST_LINES = 20_000;

export interface ObservedTool {
  readonly begin: BeginTool;
  readonly lines: Readonly<Record<keyof typeof TOLD_FILES, readonly string[]>>;
}

/** @param begin how the tool is started; a process by default */
export function observeTool(begin: BeginTool = beginProcess): ObservedTool {
  const lines: Record<keyof typeof TOLD_FILES, string[]> = { pmon: [], query: [] };
  return {
    lines,
    begin(options) {
      const kind = toldKind(options.command);
      if (kind === null) return begin(options);
      const own = lines[kind];
      const fields = fieldsAsked(options.command);
      // What stands in a row is known by its fields alone.
      if (fields !== null) own.push(fields.join(', '));
      return begin({
        ...options,
        line(text) {
          if (own.length < MOST_LINES) own.push(text);
          options.line(text);
        },
      });
    },
  };
}

/** Writes what it printed, where it printed anything; with tokens, without the names of processes and what nobody understands. */
export function writeTool(tree: TreeWriter, { lines }: ObservedTool, tokens: Tokens | null): void {
  if (lines.pmon.length + lines.query.length === 0) return;
  const scrubbed = (text: string): string => (tokens === null ? text : scrubProcessText(tokens, text));
  tree.writeFile(TOLD_FILES.pmon, `${scrubbed(lines.pmon.join('\n'))}\n`);
  const reader = new QueryReader(null);
  const query = tokens === null ? lines.query : lines.query.flatMap((line) => reader.withoutIdentity(line) ?? []);
  tree.writeFile(TOLD_FILES.query, query.map((line) => `${line}\n`).join(''));
}
