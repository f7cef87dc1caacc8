import { tooOldOrMissing } from '../installed.js';
import { ScreenWatch } from './screen.js';
import type { Frame, Program } from './watch.js';

/** `PID MEM RSS render copy ... NAME`: the words between are the engines, in the order of the bars. */
const HEADER = /^\s*PID\s.*NAME\s*$/;
const NO_ENGINE = new Set(['PID', 'MEM', 'RSS', 'NAME']);

/** Rows of a screen of gputop: a block for each DRM minor, each with the engines of its own driver. */
export function parseGputop(screen: string): Frame {
  let engines: string[] = [];
  return screen.split('\n').flatMap((line) => {
    if (HEADER.test(line)) engines = line.split(/\s+/).filter((word) => word !== '' && !NO_ENGINE.has(word));
    const pid = /^\s*(\d+) .*\|/.exec(line)?.[1];
    if (pid === undefined) return [];
    const numbers = [...line.matchAll(/([\d.]+)%/g)].map(([, text]) => Number(text));
    if (numbers.length !== engines.length) return [];
    return [{ pid: Number(pid), percent: Object.fromEntries(engines.map((name, at) => [name, numbers[at] ?? null])) }];
  });
}

/** gputop of igt-gpu-tools. Without a terminal it prints nothing of what is asked here. */
export function gputop(delaySeconds: number): Program {
  return {
    name: 'gputop',
    // 1.28 had no -n yet; nobody has tried the comparison with it.
    whyNot: () => tooOldOrMissing('gputop', ['-h'], /-n,|--iterations/, 'intel-gpu-tools of Debian 13'),
    start: (stage) => ScreenWatch.start(stage.inside(['gputop', '-d', String(delaySeconds)]), /^DRM minor|No GPU/m, parseGputop),
  };
}
