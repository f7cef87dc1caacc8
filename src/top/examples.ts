/** What to try first: the beginning of the help, and of the man page's EXAMPLES. */
export interface Example {
  readonly command: string;
  readonly what: string;
}

export const EXAMPLES: readonly Example[] = [
  { command: 'gpu-top', what: 'who uses which GPU engine, live' },
  { command: 'gpu-top -1', what: 'one table, and leave' },
  { command: 'gpu-top --json -n 10 -d 0.5 | jq .', what: 'ten ticks for a script, half a second each' },
];

/** The beginning of the help. */
export function exampleLines(): string {
  const width = Math.max(...EXAMPLES.map(({ command }) => command.length));
  return `Examples:\n${EXAMPLES.map(({ command, what }) => `  ${command.padEnd(width)}  ${what}\n`).join('')}`;
}
