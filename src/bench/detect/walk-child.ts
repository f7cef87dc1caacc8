/**
 * The process in which a strategy walks. A stat on a dead FUSE mount never returns and no signal ends it, so whoever asks
 * for it must be a process that the program can do without.
 *
 * Started by run-in-child.ts with a `WalkOrder` as its one argument; answers with one `WalkAnswer` by IPC.
 */
import '../../helper/debugger-door.js';
import { writeSync } from 'node:fs';
import { openRoot } from '../../procfs/root.js';
import { countingFiles, systemCalls } from '../counting-files.js';
import { findFds } from './find-fds.js';
import { gatedTicks } from './gated-ticks.js';
import { cpuOf, timed, wallOf } from '../measure.js';
import { type WalkAnswer, type WalkOrder, WATCH_FD } from './walk-answer.js';

async function answer({ way, rounds, ...order }: WalkOrder): Promise<WalkAnswer> {
  const root = openRoot({ root: order.root ?? undefined, proc: order.proc ?? undefined });
  if (way === 'gated') return gatedTicks(root, rounds);
  const skip = new Set(order.skip);
  const watch = rounds === 0 ? (pid: number, fd: string) => void writeSync(WATCH_FD, `${pid}/${fd}\n`) : undefined;
  const counting = countingFiles(root.files);
  const { result: walked, sample: cold } = await timed(() => findFds({ ...root, files: counting.files }, way, watch, skip));
  const samples = [];
  for (let round = 0; round < rounds; round++) samples.push((await timed(() => findFds(root, way, undefined, skip))).sample);
  return {
    walked,
    systemCalls: systemCalls(counting.counts),
    coldCpuNs: cpuOf(cold),
    cpuNs: samples.map(cpuOf),
    wallNs: samples.map(wallOf),
    moved: null,
  };
}

const [order] = process.argv.slice(2);
if (process.send !== undefined && order !== undefined) {
  void answer(JSON.parse(order) as WalkOrder).then((said) => process.send?.(said, () => process.disconnect()));
}
