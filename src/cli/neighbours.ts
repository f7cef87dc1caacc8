/** Options of htop, nvtop and intel_gpu_top that are none here, and what would be right. */

const RIGHT: Readonly<Record<string, string>> = {
  '-t': 't on the screen shows a tree of processes',
  '--tree': 't on the screen shows a tree of processes',
  '-F': '--filter',
  '-M': 'the mouse is off without --mouse',
  '--no-mouse': 'the mouse is off without --mouse',
  '-U': '--ascii',
  '--no-unicode': '--ascii',
  '-J': '--json',
  '-c': '--csv',
  '-a': '--all',
  '-v': '-V prints the version',
  '--color': '-C takes colours away, and a pipe gets none',
  '--colour': '-C takes colours away, and a pipe gets none',
  '-l': '-b prints tables without a screen',
  '-L': 'gpu-top devices lists them',
};

/** What commander says of an unknown option, with what would be right in place of the nearest word; other errors as they are. */
export function withRight(error: string): string {
  const [said, option = ''] = /^error: unknown option '([^'=]+)[^']*'/.exec(error) ?? [error];
  const right = Object.hasOwn(RIGHT, option) ? RIGHT[option] : undefined;
  return right === undefined ? error : `${said}: ${right}`;
}
