/**
 * Boots every machine of the plan, plays its scenes, and asserts on what they kept.
 * `GPU_TOP_VM_ONLY=v3d-6.12` boots only what starts so; `GPU_TOP_VM_EVIDENCE=DIR` writes there what the scenes kept.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Evidence } from './evidence.js';
import { missingPackages, runMachine, type MachineResult } from './machine.js';
import { packProgram } from './pack.js';
import { BOOTS, type Boot } from './plan.js';
import { SCENES } from './scenes/index.js';
import type { VmMeta } from './report/meta.js';

const only = process.env.GPU_TOP_VM_ONLY ?? '';
const nameOf = ({ profile, kernel }: Boot) => `${profile}-${kernel}`;

let work = '';
beforeAll(async () => {
  work = await packProgram();
});
afterAll(async () => {
  await rm(work, { recursive: true, force: true });
});

describe.each(BOOTS.filter((boot) => nameOf(boot).startsWith(only)))('$profile on Linux $kernel', (boot) => {
  let result: MachineResult;
  let evidence: Evidence;
  const missing = missingPackages(boot.profile);

  beforeAll(async () => {
    if (missing.length > 0) return;
    const started = performance.now();
    result = await runMachine(boot, work, `sh guest/play.sh ${boot.scenes.join(' ')}`, 480);
    evidence = new Evidence(result.stdout);
    if (process.env.GPU_TOP_VM_EVIDENCE) evidence.writeTo(join(process.env.GPU_TOP_VM_EVIDENCE, nameOf(boot)));
    if (result.stderr !== '') process.stderr.write(result.stderr);
    process.stderr.write(`${nameOf(boot)}: ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
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
