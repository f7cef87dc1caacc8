/**
 * The scanner's ticks by `auto` while the kernel counts open files: beside the strategies, which are compared by whole walks, what gpu-top
 * takes in the steady state. What it holds in its last tick is what it found.
 */
import type { Root } from '../../procfs/root.js';
import { cpuOf, timed, wallOf } from '../measure.js';
import { callsOfTick, ticker, whyNotCounted } from '../rows/scanner-row.js';
import type { WalkAnswer } from './walk-answer.js';

const GATED = { strategy: 'auto', mode: 'incremental', count: 'own' } as const;

export async function gatedTicks(root: Root, rounds: number): Promise<WalkAnswer> {
  const why = whyNotCounted(root);
  const nothing = { found: [], processes: 0, fds: 0, refused: new Map<string, number>() };
  if (why !== null)
    return { walked: { ...nothing, unavailable: why }, systemCalls: 0, coldCpuNs: 0, cpuNs: [], wallNs: [], moved: 0 };
  const tick = ticker(root, GATED);
  const cold = await timed(tick);
  const ticks = [];
  for (let round = 0; round < rounds; round++) ticks.push(await timed(tick));
  const { readings, cost, coverage } = (ticks.at(-1) ?? cold).result;
  return {
    walked: {
      found: readings.map(({ pid, fd }) => ({ pid, fd, number: null })),
      processes: coverage.processesSeen,
      fds: cost.fdsChecked,
      refused: new Map([['EACCES', coverage.processesUnreadable]]),
      unavailable: null,
    },
    systemCalls: await callsOfTick(root, GATED),
    coldCpuNs: cpuOf(cold.sample),
    cpuNs: ticks.map(({ sample }) => cpuOf(sample)),
    wallNs: ticks.map(({ sample }) => wallOf(sample)),
    moved: ticks.filter(({ result }) => result.cost.gate === 'moved').length,
  };
}
