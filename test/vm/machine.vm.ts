/**
 * Boots every machine of the plan, plays its scenes, and asserts on what they kept.
 * `GPU_TOP_VM_ONLY=v3d-6.12` boots only what starts so; `GPU_TOP_VM_EVIDENCE=DIR` writes there what the scenes kept, and
 * `GPU_TOP_VM_JUDGE=DIR` judges that once more and boots nothing;
 * `GPU_TOP_VM_AT_ONCE=4` runs so many machines at once (one a CPU without it: a machine has clocks of its own and minds no company).
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Evidence } from './evidence.js';
import { missingPackages, runMachine, type MachineResult } from './machine.js';
import { packProgram } from './pack.js';
import { BOOTS, type Boot } from './plan.js';
import { SCENES } from './scenes/index.js';
import type { VmMeta } from './report/meta.js';

const only = process.env.GPU_TOP_VM_ONLY ?? '';
const nameOf = ({ profile, kernel }: Boot) => `${profile}-${kernel}`;

const boots = BOOTS.filter((boot) => nameOf(boot).startsWith(only));

interface Played {
  readonly result: MachineResult;
  readonly evidence: Evidence;
}

async function play(boot: Boot): Promise<Played> {
  const started = performance.now();
  const result = await runMachine(boot, work, `sh guest/play.sh ${boot.scenes.join(' ')}`, 1800);
  const evidence = new Evidence(result.stdout);
  if (process.env.GPU_TOP_VM_EVIDENCE) {
    const folder = join(process.env.GPU_TOP_VM_EVIDENCE, nameOf(boot));
    evidence.writeTo(folder);
    await writeFile(join(folder, resultFile(boot)), JSON.stringify({ ...result, stdout: '' }));
  }
  process.stderr.write(`${result.stderr}${nameOf(boot)}: ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  return { result, evidence };
}

/** Beside the scenes' folders: how the machine that played them ended. */
function resultFile({ scenes }: Boot): string {
  return `${scenes.join('-')}.json`;
}

async function playedBefore(boot: Boot, folder: string): Promise<Played> {
  const result = JSON.parse(await readFile(join(folder, resultFile(boot)), 'utf8')) as MachineResult;
  return { result, evidence: Evidence.readFrom(folder) };
}

let work = '';
const machines = new Map<Boot, Promise<Played>>();
beforeAll(async () => {
  const before = process.env.GPU_TOP_VM_JUDGE;
  if (before) for (const boot of boots) machines.set(boot, playedBefore(boot, join(before, nameOf(boot))));
  if (before) return;
  work = await packProgram();
  const limit = pLimit(Number(process.env.GPU_TOP_VM_AT_ONCE ?? availableParallelism()));
  for (const boot of boots) if (missingPackages(boot.profile).length === 0) machines.set(boot, limit(play, boot));
});
afterAll(async () => {
  await Promise.allSettled(machines.values());
  if (work !== '') await rm(work, { recursive: true, force: true });
});

describe.each(boots)('$profile on Linux $kernel', (boot) => {
  let result: MachineResult;
  let evidence: Evidence;
  const missing = missingPackages(boot.profile);

  beforeAll(async () => {
    const played = await machines.get(boot);
    if (played) ({ result, evidence } = played);
  });

  for (const scene of boot.scenes.map((name) => SCENES[name]).filter((known) => known !== undefined)) {
    for (const { title, notOn, check } of scene.cases) {
      it(title, async ({ task, skip }) => {
        const meta: VmMeta = { boot: nameOf(boot), title, release: null, figure: null };
        task.meta.vm = meta;
        if (missing.length > 0) skip(`Debian packages missing: ${missing.join(' ')} (test/vm/machine/run.sh -i installs them)`);
        if (result.unavailable !== null) skip(result.unavailable);
        meta.release = evidence.scene('machine').text('release').trim();
        const kept = evidence.scene(scene.name);
        const reason = notOn?.(kept) ?? null;
        if (reason !== null) skip(reason);
        meta.figure = (await check(kept)) ?? null;
      });
    }
  }

  it('runs every scene to its end', ({ skip }) => {
    if (missing.length > 0) skip();
    if (result.unavailable !== null) skip();
    expect(result.status, result.stderr).toBe(0);
  });
});
