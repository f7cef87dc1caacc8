/**
 * `npm run fuzz -- --seconds 60 --target fdinfo --seed 7`: each target for so long, with new cases unless a seed is given.
 *
 * A failure prints the seed and the path with which the case comes again (`--seed` and `--path`), and the smallest input
 * that shows it. Kept cases (kept.json) come first.
 */
import { parseArgs } from 'node:util';
import { KEPT } from './kept.js';
import type { Outcome, Target } from './target.js';
import { TARGETS } from './targets/index.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    target: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string' },
    path: { type: 'string' },
  },
});
const unknown = values.target.filter((name) => !TARGETS.some((target) => target.name === name));
const seconds = Number(values.seconds);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
if (unknown.length > 0 || !(seconds > 0) || !Number.isSafeInteger(seed)) {
  process.stderr.write(`fuzz: --seconds N, --seed N, --target of ${TARGETS.map(({ name }) => name).join(', ')}\n`);
  process.exit(2);
}

function report(target: Target, { cases, failure }: Outcome, startMs: number, used: number): boolean {
  const took = (performance.now() - startMs) / 1000;
  process.stdout.write(
    `${target.name.padEnd(15)} ${String(cases).padStart(9)} cases ${took.toFixed(1).padStart(7)} s  seed ${used}\n`,
  );
  if (failure === null) return true;
  const input = failure.input.length > 4000 ? `${failure.input.slice(0, 4000)}…` : failure.input;
  process.stdout.write(
    `FAILED: --target ${target.name} --seed ${used} --path ${failure.path}\n  ${input}\n  ${failure.reason}\n`,
  );
  return false;
}

let isGood = true;
for (const target of TARGETS) {
  if (values.target.length > 0 && !values.target.includes(target.name)) continue;
  for (const kept of KEPT.filter((each) => each.target === target.name)) {
    const startMs = performance.now();
    const outcome = await target.run({ seed: kept.seed, path: kept.path, cases: 1 });
    if (outcome.failure !== null) isGood = report(target, outcome, startMs, kept.seed) && isGood;
  }
  const startMs = performance.now();
  const outcome = await target.run(
    values.path === undefined ? { seed, seconds, cases: 2 ** 31 - 1 } : { seed, path: values.path, cases: 1 },
  );
  isGood = report(target, outcome, startMs, seed) && isGood;
}
for (const target of TARGETS) await target.close();
process.exitCode = isGood ? 0 : 1;
