/** What to try first: the beginning of the help, and the man page's EXAMPLES. */
export interface Example {
  readonly command: string;
  readonly what: string;
}

export const EXAMPLES: readonly Example[] = [
  { command: 'gpu-top', what: 'who uses which GPU engine, live' },
  { command: 'gpu-top -1', what: 'one table, and leave' },
  { command: 'gpu-top --json -n 10 -d 0.5 | jq .', what: 'ten ticks for a script, half a second each' },
];

export const MORE_EXAMPLES: readonly Example[] = [
  { command: "gpu-top -b --filter 'vram>1G !idle' --by user", what: 'who holds more than 1 GiB of video memory, each second' },
  { command: 'gpu-top -1 --over 60s', what: 'who used what in the minute that follows, and who began and ended' },
  { command: 'gpu-top explain 4242', what: "how process 4242's numbers came about" },
  { command: 'gpu-top run -- ffmpeg -i in.mkv out.mp4', what: 'what GPU time and memory a command took' },
  {
    command: 'gpu-top wait --device card1 --idle 30s && systemctl suspend',
    what: 'sleep when the GPU has been idle for a while',
  },
  { command: 'gpu-top --ssh box --ssh root@lab', what: 'two other machines on one screen' },
  { command: 'gpu-top record -n 60 night.rec; gpu-top replay night.rec', what: 'a minute to be looked at later' },
];

/** The beginning of the help. */
export function exampleLines(): string {
  const width = Math.max(...EXAMPLES.map(({ command }) => command.length));
  return `Examples:\n${EXAMPLES.map(({ command, what }) => `  ${command.padEnd(width)}  ${what}\n`).join('')}`;
}
